from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action, Link, Pages
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.scopes import Access, Verb

from . import api, filters, forms, tables
from .choices import ControlStatus
from .models import SKU, Exclusive, Price, PriceControl, PriceList, PriceObservation
from .services.controls import approve_control, refuse_control, save_control
from .services.exclusives import save_exclusive
from .services.price_lists import publish_list, save_price, save_price_list
from .services.skus import save_sku


class SKUPages(Pages):
    model, table, filterset = SKU, tables.SKUTable, filters.SKUFilter
    form, verb = forms.SKUForm, Verb.CHANGE_PRODUCTS
    save = staticmethod(save_sku)
    plural = "products"


def _publish(price_list: PriceList, *, access: Access, reason: str) -> None:
    publish_list(price_list=price_list, access=access, reason=reason)


class PriceListDetail(DetailView):
    def context(self, *, record: PriceList, **more: Any) -> dict[str, Any]:
        may_add = record.published_at is not None and self.pages.can_add(self.access)
        return super().context(record=record, may_add=may_add, **more)


class PriceListPages(Pages):
    model, table, filterset = PriceList, tables.PriceListTable, filters.PriceListFilter
    form, verb = forms.PriceListForm, Verb.CHANGE_PRODUCTS
    save = staticmethod(save_price_list)
    detail = ("code", "published_at", "published_by", "supersedes", "valid_from")
    viewset = api.PriceListViewSet
    plural = "price-lists"
    few = True
    actions = (
        Action(
            name="publish",
            label=_("Publish"),
            run=_publish,
            verb=Verb.CHANGE_PRODUCTS,
            when=lambda price_list: price_list.published_at is None,
            reason="required",
            confirm=_("Its prices count from now on, and stay as they are: a new version follows."),
            tone="success",
        ),
    )

    @classmethod
    def can_edit(cls, record: PriceList, access: Access) -> bool:
        return record.published_at is None and super().can_edit(record, access)

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = PriceListDetail.as_view(pages=cls)
        return [path(f"{prefix}<int:pk>/", detail, name="pricelist_detail"), *super().urls(prefix)]


class PricePages(Pages):
    model, table, filterset = Price, tables.PriceTable, filters.PriceFilter
    form, verb = forms.PriceForm, Verb.CHANGE_PRODUCTS
    save = staticmethod(save_price)
    links = (
        Link(_("What does it cost?"), "pricing:price_tester"),
        Link(_("Waterfall"), "pricing:waterfall"),
    )

    @classmethod
    def can_edit(cls, record: Price, access: Access) -> bool:
        return record.price_list.published_at is None and super().can_edit(record, access)


class ExclusivePages(Pages):
    model, table, filterset = Exclusive, tables.ExclusiveTable, filters.ExclusiveFilter
    form, verb = forms.ExclusiveForm, Verb.CHANGE_PRODUCTS
    save = staticmethod(save_exclusive)


def _approve(control: PriceControl, *, access: Access, reason: str) -> None:
    approve_control(control=control, access=access, reason=reason)


def _refuse(control: PriceControl, *, access: Access, reason: str) -> None:
    refuse_control(control=control, access=access, reason=reason)


def _waits(control: PriceControl) -> bool:
    return control.status == ControlStatus.PROPOSED


class PriceControlPages(Pages):
    model, table, filterset = PriceControl, tables.PriceControlTable, filters.PriceControlFilter
    form, verb = forms.PriceControlForm, Verb.CHANGE_CONTROLS
    save = staticmethod(save_control)
    viewset = api.PriceControlViewSet
    plural = "price-controls"
    empty_hint = _("Add a control, or import them: the brand then sees prices that leave the band.")
    actions = (
        Action(
            name="approve",
            label=_("Approve"),
            run=_approve,
            verb=Verb.APPROVE_CONTROLS,
            when=_waits,
            reason="required",
            confirm=_("You confirm the legal basis: breaches of this control may then be fined."),
            tone="success",
            step_up=True,
            by_another=True,
        ),
        Action(
            name="refuse",
            label=_("Refuse"),
            run=_refuse,
            verb=Verb.APPROVE_CONTROLS,
            when=_waits,
            reason="required",
            tone="danger",
        ),
    )


class PriceObservationPages(Pages):
    """Read only: an observation comes by an import."""

    model, table = PriceObservation, tables.PriceObservationTable
    filterset = filters.PriceObservationFilter
    plural = "price-observations"
    links = (
        Link(_("Outside the band"), "pricing:observed_findings", brand_side=True),
        Link(_("Upload a file"), "imports:upload", Verb.CHANGE_CONTROLS, "kind=price_observations"),
    )
    empty_hint = _("Observed prices come in by files: upload one, or use manage.py import_data.")

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action, Link, Pages
from channels_mgmt.core.scopes import Access, Verb

from . import filters, forms, tables
from .choices import DealerStatus
from .models import (
    Brand,
    Dealer,
    LedgerEntry,
    ProductLine,
    Region,
    Shop,
    Territory,
    Tier,
)
from .services.dealers import change_status
from .services.shops import save_shop
from .services.territories import save_territory


class RegionPages(Pages):
    model, table, filterset = Region, tables.RegionTable, filters.RegionFilter
    form, verb = forms.RegionForm, Verb.CHANGE_STRUCTURE
    detail = ("code", "name", "name_en", "pinyin", "level", "parent")
    empty_hint = _("Load them: manage.py load_regions.")

    @classmethod
    def options(cls, scope):
        return cls.rows(scope).select_related("parent")

    @classmethod
    def option_label(cls, record: Region) -> str:
        """Names of counties repeat: the parent tells them apart."""
        return f"{record} · {record.parent}" if record.parent else str(record)


class TierPages(Pages):
    model, table, filterset = Tier, tables.TierTable, filters.TierFilter
    form, verb = forms.TierForm, Verb.CHANGE_STRUCTURE
    few = True


class ProductLinePages(Pages):
    model, table, filterset = ProductLine, tables.ProductLineTable, filters.ProductLineFilter
    form, verb = forms.ProductLineForm, Verb.CHANGE_PRODUCTS
    detail = ("code", "name", "name_en", "parent")
    plural = "product-lines"


def move(to: DealerStatus, name: str, label, tone: str) -> Action:
    def run(dealer: Dealer, *, access: Access, reason: str) -> None:
        change_status(dealer=dealer, to=to, access=access, reason=reason)

    return Action(
        name=name,
        label=label,
        run=run,
        verb=Verb.CHANGE_STRUCTURE,
        when=lambda dealer: DealerStatus(dealer.status).can_become(to),
        reason="required",
        tone=tone,
    )


class DealerPages(Pages):
    model, table, filterset = Dealer, tables.DealerTable, filters.DealerFilter
    form, verb = forms.DealerForm, Verb.CHANGE_STRUCTURE
    detail = (
        "code",
        "name",
        "name_en",
        "uscc",
        "tier",
        "upstream",
        "home_region",
        "status",
        "grade",
        "ecommerce_team",
        "sees_downstream",
    )
    links = (Link(_("Tree"), "dealers:dealer_tree"),)
    actions = (
        move(DealerStatus.ACTIVE, "activate", _("Activate"), "success"),
        move(DealerStatus.SUSPENDED, "suspend", _("Suspend"), "warning"),
        move(DealerStatus.TERMINATED, "terminate", _("Terminate"), "danger"),
    )


class TerritoryPages(Pages):
    model, table, filterset = Territory, tables.TerritoryTable, filters.TerritoryFilter
    form, verb = forms.TerritoryForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_territory)
    links = (Link(_("Coverage"), "dealers:territory_coverage"),)
    plural = "territories"


class ShopPages(Pages):
    model, table, filterset = Shop, tables.ShopTable, filters.ShopFilter
    form, verb = forms.ShopForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_shop)


class BrandPages(Pages):
    model, table, filterset = Brand, tables.BrandTable, filters.BrandFilter
    form, verb = forms.BrandForm, Verb.CHANGE_STRUCTURE
    plural = "brand"

    @classmethod
    def can_add(cls, access: Access) -> bool:
        """There is one brand at the most."""
        return super().can_add(access) and not Brand.objects.exists()


class LedgerPages(Pages):
    model, table, filterset = LedgerEntry, tables.LedgerTable, filters.LedgerFilter
    plural = "ledger"

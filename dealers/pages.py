from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Link, Pages
from channels_mgmt.core.scopes import Access, Verb

from . import filters, forms, tables
from .choices import DealerStatus
from .life import becomes
from .models import (
    Brand,
    Dealer,
    LedgerEntry,
    ProductLine,
    Territory,
)
from .services.dealers import change_status
from .services.territories import save_territory
from .structure.actions import DEALER_ACTIONS
from .structure.api import DealerViewSet
from .structure.grades import SET_GRADE


class ProductLinePages(Pages):
    model, table, filterset = ProductLine, tables.ProductLineTable, filters.ProductLineFilter
    form, verb = forms.ProductLineForm, Verb.CHANGE_PRODUCTS
    detail = ("code", "name", "name_en", "parent")
    plural = "product-lines"


def changed(dealer: Dealer, **how: Any) -> None:
    change_status(dealer=dealer, **how)


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
        becomes(changed, DealerStatus.ACTIVE, "activate", _("Activate"), "success"),
        becomes(changed, DealerStatus.SUSPENDED, "suspend", _("Suspend"), "warning"),
        becomes(changed, DealerStatus.TERMINATED, "terminate", _("Terminate"), "danger"),
        SET_GRADE,
        *DEALER_ACTIONS,
    )
    viewset = DealerViewSet


class TerritoryPages(Pages):
    model, table, filterset = Territory, tables.TerritoryTable, filters.TerritoryFilter
    form, verb = forms.TerritoryForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_territory)
    links = (Link(_("Coverage"), "dealers:territory_coverage", brand_side=True),)
    plural = "territories"


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

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from .choices import Account
from .models import (
    Brand,
    Dealer,
    LedgerEntry,
    ManualEntry,
    ProductLine,
    Region,
    Shop,
    Territory,
    Tier,
)

NAMES = ("code", "name", "name_en")


class RegionFilter(FilterSet):
    search = (*NAMES, "pinyin")

    class Meta:
        model = Region
        fields = ("level", "parent")


class TierFilter(FilterSet):
    search = NAMES

    class Meta:
        model = Tier
        fields = ()


class ProductLineFilter(FilterSet):
    search = NAMES

    class Meta:
        model = ProductLine
        fields = ("parent",)


class DealerFilter(FilterSet):
    search = (*NAMES, "uscc")

    class Meta:
        model = Dealer
        fields = ("tier", "home_region", "upstream", "status", "grade", "ecommerce_team")


class TerritoryFilter(ValidityFilterSet):
    search = ("dealer__code", "dealer__name", "region__code", "region__name")

    class Meta:
        model = Territory
        fields = ("dealer", "region", "product_line", "channel", "exclusive")


class ShopFilter(FilterSet):
    search = NAMES

    class Meta:
        model = Shop
        fields = ("platform", "operator")


class BrandFilter(FilterSet):
    class Meta:
        model = Brand
        fields = ()


class LedgerFilter(FilterSet):
    search = ("source", "memo", "dealer__code")
    account = django_filters.ChoiceFilter(
        label=_("Account"), choices=Account.choices, method="moves"
    )
    date_from = django_filters.DateFilter("date", "gte", label=_("First day"))
    date_to = django_filters.DateFilter("date", "lte", label=_("Last day"))

    class Meta:
        model = LedgerEntry
        fields = ("dealer",)

    def moves(self, rows, name, value):
        return rows.filter(Q(debit=value) | Q(credit=value))


class ManualEntryFilter(FilterSet):
    search = ("reference", "reason", "dealer__code", "dealer__name")
    date_from = django_filters.DateFilter("date", "gte", label=_("First day"))
    date_to = django_filters.DateFilter("date", "lte", label=_("Last day"))

    class Meta:
        model = ManualEntry
        fields = ("status", "kind", "dealer")

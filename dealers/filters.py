import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from .choices import Account
from .deposits import short
from .models import (
    Brand,
    Dealer,
    LedgerEntry,
    ManualEntry,
    ProductLine,
    Shop,
    Territory,
    Tier,
)
from .region_filters import AreaFilter

NAMES = ("code", "name", "name_en")


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
    area = AreaFilter("home_region__path")
    deposit_short = django_filters.BooleanFilter(
        method="lacks_deposit", label=_("Deposit below the contract")
    )

    class Meta:
        model = Dealer
        fields = ("tier", "home_region", "upstream", "status", "grade", "ecommerce_team")

    def lacks_deposit(self, rows, name, value):
        lacking = short(Dealer.objects.all(), timezone.localdate()).values("pk")
        return rows.filter(pk__in=lacking) if value else rows.exclude(pk__in=lacking)


class TerritoryFilter(ValidityFilterSet):
    search = ("dealer__code", "dealer__name", "region__code", "region__name")
    area = AreaFilter("region__path")

    class Meta:
        model = Territory
        fields = ("dealer", "region", "product_line", "channel", "exclusive")


class ShopFilter(FilterSet):
    search = NAMES
    flagship = django_filters.BooleanFilter("operator", "isnull", label=_("The brand's flagship"))

    class Meta:
        model = Shop
        fields = ("platform", "operator", "status", "flagship")


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

"""The prices that apply to one dealer today, as a list and as a file."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.tables import Table
from dealers.models import Dealer
from dealers.placements import placed_on
from pricing.models import SKU, Price
from pricing.prices import prices_for


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """The one price of every product; those whose lists contradict each other stand apart."""

    prices: QuerySet[Price]
    unclear: list[SKU]


def sheet_of(dealer: Dealer, day: datetime.date) -> PriceSheet:
    dealer = placed_on(dealer, day)
    answers = prices_for(tier=dealer.tier, region=dealer.home_region, day=day)
    keys = [answer.offer.key for answer in answers.values() if answer.offer]
    unclear = [sku for sku, answer in answers.items() if answer.contradiction]
    # The dealer's own: the list of all prices, its region and its tier are the brand's.
    prices = Price.objects.filter(pk__in=keys).order_by("sku__code")
    return PriceSheet(prices, list(SKU.objects.filter(pk__in=unclear)) if unclear else [])


class OwnPriceTable(Table):
    linked = "sku"

    class Meta(Table.Meta):
        model = Price
        fields = (
            "sku__code",
            "sku",
            "sku__product_line",
            "sku__barcode",
            "price",
            "sku__list_price",
            "valid_from",
            "valid_to",
        )


class OwnPriceFilter(FilterSet):
    search = ("sku__code", "sku__name", "sku__name_en", "sku__barcode")

    class Meta:
        model = Price
        fields = ()

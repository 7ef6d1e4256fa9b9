"""Why a SKU costs a dealer what it costs on a day: every price of the SKU, and what is with it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.trees import is_within
from dealers.models import Dealer
from dealers.placements import placed_on

from .models import SKU, Price
from .prices import NoOnePrice, lists_of, price_of
from .rules.prices import Offer


@dataclass(frozen=True, slots=True)
class Considered:
    price: Price
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    considered: list[Considered]
    fault: str = ""  # why there is no one price

    @property
    def price(self) -> Price | None:
        return next((one.price for one in self.considered if one.counts), None)


def explain(*, sku: SKU, dealer: Dealer, day: datetime.date, rows: QuerySet[Price]) -> Explanation:
    """The price that counts and, of ``rows``, why each other price of the SKU does not."""
    dealer, fault = placed_on(dealer, day), ""
    try:
        offers = (price_of(sku=sku, dealer=dealer, day=day),)
    except NoOnePrice as error:
        offers, fault = error.contradiction, error.message
    prices = rows.filter(sku=sku).select_related(
        "price_list__superseded_by", "tier", "region", "sku"
    )
    considered = [_consider(price, dealer, day, offers) for price in prices]
    order = sorted(considered, key=lambda one: (not one.counts, -len(one.price.region.path)))
    return Explanation(order, fault)


def _consider(
    price: Price, dealer: Dealer, day: datetime.date, offers: Sequence[Offer]
) -> Considered:
    """Of several ``offers`` none counts: they contradict each other."""
    counts = [offer.key for offer in offers] == [price.pk]
    why = _list_fault(price, day) or _price_fault(price, dealer, day) or _rank(price, offers)
    return Considered(price, counts, why)


def _list_fault(price: Price, day: datetime.date) -> str:
    price_list = price.price_list
    newer: Any = getattr(price_list, "superseded_by", None)
    if price_list.published_at is None:
        return _("its list is a draft")
    if price_list.valid_from and day < price_list.valid_from:
        return _("its list counts from %(day)s on") % {"day": price_list.valid_from}
    if newer is not None and newer.published_at and newer.valid_from <= day:
        parts = {"list": newer.code, "day": newer.valid_from}
        return _("%(list)s took the place of its list on %(day)s") % parts
    return ""


def _price_fault(price: Price, dealer: Dealer, day: datetime.date) -> str:
    if price.tier_id != dealer.tier_id:
        return _("for the tier “%(tier)s”") % {"tier": price.tier}
    if not is_within(dealer.home_region.path, price.region.path):
        return _("for another region: %(region)s") % {"region": price.region}
    if day < price.valid_from:
        return _("it begins on %(day)s") % {"day": price.valid_from}
    if price.valid_to and price.valid_to <= day:
        return _("it ended before %(day)s") % {"day": price.valid_to}
    return ""


def _rank(price: Price, offers: Sequence[Offer]) -> str:
    if price.pk in {offer.key for offer in offers}:
        if len(offers) == 1:
            return _("the most specific one that holds on this day")
        return _("equally specific in several lists: %(lists)s") % {"lists": lists_of(offers)}
    if offers and offers[0].region == price.region.path:
        return _("a later price of the same list has begun")
    return _("a more specific region has a price of its own")

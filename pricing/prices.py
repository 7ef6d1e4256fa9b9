"""What a SKU costs a dealer: the published prices, resolved by the pure rules."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from channels_mgmt.core.trees import ancestors
from dealers.models import Dealer, Region, Tier
from dealers.placements import placed_on

from .models import SKU, Price
from .rules.prices import Contradiction, Offer, resolve


@dataclass(frozen=True, slots=True)
class Answer:
    """The price that counts, or why there is none."""

    offer: Offer | None
    contradiction: tuple[Offer, ...] = ()


class NoOnePrice(ValidationError):
    """A SKU has no price, or several of equal rank (``contradiction``); the message says which."""

    def __init__(self, message: str, code: str, contradiction: tuple[Offer, ...] = ()) -> None:
        self.contradiction = contradiction
        super().__init__(message, code)


def price_of(*, sku: SKU, dealer: Dealer, day: datetime.date) -> Offer:
    """What a SKU costs a dealer on a day, where it stood then; raises NoOnePrice."""
    dealer = placed_on(dealer, day)
    found = prices_for(tier=dealer.tier, region=dealer.home_region, day=day, skus=[sku.pk])
    answer = found.get(sku.pk, Answer(None))
    if answer.contradiction:
        raise NoOnePrice(
            _(
                "%(sku)s has a price in several lists that are equally specific: %(lists)s. "
                "End or change one of them."
            )
            % {"sku": sku.code, "lists": lists_of(answer.contradiction)},
            "price_contradiction",
            answer.contradiction,
        )
    if answer.offer is None:
        raise NoOnePrice(
            _("%(sku)s has no price for %(tier)s in %(region)s on %(day)s.")
            % {"sku": sku.code, "tier": dealer.tier, "region": dealer.home_region, "day": day},
            "no_price",
        )
    return answer.offer


def lists_of(offers: Iterable[Offer]) -> str:
    return ", ".join(offer.price_list for offer in offers)


def prices_for(
    *, tier: Tier, region: Region, day: datetime.date, skus: list[int] | None = None
) -> dict[int, Answer]:
    """For each SKU with a price (all, or those asked for) the one that counts; one query."""
    rows = candidates(tier=tier, day=day).filter(region__path__in=ancestors(region.path))
    if skus is not None:
        rows = rows.filter(sku__in=skus)
    offers: dict[int, list[Offer]] = defaultdict(list)
    for sku, *values in rows.order_by("sku").values_list(
        "sku", "pk", "price_list__code", "region__path", "valid_from", "valid_to", "price"
    ):
        offers[sku].append(Offer(*values))
    return {sku: _answer(found, region.path, day) for sku, found in offers.items()}


def candidates(*, tier: Tier, day: datetime.date):
    """Prices of a tier that hold on the day, in lists that are published and count by then."""
    superseded = Q(
        price_list__superseded_by__published_at__isnull=False,
        price_list__superseded_by__valid_from__lte=day,
    )
    begun = Q(price_list__valid_from=None) | Q(price_list__valid_from__lte=day)
    rows = Price.objects.valid_on(day).filter(begun, tier=tier)
    return rows.filter(price_list__published_at__isnull=False).exclude(superseded)


def _answer(offers: list[Offer], region: str, day: datetime.date) -> Answer:
    try:
        return Answer(resolve(offers, region, day))
    except Contradiction as error:
        return Answer(None, tuple(error.offers))

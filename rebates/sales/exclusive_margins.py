"""What an exclusive earns its shop, and what its offline twin would earn the same dealer."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from channels_mgmt.core.trees import ancestors
from dealers.models import Shop, Tier
from dealers.placements import standing
from pricing.models import SKU
from pricing.prices import candidates
from pricing.rules.prices import Contradiction, Offer, resolve

from .sums import Total, percent, ratio


@dataclass(frozen=True, slots=True)
class Margin:
    """What was sold, and what a piece of it costs the operator by the price lists.

    Yuan a piece and per cent of the selling price, half-up to two places; None where nothing was
    sold, or where there is no one purchase price (the brand's own shops buy of nobody).
    """

    sold: Total
    purchase: Decimal | None

    @property
    def earned(self) -> Decimal | None:
        """Yuan on all pieces, exact."""
        if self.purchase is None:
            return None
        return self.sold.amount - self.purchase * self.sold.pieces

    @property
    def a_piece(self) -> Decimal | None:
        known = self.earned is not None and self.sold.pieces > 0
        return ratio(self.earned, self.sold.pieces) if known else None

    @property
    def percent(self) -> Decimal | None:
        return None if self.a_piece is None else percent(self.earned, self.sold.amount)


@dataclass(frozen=True, slots=True)
class Pair:
    """An exclusive in one of its shops against its twin, as the shop's operator buys them both.

    The twin's sales are those to consumers offline, by all dealers in sight.
    """

    sku: SKU
    shop: Shop
    own: Margin
    twin: Margin | None

    @property
    def apart(self) -> Decimal | None:
        """Percentage points by which the exclusive's margin is above its twin's."""
        if self.twin is None or None in (self.own.percent, self.twin.percent):
            return None
        return self.own.percent - self.twin.percent


def purchase_prices(
    dealers: Collection[int], skus: Collection[int], day: datetime.date
) -> dict[tuple[int, int], Decimal]:
    """What the SKUs cost dealers on a day, by dealer and SKU; without one price they are left out.

    Six queries, and one for each tier.
    """
    homes: dict[Tier, dict[int, str]] = defaultdict(dict)
    for pk, dealer in standing(dealers, day).items() if dealers else ():
        homes[dealer.tier][pk] = dealer.home_region.path
    found = {}
    for tier, paths in homes.items():
        offers = _offers(candidates(tier=tier, day=day), set(paths.values()), skus)
        for dealer, home in paths.items():
            for sku, each in offers.items():
                if (price := _price(each, home, day)) is not None:
                    found[dealer, sku] = price
    return found


def _offers(rows, homes: set[str], skus: Collection[int]) -> dict[int, list[Offer]]:
    paths = {path for home in homes for path in ancestors(home)}
    fields = ("pk", "price_list__code", "region__path", "valid_from", "valid_to", "price")
    found: dict[int, list[Offer]] = defaultdict(list)
    for sku, *values in rows.filter(sku__in=skus, region__path__in=paths).values_list(
        "sku", *fields
    ):
        found[sku].append(Offer(*values))
    return found


def _price(offers: list[Offer], home: str, day: datetime.date) -> Decimal | None:
    try:
        offer = resolve(offers, home, day)
    except Contradiction:
        return None
    return offer and offer.price

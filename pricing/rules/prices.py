"""Which price counts (DOMAIN: prices): the most specific valid list wins.

Of the prices of a SKU for a tier that hold on a day, the one of the deepest region on the way from
the country to the dealer counts: city over province over country. Within one list a price holds
until a later one of the list begins. Two lists that name the same region are a contradiction.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """A price of one SKU for one tier. The region is a path of codes; days are half-open."""

    key: int
    price_list: str
    region: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    price: Decimal


class Contradiction(ValueError):
    """Several lists say what it costs, none of them more specific than the others."""

    def __init__(self, offers: list[Offer]) -> None:
        self.offers = offers
        super().__init__(", ".join(offer.price_list for offer in offers))


def holds(offer: Offer, region: str, day: datetime.date) -> bool:
    ended = offer.valid_to is not None and offer.valid_to <= day
    return region.startswith(offer.region) and offer.valid_from <= day and not ended


def resolve(offers: Iterable[Offer], region: str, day: datetime.date) -> Offer | None:
    """The price that counts in a region on a day, None where there is none.

    Raises Contradiction, with one offer of each list, where lists disagree about who decides.
    """
    found = [offer for offer in offers if holds(offer, region, day)]
    if not found:
        return None
    deepest = max(len(offer.region) for offer in found)
    latest: dict[str, Offer] = {}
    for offer in found:
        if len(offer.region) < deepest:
            continue
        other = latest.get(offer.price_list)
        if other is None or other.valid_from < offer.valid_from:
            latest[offer.price_list] = offer
    if len(latest) > 1:
        raise Contradiction(sorted(latest.values(), key=lambda offer: offer.price_list))
    return next(iter(latest.values()))

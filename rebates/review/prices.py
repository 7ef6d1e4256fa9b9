"""Days on which a product had a price, but none for whoever bought it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from channels_mgmt.core.checklists import Asked
from channels_mgmt.core.scopes import Scope
from dealers.models import Region
from dealers.placements import Place, Structure
from pricing.models import Price
from rebates.sales.choices import SaleKind

from .sold import lines_asked

Days = tuple[datetime.date, datetime.date | None]
"""From a day up to, not including, another; None is for ever."""


@dataclass(slots=True)
class Priced:
    """When one product has a price: for anybody, and by tier and path of the region."""

    anywhere: list[Days] = field(default_factory=list)
    by_place: dict[tuple[int, str], list[Days]] = field(default_factory=lambda: defaultdict(list))

    def lacks(self, tier: int, path: str, day: datetime.date) -> bool:
        """Whether lists name the product on the day, and none of them for this place."""
        if not on(self.anywhere, day):
            return False
        return not any(
            own == tier and path.startswith(region) and on(days, day)
            for (own, region), days in self.by_place.items()
        )

    def whole(self, tier: int, path: str, asked: Asked) -> bool:
        """Whether one price holds for the place on all days: no line need be looked at."""
        return any(
            start <= asked.date_from and (end is None or end >= asked.date_to)
            for (own, region), found in self.by_place.items()
            if own == tier and path.startswith(region)
            for start, end in found
        )


def on(found: Iterable[Days], day: datetime.date) -> bool:
    return any(start <= day and (end is None or day < end) for start, end in found)


def unpriced(asked: Asked, scope: Scope) -> int:
    """How many lines of the brand's own sales have no price for their dealer on their day, though
    its lists name the product then. Six queries for any number of lines."""
    priced = prices_in(asked)
    if not priced:
        return 0
    lines = lines_asked(asked, scope).filter(kind=SaleKind.SELL_IN, sku__in=priced)
    pairs = list(lines.values_list("dealer", "sku").distinct())
    structure = Structure(dealers={dealer for dealer, _sku in pairs})
    paths = dict(Region.objects.order_by().values_list("pk", "path"))

    def place(dealer: int, day: datetime.date) -> tuple[int, str]:
        found: Place = structure.of(dealer, day)
        return found.tier, paths[found.home_region]

    doubtful = {
        sku
        for dealer, sku in pairs
        if dealer in structure.moved
        or not priced[sku].whole(*place(dealer, asked.date_from), asked)
    }
    if not doubtful:
        return 0
    days = lines.filter(sku__in=doubtful).values_list("dealer", "sku", "date")
    return sum(
        count
        for dealer, sku, day, count in days.annotate(Count("pk")).iterator(chunk_size=5000)
        if priced[sku].lacks(*place(dealer, day), day)
    )


def prices_in(asked: Asked) -> dict[int, Priced]:
    """By product, what the published lists say of the days; a list ends where its next begins."""
    rows = Price.objects.filter(price_list__published_at__isnull=False)
    rows = rows.filter(valid_from__lt=asked.date_to).exclude(valid_to__lte=asked.date_from)
    found: dict[int, Priced] = defaultdict(Priced)
    columns = ("sku", "tier", "region__path", "valid_from", "valid_to", "price_list__valid_from",
               "price_list__superseded_by__published_at",
               "price_list__superseded_by__valid_from")  # fmt: skip
    for sku, tier, path, start, end, begins, next_published, next_from in rows.values_list(
        *columns
    ).order_by():
        ends = [day for day in (end, next_from if next_published else None) if day]
        start, end = max(start, begins or start), min(ends, default=None)
        if end is None or start < end:
            found[sku].anywhere.append((start, end))
            found[sku].by_place[tier, path].append((start, end))
    return dict(found)

"""What detectors know of regions, products, dealers and territories; loaded once for a run."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from dealers.models import Dealer, Region
from dealers.placements import Structure
from dealers.region_history import RegionHistory
from pricing.models import SKU

from ..models import Finding, Neighbour
from .settings import Day, Settings
from .territories import Held, TerritoryMap, load_territories


class Goods(NamedTuple):
    line: int
    path: str
    list_price: Decimal | None


class World:
    """Everything that is small; a few queries in all, each when it is first asked for.

    ``afresh``: what was found of that day and later counts as if it had not been. ``tried`` are
    territories in place of those that there are, or besides them.
    """

    def __init__(self, *, afresh: datetime.date | None = None, tried: Sequence[Held] = ()) -> None:
        self.afresh, self.tried = afresh, tried
        self._days: dict[str, Day] = {}
        self._stood: dict[tuple[int, Day], int] = {}
        self.lines_outside: set[int] = set()  # found in this run

    @cached_property
    def paths(self) -> dict[int, str]:
        return dict(Region.objects.order_by().values_list("pk", "path"))

    @cached_property
    def history(self) -> RegionHistory:
        return RegionHistory.load()

    @cached_property
    def territories(self) -> TerritoryMap:
        return load_territories(self.paths, self.history, self.tried)

    @cached_property
    def goods(self) -> dict[int, Goods]:
        rows = SKU.objects.values_list("pk", "product_line", "product_line__path", "list_price")
        return {pk: Goods(*rest) for pk, *rest in rows}

    @cached_property
    def structure(self) -> Structure:
        return Structure()

    @cached_property
    def dealers(self) -> dict[int, Dealer]:
        return Dealer.objects.in_bulk()

    @cached_property
    def neighbours(self) -> list[tuple[str, str]]:
        """Paths of regions that border each other, each pair both ways."""
        rows = Neighbour.objects.order_by().values_list("region__path", "neighbour__path")
        return [pair for a, b in rows for pair in ((a, b), (b, a))]

    def stood(self, region: int, day: Day) -> int:
        """The region that stood for this one on the day; itself where nobody can say."""
        if region not in self.history:
            return region
        key = region, day
        if key not in self._stood:
            try:
                found = self.history.on(region, datetime.date.fromisoformat(day))
            except ValidationError:
                found = region
            self._stood[key] = found
        return self._stood[key]

    def day_of(self, moment: str) -> Day:
        """The day in the time of the house of a moment that the database writes in UTC."""
        hour = moment[:13]
        if hour not in self._days:
            at = datetime.datetime.fromisoformat(f"{hour}:00:00+00:00")
            zone: ZoneInfo = timezone.get_default_timezone()
            self._days[hour] = at.astimezone(zone).date().isoformat()
        return self._days[hour]

    def home(self, dealer: int, day: datetime.date) -> int:
        return self.structure.of(dealer, day).home_region


@dataclass(frozen=True)
class Look:
    """One detector over ``start ≤ day < end``."""

    world: World
    settings: Settings
    start: datetime.date
    end: datetime.date

    def of_days(self) -> dict[str, datetime.date]:
        return {"date__gte": self.start, "date__lt": self.end}

    def of_moments(self, name: str) -> dict[str, datetime.datetime]:
        return {f"{name}__gte": midnight(self.start), f"{name}__lt": midnight(self.end)}


Detect = Callable[[Look], list[Finding]]
"""What one detector saw, each with its reason for being no case as far as it stands alone."""


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def text(name: str) -> Cast:
    """A day or a moment as the database writes it, which costs nothing to read a million times."""
    return Cast(name, CharField())

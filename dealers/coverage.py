"""Who holds which city for a product line and a channel on a day; white spots; conflicts."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from channels_mgmt.core.scopes import Scope
from channels_mgmt.core.trees import ancestors, is_within

from .choices import RegionLevel
from .models import ProductLine, Region, Territory
from .services.territories import same_channel


@dataclass(frozen=True, slots=True)
class Holder:
    """A territory over a place or over a part of it; ``named``: the reader may know whose."""

    territory: Territory
    whole: bool
    named: bool


@dataclass(slots=True)
class Place:
    """A city, or a county that hangs directly off its province."""

    region: Region
    holders: list[Holder] = field(default_factory=list)

    @property
    def white(self) -> bool:
        return not self.holders

    @property
    def conflict(self) -> bool:
        """Two exclusive territories over the same sales."""
        return sum(holder.whole and holder.territory.exclusive for holder in self.holders) > 1


@dataclass(frozen=True, slots=True)
class Coverage:
    places: list[Place]

    @property
    def white(self) -> int:
        return sum(place.white for place in self.places)

    @property
    def conflicts(self) -> int:
        return sum(place.conflict for place in self.places)

    @property
    def held(self) -> int:
        return len(self.places) - self.white


def coverage(
    *,
    within: Region,
    line: ProductLine | None,
    channel: str,
    day: datetime.date,
    scope: Scope,
) -> Coverage:
    """The places below a region with the territories over them; two queries at any size.

    A line is held by whoever holds it or a line above it; without one, only who holds all lines.
    """
    places = [Place(region) for region in places_of(within)]
    rows = Territory.objects.valid_on(day).filter(_of_line(line), same_channel(channel))
    held = list(rows.select_related("region", "dealer", "product_line"))
    visible = set(Territory.objects.visible_to(scope).filter(pk__in=[t.pk for t in held])
                  .values_list("pk", flat=True))  # fmt: skip
    by_path: dict[str, list[Territory]] = defaultdict(list)
    for territory in held:
        by_path[territory.region.path].append(territory)
    for place in places:
        place.holders = list(_holders(place.region.path, by_path, visible))
    return Coverage(places)


def places_of(region: Region) -> list[Region]:
    """The cities in a region, and the counties that have no city above them."""
    inside = Region.objects.within(region).select_related("parent")
    found = inside.filter(
        Q(level=RegionLevel.CITY)
        | Q(level=RegionLevel.COUNTY, parent__level=RegionLevel.PROVINCE)
        | Q(pk=region.pk, level=RegionLevel.COUNTY)
    )
    return list(found.order_by("path"))


def _of_line(line: ProductLine | None) -> Q:
    every = Q(product_line=None)
    return every | Q(product_line__path__in=ancestors(line.path)) if line else every


def _holders(path: str, by_path: dict[str, list[Territory]], visible: set[int]) -> Iterable[Holder]:
    for above in ancestors(path):
        for territory in by_path.get(above, ()):
            yield Holder(territory, True, territory.pk in visible)
    for below, territories in by_path.items():
        if below != path and is_within(below, path):
            for territory in territories:
                yield Holder(territory, False, territory.pk in visible)

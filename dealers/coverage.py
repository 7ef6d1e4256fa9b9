"""Who holds which city for a product line and a channel on a day; white spots; conflicts."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q

from channels_mgmt.core.scopes import Scope
from channels_mgmt.core.trees import ancestors, is_within
from channels_mgmt.core.trees import within as within_path

from .choices import RegionLevel
from .models import BusinessArea, ProductLine, Region, Territory
from .region_history import RegionHistory
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
    within: Region | None = None,
    area: BusinessArea | None = None,
    line: ProductLine | None,
    channel: str,
    day: datetime.date,
    scope: Scope,
) -> Coverage:
    """The places in a region or a business area with the territories over them.

    As many queries at any size.

    A line is held by whoever holds it or a line above it; without one, only who holds all lines.
    """
    bounds = [within] if within else list(area.regions.all())
    places = [Place(region) for region in places_of(bounds, day)]
    rows = Territory.objects.valid_on(day).filter(_of_line(line), same_channel(channel))
    held = list(rows.select_related("region", "dealer", "product_line"))
    visible = set(Territory.objects.visible_to(scope).filter(pk__in=[t.pk for t in held])
                  .values_list("pk", flat=True))  # fmt: skip
    by_path: dict[str, list[Territory]] = defaultdict(list)
    for territory, path in zip(held, paths_on(day, [t.region for t in held]), strict=True):
        by_path[path].append(territory)
    for place in places:
        place.holders = list(_holders(place.region.path, by_path, visible))
    return Coverage(places)


def places_of(bounds: Sequence[Region], day: datetime.date) -> list[Region]:
    """The cities in some regions, and the counties that have no city above them, on a day."""
    inside = Q(pk__in=[])
    for region in bounds:
        inside |= within_path("path", region.path)
    found = Region.objects.valid_on(day).filter(
        inside,
        Q(level=RegionLevel.CITY)
        | Q(level=RegionLevel.COUNTY, parent__level=RegionLevel.PROVINCE)
        | Q(pk__in=[region.pk for region in bounds], level=RegionLevel.COUNTY),
    )
    return list(found.select_related("parent").order_by("path"))


def paths_on(day: datetime.date, regions: Sequence[Region]) -> list[str]:
    """Where each lies on the day: a territory outlives the code of the region it was granted for.

    What was split stays where it was: nobody can tell which part is held.
    """
    if all(region.valid_on(day) for region in regions):
        return [region.path for region in regions]
    history = RegionHistory.load()
    paths = dict(Region.objects.filter(pk__in=history.stages).values_list("pk", "path"))
    return [paths.get(stood(history, region, day), region.path) for region in regions]


def stood(history: RegionHistory, region: Region, day: datetime.date) -> int:
    try:
        return history.on(region.pk, day)
    except ValidationError:
        return region.pk


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

"""Who may sell what where through which channel on which days, as intervals of days."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from channels_mgmt.core.trees import ancestors
from dealers.choices import SalesChannel
from dealers.models import Territory
from dealers.region_history import RegionHistory

from .settings import Day

EVER: Day = "9999-12-31"

Interval = tuple[Day, Day]  # start ≤ day < end


class Held(NamedTuple):
    """A territory as it is stored: the keys of dealer and region, the path of the line or None.

    ``valid_to`` is the first day that no longer belongs to it. One that ends as it begins is none.
    """

    dealer: int
    region: int
    line: str | None
    channel: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    exclusive: bool

    @property
    def key(self) -> tuple:
        """What a territory is known by, as in its import."""
        return self[:5]


class Extent(NamedTuple):
    """A territory over one path of regions; "" is every product line, and every channel."""

    dealer: int
    path: str
    line: str
    channel: str
    start: Day
    end: Day
    exclusive: bool


class TerritoryMap:
    """All territories; channels and lines meet as they do when territories are granted."""

    def __init__(self, extents: Iterable[Extent]) -> None:
        self.by_dealer: dict[int, list[Extent]] = defaultdict(list)
        self.by_path: dict[str, list[Extent]] = defaultdict(list)
        for extent in extents:
            self.by_dealer[extent.dealer].append(extent)
            self.by_path[extent.path].append(extent)
        self.channels = {e.channel for held in self.by_dealer.values() for e in held} - {""}
        self._regulated: dict[tuple, tuple[Interval, ...]] = {}

    def held(
        self, dealer: int, line: str, path: str, channel: str, tolerated: int = 0
    ) -> tuple[Interval, ...]:
        """When a place is the dealer's territory, or was so many days ago at most.

        A place that is known no nearer than a region around the territory is not outside it.
        """
        return tuple(
            (extent.start, later(extent.end, tolerated))
            for extent in self.by_dealer.get(dealer, ())
            if (path.startswith(extent.path) or extent.path.startswith(path))
            and _is_about(extent, line, channel)
        )

    def regulated(self, line: str, channel: str, day: Day) -> bool:
        """Whether anybody has a territory for such goods on the day: else none is invaded."""
        key = line, channel
        found = self._regulated.get(key)
        if found is None:
            every = (extent for held in self.by_dealer.values() for extent in held)
            found = {(e.start, e.end) for e in every if _is_about(e, line, channel)}
            found = self._regulated[key] = tuple(found)
        return within(found, day)

    def holder(self, line: str, path: str, channel: str, day: Day, but: int) -> int | None:
        """The other dealer whose exclusive territory it is, the nearest one; None where unclear."""
        for above in reversed(ancestors(path)):
            holders = {
                extent.dealer
                for extent in self.by_path.get(above, ())
                if extent.exclusive
                and extent.dealer != but
                and _is_about(extent, line, channel)
                and extent.start <= day < extent.end
            }
            if holders:
                return holders.pop() if len(holders) == 1 else None
        return None

    def paths_of(self, dealer: int, line: str, day: Day) -> list[str]:
        """Where the dealer may sell such goods through some channel on the day."""
        held = self.by_dealer.get(dealer, ())
        return [e.path for e in held if _is_about(e, line, "") and e.start <= day < e.end]


def within(intervals: tuple[Interval, ...], day: Day) -> bool:
    return any(start <= day < end for start, end in intervals)


def later(day: Day, days: int) -> Day:
    if not days or day == EVER:
        return day
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def _is_about(extent: Extent, line: str, channel: str) -> bool:
    return line.startswith(extent.line) and meets(extent.channel, channel)


def meets(held: str, channel: str) -> bool:
    """ "" is any channel, on either side; online meets every platform."""
    if "" in (held, channel) or held == channel:
        return True
    return SalesChannel.OFFLINE not in (held, channel) and SalesChannel.ONLINE in (held, channel)


def load_territories(
    paths: dict[int, str], history: RegionHistory, tried: Sequence[Held] = ()
) -> TerritoryMap:
    """One query. A territory goes over to what its region became, from the day it became that.

    One that is ``tried`` takes the place of the stored one that is known by the same.
    """
    rows = Territory.objects.order_by().values_list(
        "dealer", "region", "product_line__path", "channel", "valid_from", "valid_to", "exclusive"
    )
    replaced = {held.key for held in tried}
    stored = (Held(*row) for row in rows)
    left = [held for held in stored if held.key not in replaced]
    return TerritoryMap(_extents([*left, *tried], paths, history))


def _extents(rows: Iterable, paths: dict[int, str], history: RegionHistory) -> Iterator[Extent]:
    for dealer, region, line, channel, start, end, exclusive in rows:
        last = end.isoformat() if end else EVER
        for key, since in became(region, start, history).items():
            first = since.isoformat()
            if first < last:
                yield Extent(dealer, paths[key], line or "", channel, first, last, exclusive)


def became(region: int, start: datetime.date, history: RegionHistory) -> dict[int, datetime.date]:
    """What a region granted from a day on is, and what it became since, each with its first day.

    Also where it was split: nobody can say which part is not held.
    """
    found = {region: start}
    waiting = [region]
    while waiting:
        key = waiting.pop()
        stage = history.stages.get(key)
        for new in stage.successors if stage else ():
            since = stage.end or history.stages[new].start
            if new not in found and since is not None and since > start:
                found[new] = since
                waiting.append(new)
    return found

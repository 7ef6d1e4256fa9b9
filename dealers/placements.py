"""Where dealers stood in the channel on any day, as far as was known at any moment."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from .models import Dealer, Placement, Region, Tier


class Place(NamedTuple):
    """The ids of a dealer's tier, upstream dealer and home region."""

    tier: int
    upstream: int | None
    home_region: int


def place_in(record: Dealer) -> Place:
    """Where a record says that its dealer stands."""
    return Place(record.tier_id, record.upstream_id, record.home_region_id)


class Placed(NamedTuple):
    """A place from a day on; in the order in which they were recorded."""

    valid_from: datetime.date
    recorded_at: datetime.datetime
    place: Place


class Stay(NamedTuple):
    """A place from a day up to, not including, another; None is for ever."""

    start: datetime.date
    end: datetime.date | None
    place: Place


class Dated(Protocol):
    """What holds from a day on, and was recorded at a moment."""

    @property
    def valid_from(self) -> datetime.date: ...

    @property
    def recorded_at(self) -> datetime.datetime: ...


Row = TypeVar("Row", bound=Dated)


def in_force(rows: Sequence[Row], known_at: datetime.datetime | None = None) -> list[Row]:
    """The rows that count, by day: of two from one day the one recorded later.

    What was recorded after ``known_at`` is left out. The first row never is: it says what held
    before anybody changed it, which was known all along.
    """
    by_day: dict[datetime.date, Row] = {}
    for number, row in enumerate(rows):
        if not number or known_at is None or row.recorded_at <= known_at:
            by_day[row.valid_from] = row
    return [by_day[day] for day in sorted(by_day)]


def stays(placed: Sequence[Placed]) -> Iterator[Stay]:
    """The stays of a dealer one after the other, from ``in_force``; equal ones are one."""
    merged: list[Placed] = []
    for row in placed:
        if not merged or merged[-1].place != row.place:
            merged.append(row)
    for row, after in pairwise([*merged, None]):
        yield Stay(row.valid_from, after and after.valid_from, row.place)


class Structure:
    """The channel through time: all dealers, or those that are named. Two queries, and one where
    the dealers are named by their records."""

    def __init__(
        self,
        *,
        known_at: datetime.datetime | None = None,
        dealers: Collection[int] | None = None,
        records: Collection[Dealer] | None = None,
    ) -> None:
        own = _places(dealers) if records is None else {one.pk: place_in(one) for one in records}
        rows = Placement.objects.order_by("id")
        if dealers is not None or records is not None:
            rows = rows.filter(dealer__in=own)
        self._own = own
        placed: dict[int, list[Placed]] = defaultdict(list)
        for pk, day, at, *place in rows.values_list(
            "dealer", "valid_from", "recorded_at", "tier", "upstream", "home_region"
        ):
            placed[pk].append(Placed(day, at, Place(*place)))
        self.moved = {pk: list(stays(in_force(found, known_at))) for pk, found in placed.items()}

    @property
    def dealers(self) -> Collection[int]:
        return self._own.keys()

    def of(self, dealer: int, day: datetime.date) -> Place:
        """Where the dealer stood on the day."""
        found = self.moved.get(dealer)
        if found is None:
            return self._own[dealer]
        return next((s.place for s in reversed(found) if s.start <= day), found[0].place)

    def stays(self, dealer: int) -> list[Stay]:
        """All its stays; a dealer who was never moved has one."""
        return self.moved.get(dealer) or [Stay(datetime.date.min, None, self._own[dealer])]

    def below(self, dealer: int, day: datetime.date) -> list[int]:
        """Who stood directly below the dealer on the day."""
        return [pk for pk in self._own if self.of(pk, day).upstream == dealer]

    def tier_changes(self) -> set[datetime.date]:
        """The days on which some dealer begins to stand on another tier."""
        return self._changes(lambda place: place.tier)

    def moves(self) -> set[datetime.date]:
        """The days on which some dealer begins to stand below another dealer, or below none."""
        return self._changes(lambda place: place.upstream)

    def _changes(self, of: Callable[[Place], int | None]) -> set[datetime.date]:
        return {
            later.start
            for found in self.moved.values()
            for earlier, later in pairwise(found)
            if of(earlier.place) != of(later.place)
        }


def _places(dealers: Collection[int] | None) -> dict[int, Place]:
    """Where they stand, by id: all dealers unless some are named."""
    rows = Dealer.objects.order_by()
    rows = rows if dealers is None else rows.filter(pk__in=dealers)
    return {pk: Place(*place) for pk, *place in rows.values_list("pk", *Place._fields)}


class Records(NamedTuple):
    """A place with its records instead of their ids."""

    tier: Tier
    upstream: Dealer | None
    home_region: Region


def records_of(places: Sequence[Place]) -> list[Records]:
    """Three queries for any number."""
    tiers = Tier.objects.in_bulk({place.tier for place in places})
    uppers = Dealer.objects.in_bulk({place.upstream for place in places} - {None})
    regions = Region.objects.in_bulk({place.home_region for place in places})
    return [
        Records(tiers[tier], uppers.get(upstream), regions[home]) for tier, upstream, home in places
    ]


def standing(dealers: Collection[int], day: datetime.date) -> dict[int, Dealer]:
    """Copies of the records, by id, that stand where the dealers stood on the day.

    They are to be read, never saved. Six queries for any number.
    """
    structure = Structure(dealers=dealers)
    copies = Dealer.objects.in_bulk(structure.dealers)
    places = records_of([structure.of(pk, day) for pk in copies])
    for dealer, place in zip(copies.values(), places, strict=True):
        dealer.tier, dealer.upstream, dealer.home_region = place
    return copies


def placed_on(dealer: Dealer, day: datetime.date) -> Dealer:
    """The dealer as it stood on the day; one query for a dealer who was never moved."""
    if not dealer.placements.exists():
        return dealer
    return standing([dealer.pk], day)[dealer.pk]

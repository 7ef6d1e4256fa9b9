"""Which periods a run settles, and over which days the versions of each measure what."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from channels_mgmt.core.periods import Period, PeriodLength, periods_ending_within

from ..rules.entitlement import starts_anew
from ..rules.sharing import Precedence
from ..rules.terms import Cumulation, Terms


class Group(NamedTuple):
    """The exclusion group of a programme: only one of it pays a dealer in a period."""

    code: str
    precedence: Precedence
    priority: int


@dataclass(frozen=True, slots=True)
class Version:
    """An approved version as the engine needs it; `valid_to` is exclusive, None is for ever.

    by_contract: only dealers whose contract joins the programme count, while it is in force.
    """

    id: int
    number: int
    programme_id: int
    programme: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    terms: Terms
    by_contract: bool = False
    group: Group | None = None

    def part_of(self, window: Period) -> Period | None:
        """The days of the window on which it is in force."""
        start = max(window.start, self.valid_from)
        end = min(window.end, self.valid_to or window.end)
        return Period(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Measured:
    """A version in a period: its target runs over one window, it earns on the lines of another.

    gated: the days whose facts its gates are asked of; goal: those whose agreed target counts (of
    a progressive programme the year's).
    """

    version: Version
    target: Period
    earning: Period
    gated: Period
    goal: Period


@dataclass(frozen=True, slots=True)
class Due:
    """A period of a programme that falls due. `before` is None where it is not progressive;
    else what the year's earlier periods are measured by (nothing in the first). `earlier` are
    the earlier periods of the year, where a minimum carries over from them."""

    period: Period
    measured: tuple[Measured, ...]
    before: tuple[Measured, ...] | None
    earlier: tuple[tuple[Measured, ...], ...] = ()

    @property
    def version(self) -> Version:
        """The last one that applies: the line of the run names it."""
        return self.measured[-1].version

    @property
    def key(self) -> tuple[str, str]:
        return self.version.programme, self.period.key

    @property
    def all_measured(self) -> Iterator[Measured]:
        yield from self.measured
        yield from self.before or ()
        for each in self.earlier:
            yield from each


def dues_between(
    versions: Sequence[Version], start: datetime.date, end: datetime.date
) -> Iterator[Due]:
    """The periods of one programme that end in (start, end], in calendar order for each length.

    Versions of another period length do not take part in a period: they have periods of their own.
    Given days that are those of a calendar period are that period, so that none falls due twice.
    """
    ordered = sorted(versions, key=lambda version: version.valid_from)
    lengths: dict[Period, list[PeriodLength | Period]] = {}
    for length in sorted({version.terms.period for version in ordered}, key=str):
        for period in _ending_within(length, start, end):
            lengths.setdefault(period, []).append(length)
    for period, its in lengths.items():
        alike = [version for version in ordered if version.terms.period in its]
        if in_force := [version for version in alike if version.part_of(period)]:
            yield _due(period, alike, in_force[-1])


def _ending_within(
    length: PeriodLength | Period, start: datetime.date, end: datetime.date
) -> list[Period]:
    if isinstance(length, Period):
        return [length] if start < length.end <= end else []
    return periods_ending_within(length, start, end)


def _due(period: Period, versions: Sequence[Version], last: Version) -> Due:
    if last.terms.cumulation is not Cumulation.PROGRESSIVE:
        earlier = _earlier_periods(period) if last.terms.carries_over else []
        carried = tuple(found for each in earlier if (found := measured_in(versions, each)))
        return Due(period, measured_in(versions, period), None, carried)
    year = period.year_to_date()
    goal = period.year()
    before = Period(year.start, period.start) if year.start < period.start else None
    return Due(
        period,
        measured_in(versions, year, goal),
        measured_in(versions, before, goal) if before else (),
    )


def _earlier_periods(period: Period) -> list[Period]:
    """Those of the same length and year that end before it, in order."""
    found = []
    while period.start > period.year().start:
        period = period.previous()
        found.insert(0, period)
    return found


def measured_in(
    versions: Sequence[Version], window: Period, goal: Period | None = None
) -> tuple[Measured, ...]:
    """Every version in force in the window with its windows.

    A target runs from the start of the stretch that counts together to its end
    (`rules.entitlement.starts_anew`).
    """
    parts = [(version, version.part_of(window)) for version in versions]
    in_force = [(version, part) for version, part in parts if part]
    if not in_force:
        return ()
    found = []
    for stretch in starts_anew([version.terms for version, _ in in_force]):
        target = Period(in_force[stretch[0]][1].start, in_force[stretch[-1]][1].end)
        found += [
            Measured(in_force[i][0], target, in_force[i][1], window, goal or window)
            for i in stretch
        ]
    return tuple(found)


def year_before(window: Period) -> Period | None:
    """The same days one year earlier; a bound on 29 February becomes 1 March. None where the window
    is a 29 February alone: that day was not."""
    start, end = _year_earlier(window.start), _year_earlier(window.end)
    return Period(start, end) if start < end else None


def _year_earlier(day: datetime.date) -> datetime.date:
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)

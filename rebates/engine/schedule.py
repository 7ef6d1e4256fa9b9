"""Which periods a run settles, and over which days the versions of each measure what."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels_mgmt.core.periods import Period, periods_ending_within

from ..rules.entitlement import starts_anew
from ..rules.terms import Cumulation, Terms


@dataclass(frozen=True, slots=True)
class Version:
    """An approved version as the engine needs it; `valid_to` is exclusive, None is for ever."""

    id: int
    number: int
    programme_id: int
    programme: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    terms: Terms

    def part_of(self, window: Period) -> Period | None:
        """The days of the window on which it is in force."""
        start = max(window.start, self.valid_from)
        end = min(window.end, self.valid_to or window.end)
        return Period(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Measured:
    """A version in a period: its target runs over one window, it earns on the lines of another."""

    version: Version
    target: Period
    earning: Period


@dataclass(frozen=True, slots=True)
class Due:
    """A period of a programme that falls due. `before` is None where it is not progressive;
    else what the year's earlier periods are measured by (nothing in the first)."""

    period: Period
    measured: tuple[Measured, ...]
    before: tuple[Measured, ...] | None

    @property
    def version(self) -> Version:
        """The last one that applies: the line of the run names it."""
        return self.measured[-1].version

    @property
    def key(self) -> tuple[str, str]:
        return self.version.programme, self.period.key


def dues_between(
    versions: Sequence[Version], start: datetime.date, end: datetime.date
) -> Iterator[Due]:
    """The periods of one programme that end in (start, end], in calendar order for each length.

    Versions of another period length do not take part in a period: they have periods of their own.
    """
    ordered = sorted(versions, key=lambda version: version.valid_from)
    for length in sorted({version.terms.period for version in ordered}):
        alike = [version for version in ordered if version.terms.period is length]
        for period in periods_ending_within(length, start, end):
            if in_force := [version for version in alike if version.part_of(period)]:
                yield _due(period, alike, in_force[-1])


def _due(period: Period, versions: Sequence[Version], last: Version) -> Due:
    if last.terms.cumulation is not Cumulation.PROGRESSIVE:
        return Due(period, measured_in(versions, period), None)
    year = period.year_to_date()
    earlier = Period(year.start, period.start) if year.start < period.start else None
    return Due(
        period,
        measured_in(versions, year),
        measured_in(versions, earlier) if earlier else (),
    )


def measured_in(versions: Sequence[Version], window: Period) -> tuple[Measured, ...]:
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
        found += [Measured(in_force[i][0], target, in_force[i][1]) for i in stretch]
    return tuple(found)

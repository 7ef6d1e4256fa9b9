"""Rebates as DOMAIN §7 says them, slowly and obviously: loops over all lines, for every question.

It reads programme files and plain facts and shares no code with the rules and the engine. What
DOMAIN leaves open is taken from the head of the modules of `rebates.rules` (named there).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.engine.plain_facts import Day, Facts, Window
from tests.engine.reference_lines import mine
from tests.engine.reference_sharing import fen, let_one_of_each_group_pay, share_the_budget
from tests.engine.reference_terms import ENDLESS, Granted, one_version

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ZERO = Fraction(0)


@dataclass(frozen=True)
class Version:
    """In force from `start` up to `end` (None: for ever); `terms` as in a programme file."""

    number: int
    start: Day
    end: Day | None
    terms: Mapping

    def within(self, window: Window) -> Window | None:
        start = max(window[0], self.start)
        end = window[1] if self.end is None else min(window[1], self.end)
        return (start, end) if start < end else None


@dataclass(frozen=True)
class Programme:
    code: str
    versions: tuple[Version, ...]
    by_contract: bool = False
    group: str | None = None
    precedence: str = "best"
    priority: int = 0


@dataclass
class Own:
    """What a dealer is granted by itself; `before`: of the year's earlier periods (progressive)."""

    now: Fraction
    before: Fraction
    told: Granted  # by the version at the end of the period
    earning: Fraction | float


@dataclass(frozen=True)
class Paid:
    due: Fraction
    step: int
    target: Fraction | None  # None: growth without end
    earning: Fraction


def settle(programmes, facts: Facts, start: Day, end: Day) -> dict[tuple[str, str, Window], Paid]:
    """By dealer, programme and period, for every period that ends in (start, end]."""
    owned: dict[tuple[str, str, Window], Own] = {}
    progressive = {}
    for programme in programmes:
        for period, versions in periods(programme, start, end):
            last = [v for v in versions if v.within(period)][-1]
            progressive[programme.code, period] = last.terms["cumulation"] == "progressive"
            found = {
                dealer: own(programme, versions, dealer, period, facts)
                for dealer in facts.dealers
                if concerned(programme, versions, dealer, year_to_date(last, period), period, facts)
            }
            share_the_budget(found, versions, year_to_date(last, period), "now")
            if progressive[programme.code, period] and period[0].month > 1:
                share_the_budget(found, versions, (period[0].replace(month=1), period[0]), "before")
            owned |= {(dealer, programme.code, period): each for dealer, each in found.items()}
    let_one_of_each_group_pay(programmes, facts, owned)
    return {
        key: Paid(
            fen(each.now) - (fen(each.before) if progressive[key[1:]] else 0),
            each.told.step,
            None if each.told.target == ENDLESS else Fraction(each.told.target),
            Fraction(each.earning),
        )
        for key, each in owned.items()
    }


def periods(programme: Programme, start: Day, end: Day):
    """The periods that end in the window with the versions that have them; versions of another
    length have periods of their own (engine.schedule)."""
    by_period: dict[Window, list[Version]] = {}
    for version in programme.versions:
        for period in periods_of(version.terms["period"], start, end):
            by_period.setdefault(period, []).append(version)
    for period, versions in by_period.items():
        if any(version.within(period) for version in versions):
            yield period, versions


def periods_of(length, start: Day, end: Day) -> list[Window]:
    if isinstance(length, Mapping):
        found = [tuple(datetime.date.fromisoformat(length[side]) for side in ("from", "to"))]
    else:
        found = calendar(MONTHS[length], start.year - 1, end.year + 1)
    return [period for period in found if start < period[1] <= end]


def calendar(months: int, first_year: int, last_year: int) -> list[Window]:
    starts = [
        datetime.date(year, month, 1)
        for year in range(first_year, last_year + 1)
        for month in range(1, 13, months)
    ]
    return list(zip(starts, starts[1:], strict=False))


def year_to_date(last: Version, period: Window) -> Window:
    if last.terms["cumulation"] == "progressive":
        return period[0].replace(month=1, day=1), period[1]
    return period


def concerned(programme, versions, dealer, window, period, facts) -> bool:
    """Whether any line counts, or a contract joins the programme on a day of the period."""
    if programme.by_contract and any_day_joined(programme, dealer, period, facts):
        return True
    return any(
        mine(programme, version.terms, "target_measure", dealer, spans(stretch, window), facts)
        or mine(programme, version.terms, "earning_measure", dealer, version.within(window), facts)
        for stretch in stretches(versions, window)
        for version in stretch
    )


def any_day_joined(programme, dealer, period, facts) -> bool:
    spans = facts.joined.get((programme.code, dealer), ())
    return any(s < period[1] and (e is None or period[0] < e) for s, e in spans)


def own(programme, versions, dealer, period, facts) -> Own:
    last = [v for v in versions if v.within(period)][-1]
    window = year_to_date(last, period)
    year = (period[0].replace(month=1, day=1), datetime.date(period[0].year + 1, 1, 1))
    progressive = last.terms["cumulation"] == "progressive"
    goal = year if progressive else None
    granted = by_versions(programme, versions, dealer, window, facts, goal)
    before = ZERO
    if last.terms["minimum"] and last.terms["minimum"]["carry_over"] and not granted[-1][0].without:
        now = with_carry_over(programme, versions, dealer, period, facts)
    else:
        now = at_least_the_minimum(granted)
    if progressive and window[0] < period[0]:
        earlier = by_versions(programme, versions, dealer, (window[0], period[0]), facts, goal)
        before = at_least_the_minimum(earlier) if earlier else ZERO
    pieces = last.terms["earning_measure"]["of"] == "quantity"
    earning = sum(
        (
            each.earning
            for each, version in granted
            if (version.terms["earning_measure"]["of"] == "quantity") == pieces
        ),
        ZERO,
    )
    return Own(now, before, granted[-1][0], earning)


def stretches(versions, window: Window) -> list[list[Version]]:
    """A version that restarts ends what counts together before it."""
    found: list[list[Version]] = []
    for version in versions:
        if not version.within(window):
            continue
        if not found or version.terms["on_change"] == "restart":
            found.append([])
        found[-1].append(version)
    return found


def spans(stretch: list[Version], window: Window) -> Window:
    """The days over which the target of a stretch runs."""
    return stretch[0].within(window)[0], stretch[-1].within(window)[1]


def by_versions(programme, versions, dealer, window, facts, goal=None):
    """What every version in force in the window grants, before cap on the benefit and minimum."""
    found = []
    for stretch in stretches(versions, window):
        windows = window, spans(stretch, window), goal or window
        found += [
            (one_version(programme, version, stretch, dealer, windows, facts), version)
            for version in stretch
        ]
    return found


def together(granted) -> Fraction:
    """The sum over the versions; the cap on the benefit is that of the last of each stretch."""
    total, stretch = ZERO, ZERO
    for number, (each, version) in enumerate(granted):
        stretch += each.benefit
        ends = number + 1 == len(granted) or (
            granted[number + 1][1].terms["on_change"] == "restart"
        )
        if ends:
            cap = version.terms["cap"]
            if cap and cap["on"] == "benefit":
                stretch = min(stretch, Fraction(cap["amount"]))
            total, stretch = total + stretch, ZERO
    return total


def at_least_the_minimum(granted) -> Fraction:
    """That of the last version, unless it lacks what it compares with."""
    total, (last, version) = together(granted), granted[-1]
    minimum = version.terms["minimum"]
    return max(total, Fraction(minimum["amount"])) if minimum and not last.without else total


def with_carry_over(programme, versions, dealer, period, facts) -> Fraction:
    """What was topped up earlier in the year is taken from what is earned above the minimum."""
    months = MONTHS[[v for v in versions if v.within(period)][-1].terms["period"]]
    topped_up, paid = ZERO, ZERO
    for each in calendar(months, period[0].year, period[0].year + 1):
        if each[1] > period[1] or not any(v.within(each) for v in versions):
            continue
        if not concerned(programme, versions, dealer, each, each, facts):
            continue
        granted = by_versions(programme, versions, dealer, each, facts)
        if granted[-1][0].without:
            continue
        earned, minimum = together(granted), granted[-1][1].terms["minimum"]
        if minimum is None:
            paid = earned
        elif minimum["carry_over"]:
            paid = max(earned - topped_up, Fraction(minimum["amount"]))
            topped_up += paid - earned
        else:
            paid = max(earned, Fraction(minimum["amount"]))
    return paid

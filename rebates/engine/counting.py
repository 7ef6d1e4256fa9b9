"""What is to be summed for a version in a period: which lines, of whom, over which days."""

from collections.abc import Iterator
from typing import NamedTuple

from channels_mgmt.core.periods import Period

from ..rules.scopes import LineScope
from ..rules.terms import AGAINST_BASE, Measure
from .schedule import Measured, Version, year_before


class Counted(NamedTuple):
    """The lines that a measure adds up.

    below: those of the dealers directly below a dealer count for it, not its own.
    joined: the programme that a dealer's contract must join on the day of the line, or None.
    """

    scope: LineScope
    below: bool
    joined: int | None


class Sum(NamedTuple):
    counted: Counted
    window: Period


class AskedSums(NamedTuple):
    """The sums of one version in one period; None where its terms do not ask for them, and for a
    base of no day."""

    target: Sum
    earning: Sum
    base: Sum | None
    earning_base: Sum | None
    whole: Sum | None


def sums_of(measured: Measured) -> AskedSums:
    """Which sums a version asks for in a period."""
    return sums_over(measured.version, measured.target, measured.earning)


def sums_over(version: Version, window: Period, earning_window: Period) -> AskedSums:
    """Which sums a version asks for whose target runs over a window, and which earns on the lines
    of another."""
    terms = version.terms
    joined = version.programme_id if version.by_contract else None
    target = Counted(terms.target_lines, terms.pass_through, joined)
    earning = Counted(terms.earning_lines, terms.pass_through, joined)
    base = earning_base = whole = None
    if terms.target in AGAINST_BASE:
        base = _base(target, window)
    if terms.earning in AGAINST_BASE:
        earning_base = _base(earning, window)
    if terms.target is Measure.MIX_PERCENT:
        whole = Sum(Counted(terms.scope, terms.pass_through, joined), window)
    return AskedSums(Sum(target, window), Sum(earning, earning_window), base, earning_base, whole)


def _base(counted: Counted, window: Period) -> Sum | None:
    """The same one year earlier, of all its dealers, joined then or not."""
    before = year_before(window)
    return before and Sum(counted._replace(joined=None), before)


def asked_for(measured: Measured) -> Iterator[Sum]:
    return (each for each in sums_of(measured) if each is not None)

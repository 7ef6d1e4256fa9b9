"""The scale of a version: which step is reached, and what each step contributes.

- A step is reached if its lower bound ≤ x, or < x where the version is `upper_inclusive`.
- `whole`: the reached step on everything. `stacked`: every reached step on everything.
  `graduated`: each slice of the target at its own rate. What lies below the first bound earns
  nothing; a slice is entered, and its lump sum due, only by what lies above its bound. So a target
  exactly on a bound reaches that step (unless `upper_inclusive`) and has nothing in its slice.
- Where earning and target differ, a slice takes earning (and pieces) in proportion:
  earning × slice ÷ target, both counted from the origin, where earning begins (above a base or a
  goal; else 0). A growth without end lies above every bound: the last slice takes all.
- A target of zero or below reaches nothing, also on a scale that begins at 0.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from .exact import ONE, ZERO, Exact, in_proportion, minus, plus, times
from .measuring import ENDLESS
from .terms import CapOn, Measure, Method, Rung, Terms


class Part(NamedTuple):
    """What one step contributed. `quantity` is None where pieces play no role in it."""

    step: int  # 1-based
    lower: Decimal  # the step's bounds, in the unit of the target
    upper: Decimal | None
    on: Exact  # what the percent was applied to, in the unit of the earning
    percent: Decimal | None
    per_unit: Decimal | None
    quantity: Exact | None  # pieces
    lump_sum: Decimal | None  # yuan; None too where another version of the period pays it
    benefit: Exact  # yuan


class Counted(NamedTuple):
    """What the scale is applied to, after a cap on the measure; pieces among what earns."""

    target: Exact
    earning: Exact
    quantity: Exact
    origin: Exact = ZERO  # on the scale of the target


def reached_step(terms: Terms, target: Exact) -> int:
    """The number of the step that a target reaches, 1-based; 0 below the first.

    Nothing sold reaches nothing, also a scale from 0: whoever returned all he bought keeps no lump
    sum, as if he had never bought (DOMAIN §7, selling and returning restores every balance).
    """
    reach = bisect_left if terms.upper_inclusive else bisect_right
    return reach(terms.bounds, target) if target > 0 else 0


def parts_of(terms: Terms, *, step: int, counted: Counted, pays_lump: bool) -> tuple[Part, ...]:
    """What the steps up to the reached one contribute; pays_lump is false where another version
    of the period pays the lump sums."""
    if terms.method is Method.GRADUATED:
        return tuple(_slices(terms, counted, pays_lump))
    first = max(step, 1) if terms.method is Method.WHOLE else 1
    reached = terms.scale[first - 1 : step]
    return tuple([_part(rung, counted.earning, counted.quantity, pays_lump) for rung in reached])


def _slices(terms: Terms, counted: Counted, pays_lump: bool) -> Iterator[Part]:
    """The parts of a graduated scale: one for each slice that the target enters."""
    for rung in terms.scale:
        if counted.target <= rung.lower:
            break
        width, whole = _width(rung, counted)
        on = in_proportion(counted.earning, width, whole)
        counts_pieces = rung.per_unit is not None or terms.target is Measure.QUANTITY
        pieces = in_proportion(counted.quantity, width, whole) if counts_pieces else None
        yield _part(rung, on, pieces, pays_lump)


def _width(rung: Rung, counted: Counted) -> tuple[Exact, Exact]:
    """How much of the target lies in a slice, and how much lies in all of them."""
    upper = rung.upper
    if counted.target == ENDLESS:
        return ONE if upper is None else ZERO, ONE
    full = counted.target if upper is None or counted.target < upper else upper
    start = max(rung.lower, counted.origin)
    return max(minus(full, start), ZERO), minus(counted.target, counted.origin)


def _part(rung: Rung, on: Exact, quantity: Exact | None, pays_lump: bool) -> Part:
    number, lower, upper, percent, rate, per_unit, lump = rung
    benefit = times(rate, on) if rate else ZERO
    if per_unit and quantity is not None:
        benefit = plus(benefit, times(per_unit, quantity))
    if not pays_lump:
        lump = None
    elif lump:
        benefit = plus(benefit, lump)
    return Part(number, lower, upper, on, percent, per_unit, quantity, lump, benefit)


def next_step(terms: Terms, step: int) -> int | None:
    """The number of the step after `step`, if more of the target can reach it at all."""
    if step == len(terms.steps):
        return None
    cap = terms.cap_on(CapOn.MEASURE)
    barred = cap is not None and terms.same_measure and reached_step(terms, cap) <= step
    return None if barred else step + 1

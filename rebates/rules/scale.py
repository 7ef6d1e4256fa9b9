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

from .exact import ONE, ZERO, Exact, in_proportion, minus, percent_of, plus, times
from .measuring import ENDLESS
from .terms import CapOn, Measure, Method, Terms


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
    return tuple(
        _part(terms, number, counted.earning, counted.quantity, pays_lump)
        for number in range(first, step + 1)
    )


def _slices(terms: Terms, counted: Counted, pays_lump: bool) -> Iterator[Part]:
    """The parts of a graduated scale: one for each slice that the target enters."""
    for number, step in enumerate(terms.steps, start=1):
        if counted.target <= step.lower:
            break
        width, whole = _width(terms, number, counted)
        on = in_proportion(counted.earning, width, whole)
        counts_pieces = step.per_unit is not None or terms.target is Measure.QUANTITY
        pieces = in_proportion(counted.quantity, width, whole) if counts_pieces else None
        yield _part(terms, number, on, pieces, pays_lump)


def _width(terms: Terms, number: int, counted: Counted) -> tuple[Exact, Exact]:
    """How much of the target lies in a slice, and how much lies in all of them."""
    upper = _upper(terms, number)
    if counted.target == ENDLESS:
        return ONE if upper is None else ZERO, ONE
    full = counted.target if upper is None or counted.target < upper else upper
    start = max(terms.steps[number - 1].lower, counted.origin)
    return max(minus(full, start), ZERO), minus(counted.target, counted.origin)


def _part(terms: Terms, number: int, on: Exact, quantity: Exact | None, pays_lump: bool) -> Part:
    step = terms.steps[number - 1]
    lump = step.lump_sum if pays_lump else None
    benefit: Exact = percent_of(step.percent, on) if step.percent else ZERO
    if step.per_unit and quantity is not None:
        benefit = plus(benefit, times(step.per_unit, quantity))
    if lump:
        benefit = plus(benefit, lump)
    upper = _upper(terms, number)
    return Part(
        number,
        step.lower,
        upper,
        on,
        step.percent,
        step.per_unit,
        quantity,
        lump,
        benefit,
    )


def _upper(terms: Terms, number: int) -> Decimal | None:
    return terms.steps[number].lower if number < len(terms.steps) else None


def next_step(terms: Terms, step: int) -> int | None:
    """The number of the step after `step`, if more of the target can reach it at all."""
    if step == len(terms.steps):
        return None
    cap = terms.cap_on(CapOn.MEASURE) if terms.same_measure else None
    return step + 1 if cap is None or reached_step(terms, cap) > step else None

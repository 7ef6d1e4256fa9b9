"""The scale of a version: which step is reached, and what each step contributes.

- A step is reached if its lower bound ≤ x, or < x where the version is `upper_inclusive`.
- `whole`: the reached step on everything. `stacked`: every reached step on everything.
  `graduated`: each slice of the target at its own rate. What lies below the first bound earns
  nothing; a slice is entered, and its lump sum due, only by what lies above its bound. So a target
  exactly on a bound reaches that step (unless `upper_inclusive`) and has nothing in its slice.
- Where earning and target differ, a slice takes earning (and pieces) in proportion:
  earning × slice ÷ target.
- A target of zero or below reaches nothing, also on a scale that begins at 0.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal

from .exact import ZERO, Exact, in_proportion, minus, percent_of, plus, times
from .terms import CapOn, Measure, Method, Step, Terms


@dataclass(frozen=True, slots=True)
class Part:
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


def reached_step(terms: Terms, target: Decimal) -> int:
    """The number of the step that a target reaches, 1-based; 0 below the first.

    Nothing sold reaches nothing, also a scale from 0: whoever returned all he bought keeps no lump
    sum, as if he had never bought (DOMAIN §7, selling and returning restores every balance).
    """
    reach = bisect_left if terms.upper_inclusive else bisect_right
    return reach(terms.steps, target, key=_lower) if target > 0 else 0


def parts_of(
    terms: Terms, *, step: int, target: Decimal, earning: Exact, quantity: Exact, pays_lump: bool
) -> tuple[Part, ...]:
    """What the steps up to the reached one contribute; pays_lump is false where another version
    of the period pays the lump sums."""
    if terms.method is Method.GRADUATED:
        return _slices(terms, target, earning, quantity, pays_lump)
    first = max(step, 1) if terms.method is Method.WHOLE else 1
    return tuple(
        _part(terms, number, earning, quantity, pays_lump) for number in range(first, step + 1)
    )


def _slices(
    terms: Terms, target: Decimal, earning: Exact, quantity: Exact, pays_lump: bool
) -> tuple[Part, ...]:
    """The parts of a graduated scale: one for each slice that the target enters."""
    parts = []
    for number, step in enumerate(terms.steps, start=1):
        if target <= step.lower:
            break
        upper = _upper(terms, number)
        full = target if upper is None or target < upper else upper
        width = minus(full, step.lower)
        on = in_proportion(earning, width, target)
        counts_pieces = step.per_unit is not None or terms.target is Measure.QUANTITY
        pieces = in_proportion(quantity, width, target) if counts_pieces else None
        parts.append(_part(terms, number, on, pieces, pays_lump))
    return tuple(parts)


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


def _lower(step: Step) -> Decimal:
    return step.lower


def _upper(terms: Terms, number: int) -> Decimal | None:
    return terms.steps[number].lower if number < len(terms.steps) else None


def next_step(terms: Terms, step: int) -> int | None:
    """The number of the step after `step`, if more of the target can reach it at all."""
    if step == len(terms.steps):
        return None
    cap = terms.cap_on(CapOn.MEASURE) if terms.target is terms.earning else None
    return step + 1 if cap is None or reached_step(terms, cap) > step else None

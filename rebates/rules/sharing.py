"""What concerns several periods, dealers or programmes: carry-over, budget, exclusion groups.

It follows the entitlement of one dealer, programme and period, in this order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from channels_mgmt.core.money import NOTHING, share_out, to_fen

from .exact import ZERO, Exact, minus, plus, total
from .terms import Minimum


class Precedence(StrEnum):
    """Which programme of an exclusion group pays."""

    BEST = "best"  # the one that grants most; of equal ones the first by priority
    PRIORITY = "priority"  # the first by priority that grants anything


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A minimum guarantee with carry-over, in yuan, exact."""

    exact: Exact  # what the period grants
    earned: Exact  # what it would without guarantee and carry-over
    carried: Exact  # topped up in earlier periods of the year and not yet made good
    left: Exact  # the same at the end of this period


def carry_over(periods: Sequence[tuple[Minimum | None, Exact]]) -> CarriedOver:
    """The last of the year's periods so far. Each is paid at least its minimum; what was topped up
    is taken from what later periods earn above it, and lapses with the year. A period whose
    minimum does not carry over leaves what was carried as it is.

    periods: those in which something was due, in order: the minimum that was guaranteed then, and
    what the period grants by itself without it.
    """
    result = CarriedOver(ZERO, ZERO, ZERO, ZERO)
    for minimum, earned in periods:
        left = result.left
        if minimum is not None and minimum.carry_over:
            exact = max(minus(earned, left), minimum.amount)
            result = CarriedOver(exact, earned, left, minus(plus(left, exact), earned))
        else:
            exact = earned if minimum is None else max(earned, minimum.amount)
            result = CarriedOver(exact, earned, left, left)
    return result


def share_budget(budget: Decimal, asked: Mapping[int, Exact]) -> dict[int, Decimal] | None:
    """What each dealer gets of a budget (yuan) that does not reach for all, in whole fen; None
    where it does, also after each claim is rounded. In proportion to what each asks for; what is
    taken back (below zero) is outside.

    The fen left over go to the largest remainders, of equal ones to the first: pass the dealers in
    an order that does not hang on the run.
    """
    claims = {dealer: each for dealer, each in asked.items() if each > 0}
    together = total([*claims.values()])
    if max(together, sum(map(to_fen, claims.values()))) <= budget:
        return None
    left = max(minus(budget, together), ZERO)  # where only the rounding is too much
    *parts, _nobodys = share_out(budget, [*claims.values(), left])
    return dict(zip(claims, parts, strict=True))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A programme of an exclusion group, and what it grants a dealer in a period, in yuan."""

    programme: str
    priority: int
    granted: Exact


def chosen(precedence: Precedence, candidates: Sequence[Candidate]) -> str | None:
    """The code of the one programme of a group that pays; None where none grants anything.

    The order is declared: lower priority first, then the code; never the order of the candidates.
    """
    granting = [each for each in candidates if each.granted > NOTHING]
    if not granting:
        return None
    in_order = sorted(granting, key=lambda each: (each.priority, each.programme))
    if precedence is Precedence.BEST:
        return max(in_order, key=lambda each: each.granted).programme  # the first of equal ones
    return in_order[0].programme

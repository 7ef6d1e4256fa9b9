"""Where one dealer stands in a period that is still open, and what lies ahead of it.

The same measures and rules as in a run. What reaching the next step would bring is what the rules
give when just so much more is sold, on the day asked for, as is missing to its bound.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..rules.entitlement import (
    PeriodEntitlement,
    falls_to_period,
    period_entitlement,
    starts_anew,
)
from ..rules.exact import ZERO, Exact
from ..rules.measuring import base_of
from ..rules.terms import Measure, Terms
from .dealer_facts import DealerFacts
from .measures import Measures
from .schedule import Due, Measured
from .settling import NONE_SOLD, Inputs, Measuring, Sums, slice_of

ONE_FEN = 100  # in 1/10,000 yuan: the least that lies above a bound


@dataclass(frozen=True, slots=True)
class Sold:
    """What a version measured of one dealer."""

    by: Measured
    inputs: Inputs

    @property
    def terms(self) -> Terms:
        return self.by.version.terms

    @property
    def in_pieces(self) -> bool:
        """Whether the target measure is one of pieces."""
        goal = self.inputs.goal
        agreed = self.terms.target is Measure.ATTAINMENT_PERCENT and goal is not None
        return goal.in_pieces if agreed else self.terms.target is Measure.QUANTITY


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next step, and what reaching it would bring; money in yuan to the fen."""

    step: int  # 1-based
    bound: Decimal  # in the unit of the target
    missing: Exact  # of the target
    beyond: bool  # it takes more than the bound: that itself belongs to the step below
    amount: Decimal | None  # what then falls to the period; None where nobody can know
    gain: Decimal | None  # that, less what falls to it as things stand
    estimated: bool  # at the average price so far: pieces pick the step and money earns, or so
    to_sell: Decimal | None = None  # pieces or yuan that bring it there; None where no sale can
    in_pieces: bool = False  # of to_sell


@dataclass(frozen=True, slots=True)
class Standing:
    """One programme's period as things stand. What is sold counts, whatever its day in it; what is
    shared with other dealers or programmes (a budget, an exclusion group) is not deducted."""

    due: Due
    result: PeriodEntitlement
    before: Exact | None  # of earlier periods of the year; None where not progressive
    ahead: Ahead | None  # None on the last step, and where a cap bars the next

    @property
    def terms(self) -> Terms:
        """Those in force at the end of the period: its step is theirs."""
        return self.due.version.terms

    @property
    def amount(self) -> Decimal:
        """What falls to the period, in yuan to the fen."""
        return falls_to_period(to_date=self.result.exact, before=self.before or ZERO)

    @property
    def so_far(self) -> Exact:
        """The target measure, in its unit; of the year to date where progressive."""
        return self.result.last.target

    @property
    def step(self) -> int:
        return self.result.last.step


def sold_by(
    dealer: int, measured: Sequence[Measured], measures: Measures, known: DealerFacts
) -> list[Sold]:
    return [Sold(each, Measuring(each, measures, known).inputs(dealer)) for each in measured]


def stand(due: Due, now: Sequence[Sold], before: Sequence[Sold], day: datetime.date) -> Standing:
    """`now` and `before` answer `due.measured` and `due.before` one to one."""
    earlier = None if due.before is None else _granted(before)
    standing = Standing(due, _result(now), earlier, None)
    return replace(standing, ahead=_ahead(standing, now, day))


def _result(sold: Sequence[Sold]) -> PeriodEntitlement:
    return period_entitlement([slice_of(each.terms, each.inputs) for each in sold])


def _granted(sold: Sequence[Sold]) -> Exact:
    return _result(sold).exact if sold else ZERO


def _ahead(standing: Standing, now: Sequence[Sold], day: datetime.date) -> Ahead | None:
    last = standing.result.last
    if last.next_step is None:
        return None
    terms, missing, amount = standing.terms, last.missing, None
    bound = terms.steps[last.next_step - 1].lower
    beyond = terms.upper_inclusive or not bound  # nothing sold reaches nothing
    more = _needed(now[-1], bound, missing, beyond)
    estimated = _both_units_count(now)
    if more and (all(more) or not estimated):
        to_date = _granted(_with_more(now, more, day))
        amount = falls_to_period(to_date=to_date, before=standing.before or ZERO)
    return Ahead(
        step=last.next_step,
        bound=bound,
        missing=missing,
        beyond=beyond,
        amount=amount,
        gain=None if amount is None else amount - standing.amount,
        estimated=estimated,
        to_sell=more and _of_target(now[-1], more),
        in_pieces=now[-1].in_pieces,
    )


def _of_target(sold: Sold, more: Sums) -> Decimal:
    """What of a sale counts to the target."""
    return Decimal(more[0]) if sold.in_pieces else Decimal(more[1]).scaleb(-4)


def _needed(sold: Sold, bound: Decimal, missing: Exact, beyond: bool) -> Sums | None:
    """The pieces and the money that bring a version to its next step: one of the two is what is
    missing, the other follows at the average price so far (0: there is none to go by). None where
    no sale can."""
    pieces, amount = sold.inputs.target
    needed = _to_sell(sold, bound, missing)
    if needed is None:
        return None
    if sold.in_pieces:
        more = math.floor(needed) + 1 if beyond else math.ceil(needed)
        return more, _in_ratio(more, amount, pieces)
    more = math.ceil(needed * 10_000) + (ONE_FEN if beyond else 0)
    return _in_ratio(more, pieces, amount), more


def _to_sell(sold: Sold, bound: Decimal, missing: Exact) -> Fraction | None:
    """How many pieces or yuan more bring the target measure to a bound."""
    missing, terms = Fraction(missing), sold.terms
    measured = slice_of(terms, sold.inputs)
    match terms.target:
        case Measure.GROWTH_PERCENT:
            return missing * Fraction(base_of(terms, measured.base)) / 100
        case Measure.ATTAINMENT_PERCENT:
            return missing * Fraction(measured.goal) / 100
        case Measure.MIX_PERCENT:
            whole, part = max(Fraction(measured.whole), Fraction(0)), Fraction(measured.target)
            return (bound * whole - 100 * part) / (100 - bound) if bound < 100 else None
    return missing


def _in_ratio(more: int, part: int, whole: int) -> int:
    if part <= 0 or whole <= 0:
        return 0
    return max(1, (2 * more * part + whole) // (2 * whole))  # half up


def _both_units_count(now: Sequence[Sold]) -> bool:
    """Whether the entitlement hangs on pieces and on money."""
    pieces = {sold.in_pieces for sold in now}
    pieces |= {sold.terms.earning is Measure.QUANTITY for sold in now}
    if any(step.per_unit for sold in now for step in sold.terms.steps):
        pieces.add(True)
    return len(pieces) > 1


def _with_more(now: Sequence[Sold], more: Sums, day: datetime.date) -> list[Sold]:
    """The same with a sale on the day, or as soon as what counts together with the end begins."""
    stretch = starts_anew([sold.terms for sold in now])[-1]
    when = max(day, now[stretch[0]].by.earning.start)
    earns = next((i for i in stretch if when in now[i].by.earning), stretch[-1])
    return [_sold_more(sold, more, i in stretch, i == earns) for i, sold in enumerate(now)]


def _sold_more(sold: Sold, more: Sums, counts: bool, earns: bool) -> Sold:
    inputs = sold.inputs
    if counts:
        whole = _plus(inputs.whole, more) if inputs.whole != NONE_SOLD else inputs.whole
        inputs = inputs._replace(target=_plus(inputs.target, more), whole=whole)
    if earns:
        inputs = inputs._replace(earning=_plus(inputs.earning, more))
    return replace(sold, inputs=inputs)


def _plus(a: Sums, b: Sums) -> Sums:
    return a[0] + b[0], a[1] + b[1]

"""Where one dealer stands in a period that is still open, and what lies ahead of it.

The same measures and rules as in a run. What reaching the next step would bring is what the rules
give when just so much more is sold, on the day asked for, as is missing to its bound.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..rules.entitlement import (
    PeriodEntitlement,
    Slice,
    falls_to_period,
    period_entitlement,
    starts_anew,
)
from ..rules.exact import ZERO, Exact
from ..rules.terms import Measure, Terms
from .calculation import NONE_SOLD, column_of, in_unit
from .measures import Measures
from .schedule import Due, Measured

ONE_FEN = 100  # in 1/10,000 yuan: the least that lies above a bound
Sums = tuple[int, int]
"""Pieces and 1/10,000 yuan, returns deducted."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What a version measured of one dealer, over its two windows."""

    by: Measured
    target: Sums
    earning: Sums

    @property
    def terms(self) -> Terms:
        return self.by.version.terms

    def slice(self) -> Slice:
        target, earning = self.terms.target, self.terms.earning
        return Slice(
            self.terms,
            in_unit(self.target[column_of(target)], target),
            in_unit(self.earning[column_of(earning)], earning),
            Decimal(self.earning[0]),
        )


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next step, and what reaching it would bring; money in yuan to the fen."""

    step: int  # 1-based
    bound: Decimal  # in the unit of the target
    missing: Decimal  # of the target
    beyond: bool  # it takes more than the bound: that itself belongs to the step below
    amount: Decimal | None  # what then falls to the period; None where nobody can know
    gain: Decimal | None  # that, less what falls to it as things stand
    estimated: bool  # at the average price so far: pieces pick the step and money earns, or so


@dataclass(frozen=True, slots=True)
class Standing:
    """One programme's period as things stand. What is sold counts, whatever its day in it."""

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
    def so_far(self) -> Decimal:
        """The target measure, in yuan or pieces; of the year to date where progressive."""
        return self.result.slices[-1].target

    @property
    def step(self) -> int:
        return self.result.last.step


def sold_by(dealer: int, measured: Sequence[Measured], measures: Measures) -> list[Sold]:
    return [
        Sold(
            each,
            measures.of(each.version.terms.scope, each.target).get(dealer, NONE_SOLD),
            measures.of(each.version.terms.scope, each.earning).get(dealer, NONE_SOLD),
        )
        for each in measured
    ]


def stand(due: Due, now: Sequence[Sold], before: Sequence[Sold], day: datetime.date) -> Standing:
    """`now` and `before` answer `due.measured` and `due.before` one to one."""
    earlier = None if due.before is None else _granted(before)
    result = period_entitlement([sold.slice() for sold in now])
    standing = Standing(due, result, earlier, None)
    return replace(standing, ahead=_ahead(standing, now, day))


def _granted(sold: Sequence[Sold]) -> Exact:
    return period_entitlement([each.slice() for each in sold]).exact if sold else ZERO


def _ahead(standing: Standing, now: Sequence[Sold], day: datetime.date) -> Ahead | None:
    last = standing.result.last
    if last.next_step is None:
        return None
    terms, missing, amount = standing.terms, last.missing, None
    bound = terms.steps[last.next_step - 1].lower
    beyond = terms.upper_inclusive or not bound  # nothing sold reaches nothing
    more = _needed(now[-1], missing, beyond)
    estimated = _both_units_count([sold.terms for sold in now])
    if all(more) or not estimated:
        then = [sold.slice() for sold in _with_more(now, more, day)]
        to_date = period_entitlement(then).exact
        amount = falls_to_period(to_date=to_date, before=standing.before or ZERO)
    return Ahead(
        step=last.next_step,
        bound=bound,
        missing=missing,
        beyond=beyond,
        amount=amount,
        gain=None if amount is None else amount - standing.amount,
        estimated=estimated,
    )


def _needed(sold: Sold, missing: Decimal, beyond: bool) -> Sums:
    """The pieces and the money that bring a version to its next step: one of the two is what is
    missing, the other follows at the average price so far (0: there is none to go by)."""
    pieces, amount = sold.target
    if sold.terms.target is Measure.QUANTITY:
        more = math.floor(missing) + 1 if beyond else math.ceil(missing)
        return more, _in_ratio(more, amount, pieces)
    more = int(missing.scaleb(4)) + (ONE_FEN if beyond else 0)
    return _in_ratio(more, pieces, amount), more


def _in_ratio(more: int, part: int, whole: int) -> int:
    if part <= 0 or whole <= 0:
        return 0
    return max(1, (2 * more * part + whole) // (2 * whole))  # half up


def _both_units_count(versions: Sequence[Terms]) -> bool:
    """Whether the entitlement hangs on pieces and on money."""
    units = {measure for terms in versions for measure in (terms.target, terms.earning)}
    if any(step.per_unit for terms in versions for step in terms.steps):
        units.add(Measure.QUANTITY)
    return len(units) > 1


def _with_more(now: Sequence[Sold], more: Sums, day: datetime.date) -> list[Sold]:
    """The same with a sale on the day, or as soon as what counts together with the end begins."""
    stretch = starts_anew([sold.terms for sold in now])[-1]
    when = max(day, now[stretch[0]].by.earning.start)
    earns = next((i for i in stretch if when in now[i].by.earning), stretch[-1])
    return [
        replace(
            sold,
            target=_plus(sold.target, more) if i in stretch else sold.target,
            earning=_plus(sold.earning, more) if i == earns else sold.earning,
        )
        for i, sold in enumerate(now)
    ]


def _plus(a: Sums, b: Sums) -> Sums:
    return a[0] + b[0], a[1] + b[1]

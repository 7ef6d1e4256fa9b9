"""Worked examples of a version: what a made-up dealer gets who sells so much; the rules answer.

What the sales are compared with is assumed and can be typed. Every gate is taken to hold, but for
the attainment of the target, which follows from the sales.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.display import running
from channels_mgmt.core.money import NOTHING, to_fen

from .rules.entitlement import PeriodEntitlement, Slice, period_entitlement
from .rules.explanation import explain
from .rules.gates import AtLeast, GateFacts, GateMeasure, GradeIs
from .rules.terms import AGAINST_BASE, AGAINST_GOAL, Measure, Terms
from .wording import why
from .wording.measures import stood
from .wording.numbers import measured, yuan

SMALLEST = {
    Measure.NET_AMOUNT: Decimal("0.01"),
    Measure.QUANTITY: Decimal(1),
    Measure.MIX_PERCENT: Decimal("0.01"),
}
FIRST = {
    Measure.NET_AMOUNT: Decimal(10000),
    Measure.QUANTITY: Decimal(10),
    Measure.MIX_PERCENT: Decimal(50),
}
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is taken for granted of the made-up dealer; yuan."""

    last_year: Decimal = Decimal(100_000)  # in the same days; 0: nothing
    goal: Decimal = Decimal(100_000)  # agreed for the period; 0: none
    price: Decimal = Decimal(1000)  # of a piece
    sales: Decimal = Decimal(100_000)  # all that counts, where it is a share that picks the step
    earns: Decimal = HUNDRED  # percent of the sales that lie in the own scope of what earns


ASSUMED = Assumed()


@dataclass(frozen=True, slots=True)
class Example:
    sold: str
    amount: Decimal
    share: Decimal | None  # percent of what was sold, where that is money
    why: str


def examples(terms: Terms, assumed: Assumed = ASSUMED) -> list[Example]:
    """A dealer who sells X in a period gets …, at points around the bounds."""
    return [example(terms, point, assumed) for point in points(terms, assumed)]


def axis(terms: Terms) -> Measure:
    """What varies in the examples: sales in yuan, pieces, or the share of a part in percent."""
    if terms.target in (Measure.QUANTITY, Measure.MIX_PERCENT):
        return terms.target
    return Measure.NET_AMOUNT


def assumption(terms: Terms, assumed: Assumed = ASSUMED) -> str:
    """What the examples take for granted, if anything."""
    measures, told = {terms.target, terms.earning}, []
    if _both_units(terms):
        told.append(_("At %(price)s a piece.") % {"price": yuan(assumed.price)})
    if measures & AGAINST_BASE:
        told.append(_("The year before: %(amount)s.") % {"amount": yuan(assumed.last_year)})
    if terms.needs_goal:
        told.append(_("Agreed target: %(amount)s.") % {"amount": yuan(assumed.goal)})
    if terms.target is Measure.MIX_PERCENT:
        told.append(_("All that counts: %(amount)s.") % {"amount": yuan(assumed.sales)})
    if terms.gates:
        told.append(_("Conditions that do not hang on the sales are met."))
    if terms.budget is not None:
        told.append(_("The budget reaches for all."))
    return running(told)


def points(terms: Terms, assumed: Assumed = ASSUMED) -> list[Decimal]:
    """Just below each bound, on it, and between it and the next."""
    bounds = bounds_of(terms, assumed)
    found = set()
    for lower, upper in zip(bounds, [*bounds[1:], beyond(bounds, terms)], strict=True):
        found |= {lower - SMALLEST[axis(terms)], lower, _round((lower + upper) / 2, terms)}
    found.add(beyond(bounds, terms))
    return sorted(point for point in found if point > 0)


def bounds_of(terms: Terms, assumed: Assumed) -> list[Decimal]:
    """Where the steps begin, on the axis; without doubles, ascending."""
    found = {_round(_on_axis(step.lower, terms, assumed), terms) for step in terms.steps}
    return sorted(bound for bound in found if bound >= 0) or [Decimal(0)]


def beyond(bounds: Sequence[Decimal], terms: Terms) -> Decimal:
    """A point above all bounds."""
    far = bounds[-1] * 2 or FIRST[axis(terms)]
    return min(far, HUNDRED) if axis(terms) is Measure.MIX_PERCENT else far


def example(terms: Terms, sold: Decimal, assumed: Assumed) -> Example:
    result = granted(terms, sold, assumed)
    money = _money(terms, sold, assumed)
    in_money = axis(terms) is Measure.NET_AMOUNT and money > 0
    return Example(
        sold_in_words(terms, sold, result),
        result.amount or NOTHING,
        to_fen(result.amount * 100 / money) if in_money else None,
        why(explain(result)),
    )


def sold_in_words(terms: Terms, sold: Decimal, result: PeriodEntitlement) -> str:
    """120,000.00, and where that stands on the scale, if it is another measure."""
    told = measured(sold, axis(terms))
    if axis(terms) is terms.target or result.last.without:
        return told
    words = {"sold": told, "stood": stood(result.last.target, terms.target)}
    return _("%(sold)s (%(stood)s)") % words


def granted(terms: Terms, sold: Decimal, assumed: Assumed = ASSUMED) -> PeriodEntitlement:
    """What the rules give for one period by itself; sold is on the axis."""
    money = _money(terms, sold, assumed)
    pieces = sold if terms.target is Measure.QUANTITY else Decimal(floor(money / assumed.price))
    earns = assumed.earns if terms.earning_scope else HUNDRED
    earned, earned_pieces = money * earns / 100, Decimal(floor(pieces * earns / 100))
    target = {Measure.QUANTITY: pieces, Measure.MIX_PERCENT: money * sold / 100}
    more: dict[str, Any] = {}
    if assumed.last_year:
        more |= {"base": assumed.last_year, "earning_base": assumed.last_year * earns / 100}
    if assumed.goal:
        more |= {"goal": assumed.goal, "attained": money}
    if terms.target is Measure.MIX_PERCENT:
        more["whole"] = money
    slice_ = Slice(
        terms,
        target.get(terms.target, money),
        earned_pieces if terms.earning is Measure.QUANTITY else earned,
        earned_pieces,
        facts=_all_gates_hold(terms),
        **more,
    )
    return period_entitlement([slice_])


def goal_bounds(terms: Terms, assumed: Assumed) -> list[Decimal]:
    """Where on the axis a gate on the attainment of the target begins to hold."""
    if axis(terms) is Measure.MIX_PERCENT or not assumed.goal:
        return []
    asked = [g.at_least for g in terms.gates if isinstance(g, AtLeast) and _attains(g)]
    money = [percent * assumed.goal / 100 for percent in asked]
    if axis(terms) is Measure.QUANTITY:
        return [Decimal(-floor(-amount / assumed.price)) for amount in money]
    return money


def _attains(gate: AtLeast) -> bool:
    return gate.measure is GateMeasure.ATTAINMENT_PERCENT


def _on_axis(lower: Decimal, terms: Terms, assumed: Assumed) -> Decimal:
    match terms.target:
        case Measure.GROWTH_PERCENT:
            return lower * assumed.last_year / 100
        case Measure.GROWTH_AMOUNT:
            return lower + assumed.last_year
        case Measure.ATTAINMENT_PERCENT:
            return lower * assumed.goal / 100
    return lower


def _money(terms: Terms, sold: Decimal, assumed: Assumed) -> Decimal:
    """Yuan that the made-up dealer sells in all."""
    if terms.target is Measure.MIX_PERCENT:
        return assumed.sales
    return sold * assumed.price if terms.target is Measure.QUANTITY else sold


def _both_units(terms: Terms) -> bool:
    """Whether pieces and money meet."""
    pieces = {terms.target is Measure.QUANTITY, terms.earning is Measure.QUANTITY}
    if any(step.per_unit for step in terms.steps):
        pieces.add(True)
    goal = terms.needs_goal and AGAINST_GOAL
    return len(pieces) > 1 or (bool(goal) and True in pieces)


def _all_gates_hold(terms: Terms) -> GateFacts:
    grades = [set(gate.grades) for gate in terms.gates if isinstance(gate, GradeIs)]
    common = sorted(set.intersection(*grades)) if grades else []
    return GateFacts(grade=common[0] if common else None)


def _round(value: Decimal, terms: Terms) -> Decimal:
    if axis(terms) is Measure.QUANTITY:
        return value.to_integral_value()
    return to_fen(value)

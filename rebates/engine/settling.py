"""One programme's period with its sums at hand, worked out for one dealer after the other."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from channels_mgmt.core.periods import Period

from ..rules.entitlement import PeriodEntitlement, Slice, period_entitlement
from ..rules.exact import ZERO, Exact
from ..rules.gate_documents import facts_document
from ..rules.pieces import canonical, piece
from ..rules.sharing import CarriedOver, carry_over
from ..rules.terms import AGAINST_BASE, Measure
from .counting import sums_of
from .dealer_facts import DealerFacts, Goal
from .measures import Measures, Sold
from .schedule import Due, Measured

NONE_SOLD = (0, 0)
Sums = tuple[int, int]
"""Pieces and 1/10,000 yuan, returns deducted."""


class Inputs(NamedTuple):
    """All that decides what a version grants a dealer; None where no line counted."""

    target: Sums
    earning: Sums
    base: Sums | None = None
    earning_base: Sums | None = None
    whole: Sums = NONE_SOLD
    goal: Goal | None = None
    facts: Any = None

    def canonical(self) -> str:
        """As the digest of a run's inputs has them."""
        (pieces, amount), (earning_pieces, earning_amount), *more = self
        sold = f"[{pieces},{amount}],[{earning_pieces},{earning_amount}]"
        if more == PLAIN:
            return f"[{sold}]"
        base, earning_base, whole, goal, facts = more
        goal = goal and [goal.value, goal.in_pieces]
        facts = facts and facts_document(facts)
        return f"[{sold},{canonical([base, earning_base, whole, goal, facts])[1:]}"


PLAIN = [None, None, NONE_SOLD, None, None]


class Measuring:
    """A version's terms with the sums they apply to."""

    def __init__(self, each: Measured, measures: Measures, known: DealerFacts) -> None:
        self.measured, self.known = each, known
        self.terms = terms = each.version.terms
        sums = sums_of(each)
        self.target, self.earning = measures.of(sums.target), measures.of(sums.earning)
        self.more: dict[str, Sold] = {
            name: measures.of(asked)
            for name in ("base", "earning_base", "whole")
            if (asked := getattr(sums, name)) is not None
        }
        self.plain = not (self.more or terms.gates or terms.needs_goal)
        windows = {"target": each.target, "earning": each.earning}
        if sums.base or sums.earning_base:
            windows["base"] = (sums.base or sums.earning_base).window
        named = {f"{name}_window": [str(w.start), str(w.end)] for name, w in windows.items()}
        self.told = piece({"version": each.version.number, **named})

    def inputs(self, dealer: int) -> Inputs:
        target = self.target.get(dealer, NONE_SOLD)
        earning = self.earning.get(dealer, NONE_SOLD)
        if self.plain:
            return Inputs(target, earning)
        more: dict[str, Any] = {name: sold.get(dealer) for name, sold in self.more.items()}
        if "whole" in more:
            more["whole"] = more["whole"] or NONE_SOLD
        if self.terms.needs_goal:
            more["goal"] = self.known.goal(self.measured, dealer)
        if self.terms.gates:
            more["facts"] = self.known.of(self.measured, dealer)
        return Inputs(target, earning, **more)

    def slice(self, inputs: Inputs) -> Slice:
        return slice_of(self.terms, inputs)


def slice_of(terms: Any, inputs: Inputs) -> Slice:
    """What a version counted of a dealer, as the rules understand it."""
    target = in_unit(inputs.target, terms.target)
    alike = inputs.earning is inputs.target and terms.earning is terms.target
    earning = target if alike else in_unit(inputs.earning, terms.earning)
    measured = Slice(terms, target, earning, Decimal(inputs.earning[0]))
    if terms.plain and inputs.facts is None:
        return measured
    more: dict[str, Any] = {}
    if terms.target in AGAINST_BASE:
        more["base"] = inputs.base and in_unit(inputs.base, terms.target)
    if terms.earning in AGAINST_BASE:
        more["earning_base"] = inputs.earning_base and in_unit(inputs.earning_base, terms.earning)
    if terms.target is Measure.MIX_PERCENT:
        more["whole"] = in_unit(inputs.whole, terms.target)
    if inputs.goal is not None:
        unit = Measure.QUANTITY if inputs.goal.in_pieces else Measure.NET_AMOUNT
        more["goal"] = in_unit((inputs.goal.value, inputs.goal.value), unit)
        more["attained"] = in_unit(inputs.target, unit)
        more["goal_in_pieces"] = inputs.goal.in_pieces
    if inputs.facts is not None:
        more["facts"] = inputs.facts
    return measured._replace(**more) if more else measured


def in_unit(sums: Sums, measure: Measure) -> Decimal:
    """Pieces where they are measured, else yuan."""
    return Decimal(sums[0]) if measure is Measure.QUANTITY else Decimal(sums[1]).scaleb(-4)


class Own(NamedTuple):
    """What a dealer is granted by a programme by itself, before what it shares with others."""

    now: PeriodEntitlement
    before: PeriodEntitlement | None
    carried: CarriedOver | None

    @property
    def exact(self) -> Exact:
        return self.now.exact if self.carried is None else self.carried.exact

    @property
    def exact_before(self) -> Exact:
        return ZERO if self.before is None else self.before.exact


class Settling:
    """A due with its sums at hand."""

    def __init__(self, due: Due, measures: Measures, known: DealerFacts) -> None:
        self.due, self.version = due, due.version
        self.key, self.period = due.key, due.period.key
        self.named = canonical(self.key)[1:-1]
        self.now = [Measuring(each, measures, known) for each in due.measured]
        self.before = [Measuring(each, measures, known) for each in due.before or ()]
        self.earlier = [
            [Measuring(each, measures, known) for each in period] for period in due.earlier
        ]
        self.dealers = _concerned(self.now, due.period, measures)
        self.dealers_earlier = [
            _concerned(each, each[0].measured.gated, measures) for each in self.earlier
        ]

    def inputs(self, dealer: int) -> list[list[Inputs]]:
        """What the rules are given: all that a dealer sold, now, before and period by period; of an
        earlier period in which the programme did not concern it, nothing."""
        earlier = [
            measuring if dealer in dealers else []
            for measuring, dealers in zip(self.earlier, self.dealers_earlier, strict=True)
        ]
        periods = [self.now, self.before, *earlier]
        return [[each.inputs(dealer) for each in measuring] for measuring in periods]

    def own(self, inputs: list[list[Inputs]]) -> Own:
        now, before, *earlier = inputs
        result = granted(self.now, now)
        earlier_granted = granted(self.before, before) if self.before else None
        carried = None
        if self.version.terms.carries_over and not result.last.without:
            periods = [
                granted(measuring, each)
                for measuring, each in zip(self.earlier, earlier, strict=True)
                if each
            ]
            carried = carry_over(
                [
                    (each.slices[-1].terms.minimum, _earned(each))
                    for each in (*periods, result)
                    if not each.last.without
                ]
            )
        return Own(result, earlier_granted, carried)


def _concerned(measuring: Sequence[Measuring], period: Period, measures: Measures) -> set[int]:
    """Who gets a line: whoever sold what counts, and whose contract joins the programme."""
    sold = set().union(*(each.target.keys() | each.earning.keys() for each in measuring))
    version = measuring[-1].measured.version
    return sold | measures.joined_in(version.programme_id, period) if version.by_contract else sold


def granted(measuring: list[Measuring], inputs: list[Inputs]) -> PeriodEntitlement:
    return period_entitlement(
        [each.slice(found) for each, found in zip(measuring, inputs, strict=True)]
    )


def _earned(result: PeriodEntitlement) -> Exact:
    """Without the minimum."""
    return result.exact if result.raised_from is None else result.raised_from

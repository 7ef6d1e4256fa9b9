"""What is known of dealers apart from their sales: the facts of gates, and what was agreed."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from channels_mgmt.core.periods import Period
from dealers.grades import grades_on
from dealers.models import ProductLine
from dealers.targets import Asked, goals
from pricing.compliance import compliance_percent
from rebates.conduct.facts import confirmed_violations
from rebates.sales.payment_matching import Account, mean_days
from rebates.sales.payment_speed import accounts_of
from rebates.sales.service_facts import on_time_percent

from ..rules.gates import NOTHING_KNOWN, AtLeast, Gate, GateFacts, GateMeasure, GradeIs, NoViolation
from ..rules.terms import Terms
from .schedule import Measured

Known = dict[int, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a dealer was to sell: yuan in 1/10,000, or pieces."""

    value: int
    in_pieces: bool


@dataclass
class DealerFacts:
    """Facts of dealers (by id) as known at a moment; each kind is read once for each window."""

    dealers: Collection[int]
    known_at: datetime.datetime
    _read: dict[tuple[str, Period], Known] = field(default_factory=dict)
    _goals: dict[tuple[str | None, Period], dict[int, Asked]] = field(default_factory=dict)

    def of(self, measured: Measured, dealer: int) -> GateFacts:
        """What the gates of a version are asked of."""
        if not measured.version.terms.gates:
            return NOTHING_KNOWN
        known = {}
        for name in facts_asked(measured):
            value = self._facts(name, measured.gated).get(dealer)
            if value is not None:
                known[name] = value
        return GateFacts(**known)

    def goal(self, measured: Measured, dealer: int) -> Goal | None:
        """What was agreed for every day of the period: the target of the one product line that the
        version counts, else of all together; yuan before pieces. None where nothing was."""
        line = line_of(measured.version.terms)
        key = line, measured.goal
        if key not in self._goals:
            record = None if line is None else ProductLine.objects.get(code=line)
            self._goals[key] = goals(self.dealers, record, measured.goal.start, measured.goal.end)
        amount, pieces = self._goals[key].get(dealer) or (None, None)
        if amount:
            return Goal(int(Decimal(amount).scaleb(4)), False)
        return Goal(pieces, True) if pieces else None

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(self.known_at)

    @cached_property
    def accounts(self) -> dict[int, Account]:
        """What every dealer bought and paid: read once, they answer for any number of windows."""
        return accounts_of(self.dealers, self.known_at, self.today)

    def _facts(self, name: str, window: Period) -> Known:
        if (name, window) not in self._read:
            self._read[name, window] = READ[name](self, window)
        return self._read[name, window]


def line_of(terms: Terms) -> str | None:
    """The product line whose target is meant; None for the target of all lines together."""
    lines = terms.target_lines.include.product_lines
    return lines[0] if len(lines) == 1 else None


def facts_asked(measured: Measured) -> set[str]:
    """The names of the facts that the gates of a version ask for."""
    return {name for gate in measured.version.terms.gates if (name := _fact(gate))}


def _fact(gate: Gate) -> str | None:
    """The name of the fact that a gate is asked of; None where it is measured."""
    if isinstance(gate, NoViolation):
        return "violations"
    if isinstance(gate, GradeIs):
        return "grade"
    if isinstance(gate, AtLeast):
        measured = gate.measure is GateMeasure.ATTAINMENT_PERCENT
        return None if measured else gate.measure.value
    return "payment_days"


def _between(function: Callable[..., Known]) -> Callable[[DealerFacts, Period], Known]:
    return lambda facts, window: function(facts.dealers, window.start, window.end, facts.known_at)


def _grades(facts: DealerFacts, window: Period) -> Known:
    return grades_on(facts.dealers, window.last_day, facts.known_at)


def _payment_days(facts: DealerFacts, window: Period) -> Known:
    found = {
        dealer: mean_days(account, window.start, window.end, facts.today)
        for dealer, account in facts.accounts.items()
    }
    return {dealer: days for dealer, days in found.items() if days is not None}


READ: Mapping[str, Callable[[DealerFacts, Period], Known]] = {
    "violations": _between(confirmed_violations),
    "grade": _grades,
    "payment_days": _payment_days,
    "price_compliance_percent": _between(compliance_percent),
    "on_time_percent": _between(on_time_percent),
}

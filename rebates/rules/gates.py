"""Gates: conditions that must hold for a rebate, or that multiply it.

A gate gives a factor on the benefit: 1 where it holds, else what it says (0 unless it says more).
Where nothing was agreed (no target, no grade) it does not hold; where nothing can be held against
the dealer (no purchase to pay, no price observed, no job to do, no violation) it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .exact import ONE, ZERO, Exact


class GateMeasure(StrEnum):
    """What can be asked to be at least so much."""

    ATTAINMENT_PERCENT = "attainment_percent"
    PRICE_COMPLIANCE_PERCENT = "price_compliance_percent"  # observed prices that kept their control
    ON_TIME_PERCENT = "on_time_percent"  # service jobs done in time


@dataclass(frozen=True, slots=True)
class AtLeast:
    measure: GateMeasure
    at_least: Decimal  # percent
    else_multiply: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class NoViolation:
    """No confirmed violation of these kinds in the period."""

    kinds: tuple[str, ...]
    else_multiply: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PaymentDays:
    """The factor of the first limit that the days to payment (their weighted mean) do not pass."""

    limits: tuple[tuple[int, Decimal], ...]  # days, inclusive, ascending


@dataclass(frozen=True, slots=True)
class GradeIs:
    """The dealer's grade on the last day of the period is one of these."""

    grades: tuple[str, ...]
    else_multiply: Decimal = ZERO


Gate = AtLeast | NoViolation | PaymentDays | GradeIs


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is known of a dealer in a period, apart from what it sold. None: nothing is known."""

    violations: Mapping[str, int] = field(default_factory=dict)  # confirmed ones by kind
    payment_days: Fraction | None = None
    grade: str | None = None
    price_compliance_percent: Fraction | None = None
    on_time_percent: Fraction | None = None


NOTHING_KNOWN = GateFacts()


@dataclass(frozen=True, slots=True)
class Passed:
    """How a gate was passed: `value` is what it was asked of, None where nobody knows."""

    gate: Gate
    value: Exact | str | None
    factor: Decimal

    @property
    def holds(self) -> bool:
        return self.factor == ONE


def pass_gate(gate: Gate, facts: GateFacts, attainment: Exact | None) -> Passed:
    """attainment: percent of what was agreed, None where nothing was."""
    if isinstance(gate, NoViolation):
        count = sum(facts.violations.get(kind, 0) for kind in gate.kinds)
        return Passed(gate, Decimal(count), gate.else_multiply if count else ONE)
    if isinstance(gate, PaymentDays):
        return Passed(gate, facts.payment_days, _speed(gate, facts.payment_days))
    if isinstance(gate, GradeIs):
        holds = facts.grade in gate.grades
        return Passed(gate, facts.grade, ONE if holds else gate.else_multiply)
    value = attainment if gate.measure is GateMeasure.ATTAINMENT_PERCENT else _known(gate, facts)
    agreed = gate.measure is not GateMeasure.ATTAINMENT_PERCENT
    holds = agreed if value is None else value >= gate.at_least
    return Passed(gate, value, ONE if holds else gate.else_multiply)


def _known(gate: AtLeast, facts: GateFacts) -> Fraction | None:
    return getattr(facts, gate.measure.value)


def _speed(gate: PaymentDays, days: Fraction | None) -> Decimal:
    if days is None:
        return ONE
    return next((factor for limit, factor in gate.limits if days <= limit), ZERO)

"""Gates and their facts as they stand in documents: the programme file, an explanation."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from .exact import plain
from .gates import AtLeast, Gate, GateFacts, GradeIs, NoViolation, PaymentDays

RATIOS = ("payment_days", "price_compliance_percent", "on_time_percent")


@lru_cache(maxsize=1024)
def gate_document(gate: Gate) -> dict[str, Any]:
    """The object of the programme file; do not change it, it is shared."""
    if isinstance(gate, PaymentDays):
        return {"payment_days": [[days, plain(factor)] for days, factor in gate.limits]}
    if isinstance(gate, AtLeast):
        named: dict[str, Any] = {
            "measure": gate.measure.value,
            "at_least": plain(gate.at_least),
        }
    elif isinstance(gate, NoViolation):
        named = {"no_violation": list(gate.kinds)}
    else:
        assert isinstance(gate, GradeIs)
        named = {"grade": list(gate.grades)}
    return named | {"else_multiply": plain(gate.else_multiply)}


def facts_document(facts: GateFacts) -> dict[str, Any]:
    """What is known, ratios written exactly: "61/4"."""
    known: dict[str, Any] = {
        name: str(value) for name in RATIOS if (value := getattr(facts, name)) is not None
    }
    if facts.grade is not None:
        known["grade"] = facts.grade
    if facts.violations:
        known["violations"] = dict(sorted(facts.violations.items()))
    return known


def facts_from(document: Mapping[str, Any]) -> GateFacts:
    """The inverse of `facts_document`."""
    ratios = {name: Fraction(document[name]) for name in RATIOS if name in document}
    return GateFacts(
        violations=dict(document.get("violations", {})), grade=document.get("grade"), **ratios
    )

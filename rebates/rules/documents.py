"""Terms as a document: the canonical version object of the programme file."""

from typing import Any

from channels_mgmt.core.periods import Period

from .exact import plain
from .gate_documents import gate_document
from .scopes import DIMENSIONS, LineScope, OwnScope, Selection
from .terms import Measure, Step, Terms

BENEFITS = ("percent", "per_unit", "lump_sum")


def terms_document(terms: Terms) -> dict[str, Any]:
    """The canonical version object of these terms, without dates: `parse_terms` gives them back."""
    return {
        "scope": scope_document(terms.scope),
        "target_measure": _measure(terms.target, terms.target_scope),
        "earning_measure": _measure(terms.earning, terms.earning_scope),
        "steps": [step_document(step) for step in terms.steps],
        "method": str(terms.method),
        "upper_inclusive": terms.upper_inclusive,
        "period": period_document(terms.period),
        "cumulation": str(terms.cumulation),
        "on_change": str(terms.on_change),
        "gates": [gate_document(gate) for gate in terms.gates],
        "cap": terms.cap and {"on": str(terms.cap.on), "amount": plain(terms.cap.amount)},
        "minimum": terms.minimum
        and {
            "amount": plain(terms.minimum.amount),
            "carry_over": terms.minimum.carry_over,
        },
        "budget": terms.budget and {"amount": plain(terms.budget)},
        "baseline": terms.baseline
        and {
            "from": "previous_year",
            "when_missing": str(terms.baseline.when_missing),
            "amount": None if terms.baseline.amount is None else plain(terms.baseline.amount),
        },
        "pass_through": terms.pass_through,
    }


def scope_document(scope: LineScope | OwnScope) -> dict[str, Any]:
    return {
        "kinds": [str(kind) for kind in scope.kinds],
        "include": _selection(scope.include),
        "exclude": _selection(scope.exclude),
    }


def period_document(period: Any) -> Any:
    """A calendar length by name; given days, the end exclusive."""
    if isinstance(period, Period):
        return {"from": str(period.start), "to": str(period.end)}
    return str(period)


def step_document(step: Step) -> dict[str, str]:
    given = {key: getattr(step, key) for key in BENEFITS if getattr(step, key) is not None}
    return {"from": plain(step.lower)} | {key: plain(amount) for key, amount in given.items()}


def _measure(measure: Measure, scope: OwnScope | None) -> dict[str, Any]:
    of: dict[str, Any] = {"of": str(measure)}
    return of if scope is None else of | {"scope": scope_document(scope)}


def _selection(selection: Selection) -> dict[str, list[str]]:
    return {key: list(getattr(selection, key)) for key in DIMENSIONS}

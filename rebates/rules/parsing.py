"""One version of the programme file (JSON) to `Terms` and back.

Numbers are text or whole JSON numbers; a JSON decimal has already lost its exactness and is
refused. Nothing is ignored: what is not understood is a fault, what is legal in the file but not
calculated yet is a fault too (`not_supported_yet`), and all faults are raised together.
`valid_from` and `valid_to` belong to the caller.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .documents import terms_document
from .exact import plain
from .faults import Fault, TermsError
from .parsing_parts import (
    read_baseline,
    read_budget,
    read_cap,
    read_gates,
    read_minimum,
    read_own_scope,
    read_period,
    read_scope,
)
from .reading import Reader
from .scopes import OwnScope
from .sense import note_nonsense
from .terms import (
    EARNINGS,
    PERCENTS,
    TARGETS,
    Cumulation,
    Measure,
    Method,
    OnChange,
    Step,
    Terms,
)

__all__ = ["parse_terms", "terms_document"]

BENEFITS = ("percent", "per_unit", "lump_sum")
VERSION_KEYS = (
    "valid_from",
    "valid_to",
    "scope",
    "target_measure",
    "earning_measure",
    "steps",
    "method",
    "upper_inclusive",
    "period",
    "cumulation",
    "on_change",
    "gates",
    "cap",
    "minimum",
    "budget",
    "baseline",
    "pass_through",
)


def parse_terms(document: Mapping[str, Any]) -> Terms:
    """The terms of one version object; raises `TermsError` with every fault.

    Needed: scope.kinds, target_measure, steps, method, period. Else the defaults are: what is the
    target earns (the net amount, where the target is a percentage), lower bounds belong to the
    step, per period, slice, no gate, cap, minimum, budget; without a base nothing is paid.
    """
    reader = Reader()
    if not isinstance(document, Mapping):
        raise TermsError([Fault("version", "not_a_mapping", document)])
    document = reader.mapping(document, "", VERSION_KEYS)
    target, target_scope = _measure(reader, document, "target_measure", TARGETS)
    earning, earning_scope = _earning(reader, document, target, target_scope)
    found = {
        "scope": read_scope(reader, document.get("scope")),
        "target": target,
        "earning": earning,
        "target_scope": target_scope,
        "earning_scope": earning_scope,
        "steps": _steps(reader, document.get("steps"), earning),
        "method": reader.choice(document.get("method"), "method", Method),
        "period": read_period(reader, document.get("period")),
        "upper_inclusive": reader.boolean(document.get("upper_inclusive"), "upper_inclusive"),
        "cumulation": reader.choice(
            document.get("cumulation"), "cumulation", Cumulation, default=Cumulation.PER_PERIOD
        ),
        "on_change": reader.choice(
            document.get("on_change"), "on_change", OnChange, default=OnChange.SLICE
        ),
        "gates": read_gates(reader, document.get("gates")),
        "cap": read_cap(reader, document.get("cap")),
        "minimum": read_minimum(reader, document.get("minimum")),
        "budget": read_budget(reader, document.get("budget")),
        "baseline": read_baseline(reader, document.get("baseline")),
        "pass_through": reader.boolean(document.get("pass_through"), "pass_through"),
    }
    if reader.faults:
        raise TermsError(reader.faults)
    terms = Terms(**found)
    note_nonsense(reader, terms)
    if reader.faults:
        raise TermsError(reader.faults)
    return terms


def _measure(
    reader: Reader, document: Mapping[str, Any], key: str, choices: Sequence[Measure]
) -> tuple[Measure | None, OwnScope | None]:
    value = document.get(key)
    if value is None:
        return reader.fault(key, "missing"), None
    measure = reader.mapping(value, key, ("of", "scope"))
    of = reader.choice(measure.get("of"), f"{key}.of", Measure, among=choices)
    return of, read_own_scope(reader, measure.get("scope"), f"{key}.scope")


def _earning(
    reader: Reader,
    document: Mapping[str, Any],
    target: Measure | None,
    target_scope: OwnScope | None,
) -> tuple[Measure | None, OwnScope | None]:
    if document.get("earning_measure") is not None:
        return _measure(reader, document, "earning_measure", EARNINGS)
    if target is Measure.MIX_PERCENT:  # its own scope is the share; what earns is the whole
        return Measure.NET_AMOUNT, None
    return (Measure.NET_AMOUNT if target in PERCENTS else target), target_scope


def _steps(reader: Reader, value: Any, earning: Measure | None) -> tuple[Step, ...]:
    """The ordered steps, their bounds strictly ascending."""
    documents = reader.sequence(value, "steps")
    if not documents:
        reader.fault("steps", "missing" if value is None else "empty")
    steps: list[Step] = []
    for index, each in enumerate(documents):
        step = _step(reader, each, f"steps[{index}]", earning)
        if step and steps and step.lower <= steps[-1].lower:
            reader.fault(
                f"steps[{index}].from",
                "not_ascending",
                plain(step.lower),
                previous=plain(steps[-1].lower),
            )
        if step:
            steps.append(step)
    return tuple(steps)


def _step(reader: Reader, value: Any, path: str, earning: Measure | None) -> Step | None:
    """One step; None where its bound cannot be read."""
    if not isinstance(value, Mapping):
        return reader.fault(path, "not_a_mapping", value)
    document = reader.mapping(value, path, ("from", *BENEFITS))
    given = [key for key in BENEFITS if document.get(key) is not None]
    benefits = {key: reader.number(document[key], f"{path}.{key}") for key in given}
    percent = benefits.get("percent")
    if percent is not None and percent > 100:
        reader.fault(f"{path}.percent", "above_100", plain(percent))
    if percent and earning is Measure.QUANTITY:
        reader.fault(f"{path}.percent", "percent_of_pieces", plain(percent))
    if "percent" not in given and not any(amount is None or amount for amount in benefits.values()):
        reader.fault(path, "no_benefit")
    lower = _bound(reader, document, path)
    return None if lower is None else Step(lower, **benefits)


def _bound(reader: Reader, document: Mapping[str, Any], path: str) -> Decimal | None:
    if document.get("from") is None:
        return reader.fault(f"{path}.from", "missing")
    return reader.number(document["from"], f"{path}.from")

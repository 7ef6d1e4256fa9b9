"""One version of the programme file (JSON) to `Terms` and back.

Numbers are text or whole JSON numbers; a JSON decimal has already lost its exactness and is
refused. Nothing is ignored: what is not understood is a fault, what is legal in the file but not
calculated yet is a fault too (`not_supported_yet`), and all faults are raised together.
`valid_from` and `valid_to` belong to the caller.
"""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from channels_mgmt.core.periods import PeriodLength

from .exact import plain
from .faults import Fault, TermsError
from .reading import Reader
from .terms import (
    Cap,
    CapOn,
    Cumulation,
    LineKind,
    LineScope,
    Measure,
    Method,
    OnChange,
    Selection,
    Step,
    Terms,
)

DIMENSIONS = tuple(field.name for field in fields(Selection))
BENEFITS = ("percent", "per_unit", "lump_sum")
LATER_TARGETS = ("growth_percent", "growth_amount", "attainment_percent", "mix_percent")
LATER_EARNINGS = (*LATER_TARGETS, "excess_over_base", "excess_over_target")
LATER_PARTS = ("gates", "minimum", "baseline", "pass_through")
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
    "cap",
    *LATER_PARTS,
)


def parse_terms(document: Mapping[str, Any]) -> Terms:
    """The terms of one version object; raises `TermsError` with every fault.

    Needed: scope.kinds, target_measure, steps, method, period. Else the defaults are: what is the
    target earns, lower bounds belong to the step, per period, slice, no cap.
    """
    reader = Reader()
    if not isinstance(document, Mapping):
        raise TermsError([Fault("version", "not_a_mapping", document)])
    document = reader.mapping(document, "", VERSION_KEYS)
    target = _measure(reader, document, "target_measure", LATER_TARGETS)
    earning = target
    if document.get("earning_measure") is not None:
        earning = _measure(reader, document, "earning_measure", LATER_EARNINGS)
    found = {
        "scope": _scope(reader, document.get("scope")),
        "target": target,
        "earning": earning,
        "steps": _steps(reader, document.get("steps"), earning),
        "method": reader.choice(document.get("method"), "method", Method),
        "period": _period(reader, document.get("period")),
        "upper_inclusive": reader.boolean(document.get("upper_inclusive"), "upper_inclusive"),
        "cumulation": reader.choice(
            document.get("cumulation"), "cumulation", Cumulation, default=Cumulation.PER_PERIOD
        ),
        "on_change": reader.choice(
            document.get("on_change"), "on_change", OnChange, default=OnChange.SLICE
        ),
        "cap": _cap(reader, document.get("cap")),
    }
    reader.not_yet(document, "", LATER_PARTS)
    if reader.faults:
        raise TermsError(reader.faults)
    return Terms(**found)


def terms_document(terms: Terms) -> dict[str, Any]:
    """The canonical version object of these terms, without dates: `parse_terms` gives them back."""
    return {
        "scope": {
            "kinds": [str(kind) for kind in terms.scope.kinds],
            "include": _selection_document(terms.scope.include),
            "exclude": _selection_document(terms.scope.exclude),
        },
        "target_measure": {"of": str(terms.target)},
        "earning_measure": {"of": str(terms.earning)},
        "steps": [_step_document(step) for step in terms.steps],
        "method": str(terms.method),
        "upper_inclusive": terms.upper_inclusive,
        "period": str(terms.period),
        "cumulation": str(terms.cumulation),
        "on_change": str(terms.on_change),
        "gates": [],
        "cap": terms.cap and {"on": str(terms.cap.on), "amount": plain(terms.cap.amount)},
        "minimum": None,
        "baseline": None,
    }


def _scope(reader: Reader, value: Any) -> LineScope:
    if value is None:
        reader.fault("scope", "missing")
        return LineScope(())
    document = reader.mapping(value, "scope", ("kinds", "include", "exclude"))
    kinds = [
        reader.choice(kind, f"scope.kinds[{index}]", LineKind)
        for index, kind in enumerate(reader.sequence(document.get("kinds"), "scope.kinds"))
    ]
    if not kinds:
        reader.fault("scope.kinds", "empty")
    return LineScope(
        tuple(kind for kind in LineKind if kind in kinds),
        _selection(reader, document.get("include"), "scope.include"),
        _selection(reader, document.get("exclude"), "scope.exclude"),
    )


def _selection(reader: Reader, value: Any, path: str) -> Selection:
    document = reader.mapping(value, path, DIMENSIONS)
    return Selection(*(reader.codes(document.get(key), f"{path}.{key}") for key in DIMENSIONS))


def _measure(
    reader: Reader, document: Mapping[str, Any], key: str, later: tuple[str, ...]
) -> Measure | None:
    value = document.get(key)
    if value is None:
        return reader.fault(key, "missing")
    measure = reader.mapping(value, key, ("of", "scope"))
    reader.not_yet(measure, key, ("scope",))
    return reader.choice(measure.get("of"), f"{key}.of", Measure, later=later)


def _period(reader: Reader, value: Any) -> PeriodLength | None:
    if isinstance(value, Mapping):  # given dates
        return reader.fault("period", "not_supported_yet", value)
    return reader.choice(value, "period", PeriodLength)


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


def _cap(reader: Reader, value: Any) -> Cap | None:
    if value is None:
        return None
    document = reader.mapping(value, "cap", ("on", "amount"))
    on = reader.choice(document.get("on"), "cap.on", CapOn)
    if document.get("amount") is None:
        return reader.fault("cap.amount", "missing")
    amount = reader.number(document["amount"], "cap.amount")
    if amount is not None and not amount:
        return reader.fault("cap.amount", "not_positive", "0")
    return Cap(on, amount) if on and amount else None


def _selection_document(selection: Selection) -> dict[str, list[str]]:
    return {key: list(getattr(selection, key)) for key in DIMENSIONS}


def _step_document(step: Step) -> dict[str, str]:
    given = {key: getattr(step, key) for key in BENEFITS if getattr(step, key) is not None}
    return {"from": plain(step.lower)} | {key: plain(amount) for key, amount in given.items()}

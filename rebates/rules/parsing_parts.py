"""Reading the parts of a version object: scopes, period, gates, cap, minimum, budget, baseline."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from channels_mgmt.core.periods import Period, PeriodLength

from .exact import ZERO, plain
from .gates import AtLeast, Gate, GateMeasure, GradeIs, NoViolation, PaymentDays
from .reading import Reader
from .scopes import DIMENSIONS, LineKind, LineScope, OwnScope, Selection
from .terms import Baseline, Cap, CapOn, Minimum, WhenMissing

SCOPE_KEYS = ("kinds", "include", "exclude")
GATES = {
    "measure": ("measure", "at_least", "else_multiply"),
    "no_violation": ("no_violation", "else_multiply"),
    "payment_days": ("payment_days",),
    "grade": ("grade", "else_multiply"),
}


def read_scope(reader: Reader, value: Any) -> LineScope:
    if value is None:
        reader.fault("scope", "missing")
        return LineScope(())
    document = reader.mapping(value, "scope", SCOPE_KEYS)
    kinds = _kinds(reader, document, "scope")
    if not kinds:
        reader.fault("scope.kinds", "empty")
    return LineScope(kinds, *_sides(reader, document, "scope"))


def read_own_scope(reader: Reader, value: Any, path: str) -> OwnScope | None:
    """The scope of one measure; None where it is the version's, also where it names nothing."""
    document = reader.mapping(value, path, SCOPE_KEYS)
    own = OwnScope(_kinds(reader, document, path), *_sides(reader, document, path))
    return None if own == OwnScope() else own


def _kinds(reader: Reader, document: Mapping[str, Any], path: str) -> tuple[LineKind, ...]:
    kinds = [
        reader.choice(kind, f"{path}.kinds[{index}]", LineKind)
        for index, kind in enumerate(reader.sequence(document.get("kinds"), f"{path}.kinds"))
    ]
    return tuple(kind for kind in LineKind if kind in kinds)


def _sides(reader: Reader, document: Mapping[str, Any], path: str) -> list[Selection]:
    return [
        _selection(reader, document.get(side), f"{path}.{side}") for side in ("include", "exclude")
    ]


def _selection(reader: Reader, value: Any, path: str) -> Selection:
    document = reader.mapping(value, path, DIMENSIONS)
    return Selection(*(reader.codes(document.get(key), f"{path}.{key}") for key in DIMENSIONS))


def read_period(reader: Reader, value: Any) -> PeriodLength | Period | None:
    """A calendar length, or given days {"from", "to"}, the end exclusive."""
    if not isinstance(value, Mapping):
        return reader.choice(value, "period", PeriodLength)
    document = reader.mapping(value, "period", ("from", "to"))
    start, end = (_day(reader, document.get(key), f"period.{key}") for key in ("from", "to"))
    if start is None or end is None:
        return None
    if end <= start:
        return reader.fault("period.to", "ends_before_start", str(end), start=str(start))
    return Period(start, end)


def _day(reader: Reader, value: Any, path: str) -> date | None:
    if value is None:
        return reader.fault(path, "missing")
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return reader.fault(path, "not_a_date", value)
    return day if day.isoformat() == value else reader.fault(path, "not_a_date", value)


def read_gates(reader: Reader, value: Any) -> tuple[Gate, ...]:
    gates = []
    for index, each in enumerate(reader.sequence(value, "gates")):
        if gate := _gate(reader, each, f"gates[{index}]"):
            gates.append(gate)
    return tuple(gates)


def _gate(reader: Reader, value: Any, path: str) -> Gate | None:
    if not isinstance(value, Mapping):
        return reader.fault(path, "not_a_mapping", value)
    kind = next((key for key in GATES if value.get(key) is not None), None)
    if kind is None:
        return reader.fault(path, "not_a_gate", value, choices=", ".join(GATES))
    document = reader.mapping(value, path, GATES[kind])
    if kind == "payment_days":
        return _payment_days(reader, document["payment_days"], f"{path}.payment_days")
    otherwise = _factor(reader, document.get("else_multiply"), f"{path}.else_multiply")
    if kind == "measure":
        return _at_least(reader, document, path, otherwise)
    codes = reader.codes(document[kind], f"{path}.{kind}")
    if not codes:
        return reader.fault(f"{path}.{kind}", "empty")
    return (NoViolation if kind == "no_violation" else GradeIs)(codes, otherwise)


def _at_least(
    reader: Reader, document: Mapping[str, Any], path: str, otherwise: Decimal
) -> AtLeast | None:
    measure = reader.choice(document["measure"], f"{path}.measure", GateMeasure)
    bound = _needed(reader, document, "at_least", path)
    return AtLeast(measure, bound, otherwise) if measure and bound is not None else None


def _factor(reader: Reader, value: Any, path: str) -> Decimal:
    """What a benefit is multiplied by where the gate does not hold: from 0 up to 1."""
    if value is None:
        return ZERO
    factor = reader.number(value, path)
    if factor is not None and factor > 1:
        reader.fault(path, "above_1", plain(factor))
    return factor or ZERO


def _payment_days(reader: Reader, value: Any, path: str) -> PaymentDays | None:
    limits: list[tuple[int, Decimal]] = []
    for index, pair in enumerate(reader.sequence(value, path)):
        place = f"{path}[{index}]"
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            reader.fault(place, "not_a_pair", pair)
            continue
        days = _days(reader, pair[0], f"{place}[0]")
        if days is not None and limits and days <= limits[-1][0]:
            reader.fault(f"{place}[0]", "not_ascending", days, previous=limits[-1][0])
        if days is not None:
            limits.append((days, _factor(reader, pair[1], f"{place}[1]")))
    if not limits:
        return reader.fault(path, "empty")
    return PaymentDays(tuple(limits))


def _days(reader: Reader, value: Any, path: str) -> int | None:
    number = reader.number(value, path)
    if number is not None and number != int(number):
        return reader.fault(path, "not_whole", plain(number))
    return None if number is None else int(number)


def read_cap(reader: Reader, value: Any) -> Cap | None:
    if value is None:
        return None
    document = reader.mapping(value, "cap", ("on", "amount"))
    on = reader.choice(document.get("on"), "cap.on", CapOn)
    amount = _above_zero(reader, document, "amount", "cap")
    return Cap(on, amount) if on and amount else None


def read_minimum(reader: Reader, value: Any) -> Minimum | None:
    if value is None:
        return None
    document = reader.mapping(value, "minimum", ("amount", "carry_over"))
    carries = reader.boolean(document.get("carry_over"), "minimum.carry_over")
    amount = _above_zero(reader, document, "amount", "minimum")
    return Minimum(amount, carries) if amount else None


def read_budget(reader: Reader, value: Any) -> Decimal | None:
    if value is None:
        return None
    amount = _above_zero(reader, reader.mapping(value, "budget", ("amount",)), "amount", "budget")
    if amount is not None and amount != round(amount, 2):
        return reader.fault("budget.amount", "too_precise", plain(amount), places=2)
    return amount


def read_baseline(reader: Reader, value: Any) -> Baseline | None:
    if value is None:
        return None
    document = reader.mapping(value, "baseline", ("from", "when_missing", "amount"))
    if document.get("from") not in (None, "previous_year"):
        reader.fault("baseline.from", "not_a_choice", document["from"], choices="previous_year")
    policy = reader.choice(
        document.get("when_missing"),
        "baseline.when_missing",
        WhenMissing,
        default=WhenMissing.SKIP,
    )
    if policy is not WhenMissing.AMOUNT:
        return policy and Baseline(policy)
    amount = _above_zero(reader, document, "amount", "baseline")
    return Baseline(policy, amount) if amount else None


def _above_zero(reader: Reader, document: Mapping[str, Any], key: str, path: str) -> Decimal | None:
    amount = _needed(reader, document, key, path)
    if amount is not None and not amount:
        return reader.fault(f"{path}.{key}", "not_positive", "0")
    return amount


def _needed(reader: Reader, document: Mapping[str, Any], key: str, path: str) -> Decimal | None:
    place = f"{path}.{key}"
    if document.get(key) is None:
        return reader.fault(place, "missing")
    return reader.number(document[key], place)

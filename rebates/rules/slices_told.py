"""What an explanation says of each version: its measures, its step, what each step contributed.

The keys are described in `explanation`.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from .entitlement import Entitlement
from .exact import Exact, as_text, plain
from .gate_documents import facts_document, gate_document
from .gates import Passed
from .measuring import ENDLESS, Slice
from .pieces import Figures, array, piece, whole
from .scale import Part
from .terms import PLAIN, CapOn, Terms

COMPARED = ("base", "earning_base", "goal", "attained", "whole")
COUNTED = ("target", "earning", "quantity", *COMPARED)
_ALWAYS = (
    "target", "earning", "counted_target", "counted_earning", "quantity", "missing", "exact",
)  # fmt: skip
_figures, _of_part = Figures(*_ALWAYS), Figures("on", "quantity", "benefit")


def slice_told(measured: Slice, granted: Entitlement, more: str, capped: bool) -> str:
    """What a version counted and granted, as JSON.

    more: a piece (`pieces`) to tell besides; capped: whether a cap on the benefit took something.
    """
    terms = measured.terms
    counted = None if granted.counted_target == ENDLESS else granted.counted_target
    numbers = (
        measured.target, measured.earning, counted, granted.counted_earning, measured.quantity,
        granted.missing, granted.exact,
    )  # fmt: skip
    simple = terms.plain and not terms.gates
    return whole(
        [
            _figures(*numbers) if simple else _with_more(measured, granted, numbers),
            _of_terms(terms, granted.step, granted.next_step),
            piece({"cap": _cap(measured, granted, capped)}) if terms.cap else '"cap":null',
            array("parts", [_part(terms, part) for part in granted.parts]),
            more,
            "" if simple else piece(_more_facts(measured, granted)),
        ]
    )


def _with_more(measured: Slice, granted: Entitlement, numbers: tuple[Exact | None, ...]) -> str:
    more = _more_numbers(measured, granted)
    return Figures(*_ALWAYS, *more)(*numbers, *more.values())


@lru_cache(maxsize=4096)
def _of_terms(terms: Terms, step: int, following: int | None) -> str:
    """What is told of the terms: the same for every dealer who reaches the step."""
    return piece(
        {
            "target_measure": terms.target.value,
            "earning_measure": terms.earning.value,
            "method": terms.method.value,
            "upper_inclusive": terms.upper_inclusive,
            "on_change": terms.on_change.value,
            "steps": len(terms.steps),
            "first_from": fixed(terms.steps[0].lower),
            "step": step,
            "step_from": fixed(terms.steps[step - 1].lower) if step else None,
            "next_step": following,
            "next_from": fixed(terms.steps[following - 1].lower) if following else None,
        }
    )


def _more_numbers(measured: Slice, granted: Entitlement) -> dict[str, Exact | None]:
    """What only some measures count, and the measures where they are not the sums themselves."""
    found = {name: v for name in COMPARED if (v := getattr(measured, name)) is not None}
    if measured.terms.target not in PLAIN:
        found["target_value"] = None if granted.target == ENDLESS else granted.target
    if measured.terms.earning not in PLAIN:
        found["earning_value"] = granted.earning
    return found


def _more_facts(measured: Slice, granted: Entitlement) -> dict[str, Any]:
    """What is told only where a version compares, or asks gates."""
    facts: dict[str, Any] = {}
    if granted.without:
        facts["without"] = granted.without
    if measured.goal_in_pieces:
        facts["goal_in_pieces"] = True
    if measured.terms.gates:
        facts["facts"] = facts_document(measured.facts)
        facts["gates"] = [_gate(passed) for passed in granted.gates]
    return facts


def _gate(passed: Passed) -> dict[str, Any]:
    value = passed.value
    if value is not None and not isinstance(value, str):
        value = as_text(value)[0]
    return {
        "gate": gate_document(passed.gate),
        "value": value,
        "factor": fixed(passed.factor),
    }


def _cap(measured: Slice, granted: Entitlement, capped: bool) -> dict[str, Any]:
    cap = measured.terms.cap
    if cap.on is CapOn.MEASURE:
        capped = (
            granted.counted_target != granted.target or granted.counted_earning != granted.earning
        )
    return {"on": cap.on.value, "amount": fixed(cap.amount), "applied": capped}


def _part(terms: Terms, part: Part) -> str:
    numbers = _of_part(part.on, part.quantity, part.benefit)
    return f"{{{numbers},{_of_step(terms, part.step, part.lump_sum is not None)}}}"


@lru_cache(maxsize=4096)
def _of_step(terms: Terms, number: int, pays_lump: bool) -> str:
    """What is told of a step of the terms: the same few come again with every dealer."""
    step, following = terms.steps[number - 1], terms.steps[number : number + 1]
    return piece(
        {
            "step": number,
            "from": fixed(step.lower),
            "to": fixed(following[0].lower) if following else None,
            "percent": fixed(step.percent),
            "per_unit": fixed(step.per_unit),
            "lump_sum": fixed(step.lump_sum) if pays_lump else None,
        }
    )


def fixed(number: Decimal | None) -> str | None:
    """The text of a number of the terms."""
    return None if number is None else plain(number)

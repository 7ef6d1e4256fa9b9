"""The facts behind one period's entitlement, as JSON knows them; sentences are made elsewhere.

Every number is a string, written out, without closing zeros; `amount`, `before` and `due` have
two decimals. A number with endless decimals is cut half-up to 10, and the object that holds it
then has a key `inexact`: the names of those numbers. Absent facts are null.

exact         yuan, unrounded, after the cap on the benefit
amount        yuan, `exact` rounded half-up to the fen
before        yuan, what fell to earlier periods of the year; null where not progressive
due           yuan, what falls to this period: amount − before
outcome       why the entitlement is what it is, one of
              no_base (growth, but nothing was sold in the base period) · no_goal (no target was
              agreed) · gated (a gate leaves nothing) · raised_to_minimum ·
              excluded (another programme of the group pays) · earned ·
              rounds_to_nothing (above zero, but under half a fen) ·
              taken_back (below zero: returns exceed what earns) · below_first_step ·
              nothing_above_bound (graduated, the target only just reaches the first bound) ·
              rate_is_zero · nothing_to_earn_on
capped_from   yuan, the benefit before its cap; null where the cap took nothing away
slices        one object for each version in force in the period, in order of validity; the
              step of the last is the step of the period:
  target_measure, earning_measure   net_amount, quantity, growth_percent, ... (`terms.Measure`)
  method                            whole | graduated | stacked
  upper_inclusive                   true: a bound belongs to the step below it
  on_change                         slice | restart
  target, earning, quantity         the measures: target over the whole stretch that counts
                                    together, the others over the version's lines; in
                                    yuan or pieces
  counted_target, counted_earning   the same after a cap on the measure
  cap                               {"on": measure|benefit, "amount", "applied": bool} or null
  steps                             how many steps the scale has
  first_from                        bound of the first step
  step, step_from                   the reached step (1-based; 0 below the first) and its bound
  next_step, next_from, missing     the next step, its bound, the target missing to it (with
                                    `upper_inclusive` it takes more than that); null on the last
                                    step and where a cap on the measure bars the next
  exact                             yuan, before a cap on the benefit
  parts                             what each step contributed, empty where none did:
    step, from, to                  bounds in the unit of the target; `to` null on the last
    on                              what the percent was applied to
    percent, per_unit, lump_sum     the step's benefit; null where it has none (lump_sum also
                                    where a later version of the same period pays it)
    quantity                        pieces; null where they play no role
    benefit                         yuan

These are there only where they say something:

raised_from   yuan, the benefit before the minimum added to it
carried_over  {"earned", "carried", "left"} in yuan, with a minimum that carries over
              (`sharing.carry_over`)
budget        {"amount", "asked", "claim"} in yuan, where the programme's budget was shared: what
              all dealers and what this one asks for
exclusion     {"group", "precedence", "chosen"} in an exclusion group: the programme that pays
slices:
  base, earning_base, goal, attained, whole    what else was counted (`measuring.Slice`)
  goal_in_pieces   true where goal and attained are pieces, not yuan
  target_value  the target measure where it is not the sum itself: percent, the growth; null
                where growth has no end
  earning_value                     likewise what earns: the part above a base or a goal
  without                           no_base | no_goal: what it lacks to pay anything
  facts                             what the gates were asked of, ratios as "61/4"
  gates                             [{"gate": as in the programme file, "value", "factor"}]
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from channels_mgmt.core.money import to_fen

from .entitlement import Entitlement, PeriodEntitlement
from .exact import Exact, as_text, plain
from .gate_documents import facts_document, gate_document
from .gates import Passed
from .measuring import ENDLESS, Slice
from .scale import Part
from .terms import PLAIN, CapOn, Terms

COMPARED = ("base", "earning_base", "goal", "attained", "whole")
COUNTED = ("target", "earning", "quantity", *COMPARED)


def explain(result: PeriodEntitlement, *, before: Exact | None = None) -> dict[str, Any]:
    """Why the period pays what it pays, also where that is nothing, to one dealer by itself.

    before: for a progressive programme, the exact entitlement of the year to the end of the period
    before (0 in the first); `result` is then that to the end of this period. None: per period.

    The keys are described at the head of this module.
    """
    earlier = None if before is None else to_fen(before)
    return settled(reasons(result), amount=result.amount, before=earlier)


def reasons(result: PeriodEntitlement) -> dict[str, Any]:
    """Why the versions of a period grant what they grant; `settled` adds what is due of it."""
    facts: dict[str, Any] = _texts(exact=result.exact, capped_from=result.capped_from)
    if result.raised_from is not None:
        facts |= _texts(raised_from=result.raised_from)
    return facts | {
        "outcome": outcome(result),
        "slices": [
            _slice(measured, granted, capped=result.capped_from is not None)
            for measured, granted in zip(result.slices, result.granted, strict=True)
        ],
    }


def settled(told: dict[str, Any], *, amount: Decimal, before: Decimal | None) -> dict[str, Any]:
    """The explanation with what is due, yuan to the fen.

    before: for a progressive programme, what the year granted to the end of the period before (0
    in the first); `amount` is then that to the end of this one. None: per period.
    """
    due = amount if before is None else amount - before
    return told | {
        "amount": f"{amount:f}",
        "before": None if before is None else f"{before:f}",
        "due": f"{due:f}",
    }


def outcome(result: PeriodEntitlement) -> str:
    """In one word why the entitlement is what it is (the words are listed above)."""
    if result.raised_from is not None:
        return "raised_to_minimum"
    if result.exact:
        if not to_fen(result.exact):
            return "rounds_to_nothing"
        return "earned" if result.exact > 0 else "taken_back"
    last = result.last
    if last.without:
        return last.without
    if not last.step:
        return "below_first_step"
    if not last.parts:
        return "nothing_above_bound"
    if last.before_gates:
        return "gated"
    reached = result.slices[-1].terms.steps[: last.step]
    numbers = {part.step for part in last.parts}
    if not any(step.pays for number, step in enumerate(reached, 1) if number in numbers):
        return "rate_is_zero"
    return "nothing_to_earn_on"


def _slice(measured: Slice, granted: Entitlement, *, capped: bool) -> dict[str, Any]:
    terms = measured.terms
    facts: dict[str, Any] = _texts(
        target=measured.target,
        earning=measured.earning,
        counted_target=None if granted.counted_target == ENDLESS else granted.counted_target,
        counted_earning=granted.counted_earning,
        quantity=measured.quantity,
        missing=granted.missing,
        exact=granted.exact,
        **({} if terms.plain else _more_numbers(measured, granted)),
    )
    facts |= _of_terms(terms, granted.step, granted.next_step)
    facts["cap"] = _cap(measured, granted, capped=capped) if terms.cap else None
    facts["parts"] = [_part(part) for part in granted.parts]
    if granted.without:
        facts["without"] = granted.without
    if measured.goal_in_pieces:
        facts["goal_in_pieces"] = True
    if terms.gates:
        facts["facts"] = facts_document(measured.facts)
        facts["gates"] = [_gate(passed) for passed in granted.gates]
    return facts


@lru_cache(maxsize=4096)
def _of_terms(terms: Terms, step: int, following: int | None) -> dict[str, Any]:
    """What is told of the terms: the same for every dealer who reaches the step."""
    return {
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


def _more_numbers(measured: Slice, granted: Entitlement) -> dict[str, Exact | None]:
    """What only some measures count, and the measures where they are not the sums themselves."""
    found = {name: v for name in COMPARED if (v := getattr(measured, name)) is not None}
    if measured.terms.target not in PLAIN:
        found["target_value"] = None if granted.target == ENDLESS else granted.target
    if measured.terms.earning not in PLAIN:
        found["earning_value"] = granted.earning
    return found


def _gate(passed: Passed) -> dict[str, Any]:
    value = passed.value
    if value is not None and not isinstance(value, str):
        value = as_text(value)[0]
    return {
        "gate": gate_document(passed.gate),
        "value": value,
        "factor": fixed(passed.factor),
    }


def _cap(measured: Slice, granted: Entitlement, *, capped: bool) -> dict[str, Any]:
    cap = measured.terms.cap
    if cap.on is CapOn.MEASURE:
        capped = (
            granted.counted_target != granted.target or granted.counted_earning != granted.earning
        )
    return {"on": cap.on.value, "amount": fixed(cap.amount), "applied": capped}


def _part(part: Part) -> dict[str, Any]:
    facts: dict[str, Any] = _texts(on=part.on, quantity=part.quantity, benefit=part.benefit)
    step, lower, upper, _, percent, per_unit, _, lump_sum, _ = part
    return facts | _of_step(step, lower, upper, percent, per_unit, lump_sum)


@lru_cache(maxsize=4096)
def _of_step(step: int, lower: Decimal, *numbers: Decimal | None) -> dict[str, Any]:
    """What is told of a step of the terms: the same few come again with every dealer."""
    names = ("from", "to", "percent", "per_unit", "lump_sum")
    return {"step": step, **dict(zip(names, map(fixed, (lower, *numbers)), strict=True))}


def fixed(number: Decimal | None) -> str | None:
    """The text of a number of the terms."""
    return None if number is None else plain(number)


def _texts(**numbers: Exact | None) -> dict[str, Any]:
    """The numbers as text, with `inexact` naming those whose decimals do not end."""
    facts: dict[str, Any] = {}
    last, text, whole_truth = None, None, True
    for name, number in numbers.items():
        if number is not last:  # what is the target mostly earns: written out once
            last = number
            text, whole_truth = (None, True) if number is None else as_text(number)
        facts[name] = text
        if not whole_truth:
            facts.setdefault("inexact", []).append(name)
    return facts

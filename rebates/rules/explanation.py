"""The facts behind one period's entitlement, as JSON knows them; sentences are made elsewhere.

Every number is a string, written out, without closing zeros; `amount`, `before` and `due` have
two decimals. A number with endless decimals is cut half-up to 10, and the object that holds it
then has a key `inexact`: the names of those numbers. Absent facts are null.

exact         yuan, unrounded, after the cap on the benefit
amount        yuan, `exact` rounded half-up to the fen
before        yuan, what fell to earlier periods of the year; null where not progressive
due           yuan, what falls to this period: amount − before
outcome       why the entitlement is what it is, one of
              earned · rounds_to_nothing (above zero, but under half a fen) ·
              taken_back (below zero: returns exceed what earns) · below_first_step ·
              nothing_above_bound (graduated, the target only just reaches the first bound) ·
              rate_is_zero · nothing_to_earn_on
capped_from   yuan, the benefit before its cap; null where the cap took nothing away
slices        one object for each version in force in the period, in order of validity; the
              step of the last is the step of the period:
  target_measure, earning_measure   net_amount | quantity
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
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from channels_mgmt.core.money import to_fen

from .entitlement import Entitlement, PeriodEntitlement, Slice, falls_to_period
from .exact import ZERO, Exact, as_text, plain
from .scale import Part
from .terms import CapOn


def explain(result: PeriodEntitlement, *, before: Exact | None = None) -> dict[str, Any]:
    """Why the period pays what it pays, also where that is nothing.

    before: for a progressive programme, the exact entitlement of the year to the end of the period
    before (0 in the first); `result` is then that to the end of this period. None: per period.

    The keys are described at the head of this module.
    """
    facts: dict[str, Any] = _texts(exact=result.exact, capped_from=result.capped_from)
    return facts | {
        "amount": f"{result.amount:f}",
        "before": None if before is None else f"{to_fen(before):f}",
        "due": f"{falls_to_period(to_date=result.exact, before=before or ZERO):f}",
        "outcome": outcome(result),
        "slices": [
            _slice(measured, granted, capped=result.capped_from is not None)
            for measured, granted in zip(result.slices, result.granted, strict=True)
        ],
    }


def outcome(result: PeriodEntitlement) -> str:
    """In one word why the entitlement is what it is (the words are listed above)."""
    if result.exact:
        if not result.amount:
            return "rounds_to_nothing"
        return "earned" if result.exact > 0 else "taken_back"
    if not result.last.step:
        return "below_first_step"
    if not result.last.parts:
        return "nothing_above_bound"
    reached = result.slices[-1].terms.steps[: result.last.step]
    numbers = {part.step for part in result.last.parts}
    if not any(step.pays for number, step in enumerate(reached, 1) if number in numbers):
        return "rate_is_zero"
    return "nothing_to_earn_on"


def _slice(measured: Slice, granted: Entitlement, *, capped: bool) -> dict[str, Any]:
    terms, step, following = measured.terms, granted.step, granted.next_step
    facts: dict[str, Any] = _texts(
        target=measured.target,
        earning=measured.earning,
        quantity=measured.quantity,
        counted_target=granted.counted_target,
        counted_earning=granted.counted_earning,
        missing=granted.missing,
        exact=granted.exact,
    )
    return facts | {
        "target_measure": terms.target.value,
        "earning_measure": terms.earning.value,
        "method": terms.method.value,
        "upper_inclusive": terms.upper_inclusive,
        "on_change": terms.on_change.value,
        "cap": _cap(measured, granted, capped=capped),
        "steps": len(terms.steps),
        "first_from": fixed(terms.steps[0].lower),
        "step": step,
        "step_from": fixed(terms.steps[step - 1].lower) if step else None,
        "next_step": following,
        "next_from": fixed(terms.steps[following - 1].lower) if following else None,
        "parts": [_part(part) for part in granted.parts],
    }


def _cap(measured: Slice, granted: Entitlement, *, capped: bool) -> dict[str, Any] | None:
    if (cap := measured.terms.cap) is None:
        return None
    if cap.on is CapOn.MEASURE:
        capped = (
            granted.counted_target != measured.target or granted.counted_earning != measured.earning
        )
    return {"on": cap.on.value, "amount": fixed(cap.amount), "applied": capped}


def _part(part: Part) -> dict[str, Any]:
    facts: dict[str, Any] = _texts(on=part.on, quantity=part.quantity, benefit=part.benefit)
    return facts | {
        "step": part.step,
        "from": fixed(part.lower),
        "to": fixed(part.upper),
        "percent": fixed(part.percent),
        "per_unit": fixed(part.per_unit),
        "lump_sum": fixed(part.lump_sum),
    }


@lru_cache(maxsize=4096)
def fixed(number: Decimal | None) -> str | None:
    """The text of a number of the terms: the same few come again with every dealer."""
    return None if number is None else plain(number)


def _texts(**numbers: Exact | None) -> dict[str, Any]:
    """The numbers as text, with `inexact` naming those whose decimals do not end."""
    facts: dict[str, Any] = {}
    for name, number in numbers.items():
        if number is None:
            facts[name] = None
            continue
        facts[name], whole_truth = as_text(number)
        if not whole_truth:
            facts.setdefault("inexact", []).append(name)
    return facts

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

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

from channels_mgmt.core.money import to_fen

from .entitlement import PeriodEntitlement
from .exact import Exact
from .pieces import Figures, array, whole
from .slices_told import COUNTED, slice_told

__all__ = ["COUNTED", "explain", "outcome", "reasons", "reasons_told", "settled", "settled_told"]

_of_period = Figures("exact", "capped_from")
_of_raised_period = Figures("exact", "capped_from", "raised_from")


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
    return json.loads(whole(reasons_told(result, outcome=outcome(result))))


def settled(told: dict[str, Any], *, amount: Decimal, before: Decimal | None) -> dict[str, Any]:
    """The explanation with what is due, yuan to the fen.

    before: for a progressive programme, what the year granted to the end of the period before (0
    in the first); `amount` is then that to the end of this one. None: per period.
    """
    return told | json.loads(whole([settled_told(amount=amount, before=before)]))


def reasons_told(
    result: PeriodEntitlement, *, outcome: str, more: Sequence[str] | None = None
) -> Iterator[str]:
    """The `reasons` in `pieces`, with this outcome; more: what else to tell of each slice."""
    if result.raised_from is None:
        yield _of_period(result.exact, result.capped_from)
    else:
        yield _of_raised_period(result.exact, result.capped_from, result.raised_from)
    yield f'"outcome":"{outcome}"'
    capped = result.capped_from is not None
    slices = zip(result.slices, result.granted, more or repeat(""), strict=False)
    yield array("slices", [slice_told(*each, capped) for each in slices])


def settled_told(*, amount: Decimal, before: Decimal | None) -> str:
    """What `settled` adds, in one of the `pieces`."""
    if before is None:
        return f'"amount":"{amount:f}","before":null,"due":"{amount:f}"'
    return f'"amount":"{amount:f}","before":"{before:f}","due":"{amount - before:f}"'


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

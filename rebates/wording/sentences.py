"""Why a line of a run pays what it pays: the facts of `rules.explanation.explain` in sentences."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..rules.terms import PLAIN, CapOn, Measure, Method
from . import gates, shared
from .compared import compared
from .measures import stood
from .numbers import is_exact, measured, told, yuan
from .reasons import (
    Facts,
    below_first,
    biting,
    closed,
    formula,
    next_step,
    no_basis,
    reason_for_nothing,
    why,
)

TOLD_ALREADY = {
    "earned",
    "below_first_step",
    "no_base",
    "no_goal",
    "gated",
    "raised_to_minimum",
    "excluded",
}
"""Outcomes that another sentence has told of."""


def sentences(
    explanation: Facts, *, already_posted: Decimal | None = None, amount: Decimal | None = None
) -> list[str]:
    """The whole reasoning, step by step; with `already_posted`, down to what the run posts."""
    slices = explanation.get("slices")
    if not slices:
        told_so_far = [why(explanation)]
    else:
        told_so_far = []
        for each in slices:
            told_so_far += _slice(each, of_several=len(slices) > 1)
        told_so_far += _whole_period(explanation, slices)
        told_so_far += filter(None, [next_step(explanation)])
    if already_posted:
        told_so_far.append(
            _("Posted before: %(already)s. This run posts %(due)s − %(already)s = %(amount)s.")
            % {
                "already": yuan(already_posted),
                "due": yuan(already_posted + amount),
                "amount": yuan(amount),
            }
        )
    return told_so_far


def _slice(facts: Facts, *, of_several: bool) -> list[str]:
    """One version: what was counted, the step, what each step contributes."""
    counted = [_counted(facts), *compared(facts)]
    if of_several and "earning_window" in facts:
        counted.insert(0, _version_line(facts))
    if facts.get("without"):
        return [*counted, closed(no_basis(facts["without"]))]
    if basis := _earns_on(facts):
        counted.append(basis)
    if facts["cap"] and facts["cap"]["on"] == CapOn.MEASURE and facts["cap"]["applied"]:
        cap = measured(facts["cap"]["amount"], facts["earning_measure"])
        counted.append(_("At most %(cap)s counts.") % {"cap": cap})
    parts = [_part_sentence(part, facts) for part in facts["parts"]]
    if len(parts) > 1 and not biting(facts):
        parts.append(_("Together: %(sum)s.") % {"sum": told(facts, "exact")})
    return [*counted, _step_sentence(facts), *parts, *_gates(facts)]


def _earns_on(facts: Facts) -> str:
    """What the benefit is worked out on, where that is not what picked the step."""
    target, earning = facts["target_measure"], facts["earning_measure"]
    if earning not in PLAIN or (earning == target and facts["earning"] == facts["target"]):
        return ""  # told where it is compared
    return _("The benefit is worked out on %(what)s.") % {"what": _what(facts, "earning", earning)}


def _gates(facts: Facts) -> list[str]:
    """How each gate was passed, and what is left after them."""
    passed = [closed(gates.outcome(gate)) for gate in facts.get("gates", ())]
    if biting(facts) and facts["parts"]:
        passed.append(_("After the conditions: %(sum)s.") % {"sum": told(facts, "exact")})
    return passed


def _version_line(facts: Facts) -> str:
    start, end = facts["earning_window"]
    return _("Version %(number)s, for sales from %(start)s until before %(end)s:") % {
        "number": facts["version"],
        "start": start,
        "end": end,
    }


def _counted(facts: Facts) -> str:
    if facts["target_measure"] == Measure.QUANTITY:
        pieces = told(facts, "target", Measure.QUANTITY)
        return _("Counted: %(pieces)s, sold minus returned.") % {"pieces": pieces}
    return _("Counted: net sales of %(amount)s, sales minus returns.") % {
        "amount": told(facts, "target")
    }


def _what(facts: Facts, name: str, measure: str) -> str:
    value = told(facts, name, measure)
    if measure == Measure.QUANTITY:
        return value
    return _("net sales of %(amount)s") % {"amount": value}


def _step_sentence(facts: Facts) -> str:
    if not facts["step"]:
        return closed(below_first(facts))
    words = {
        "step": facts["step"],
        "steps": facts["steps"],
        "bound": stood(facts["step_from"], facts["target_measure"]),
    }
    if facts["upper_inclusive"]:
        return _("Step %(step)s of %(steps)s is reached: above %(bound)s.") % words
    return _("Step %(step)s of %(steps)s is reached: from %(bound)s.") % words


def _part_sentence(part: Facts, facts: Facts) -> str:
    equals = "=" if is_exact(part, "benefit") else ""  # else the number begins with ≈
    sum_ = f"{formula(part, facts)} {equals} {told(part, 'benefit')}".replace("  ", " ")
    words = {"sum": sum_, **_bounds(part, facts)}
    if facts["method"] != Method.GRADUATED:
        return _("Step %(step)s on everything: %(sum)s.") % words
    if part["to"] is None:
        return _("Above %(from)s: %(sum)s.") % words
    return _("From %(from)s to %(to)s: %(sum)s.") % words


def _bounds(part: Facts, facts: Facts) -> dict[str, Any]:
    measure = facts["target_measure"]
    upper = "" if part["to"] is None else stood(part["to"], measure)
    return {"step": part["step"], "from": stood(part["from"], measure), "to": upper}


def _whole_period(explanation: Facts, slices: list[Facts]) -> list[str]:
    """What holds for the period as a whole: several versions, cap, what is shared, rounding, year
    to date."""
    told_so_far = []
    if len(slices) > 1:
        told_so_far.append(_together(explanation, slices))
    if explanation["capped_from"] is not None:
        after = "exact" if explanation.get("raised_from") is None else "raised_from"
        told_so_far.append(
            _("The cap lowers %(before)s to %(after)s.")
            % {"before": told(explanation, "capped_from"), "after": told(explanation, after)}
        )
    told_so_far += shared.sentences(explanation)
    told_so_far += filter(None, [_rounded(explanation)])
    if explanation["outcome"] not in TOLD_ALREADY:
        told_so_far.append(closed(reason_for_nothing(explanation, slices[-1])))
    if explanation["before"] is not None:
        told_so_far.append(
            _(
                "Year to date %(amount)s, less %(before)s of earlier periods: "
                "%(due)s falls to this period."
            )
            % {
                "amount": yuan(explanation["amount"]),
                "before": yuan(explanation["before"]),
                "due": yuan(explanation["due"]),
            }
        )
    return told_so_far


def _together(explanation: Facts, slices: list[Facts]) -> str:
    """The versions, before a cap on all and before the minimum."""
    parts = " + ".join(told(each, "exact") for each in slices)
    names = ("capped_from", "raised_from", "exact")
    name = next(name for name in names if explanation.get(name) is not None)
    return _("All versions together: %(parts)s = %(sum)s.") % {
        "parts": parts,
        "sum": told(explanation, name),
    }


def _rounded(explanation: Facts) -> str:
    name, amount = shared.before_rounding(explanation), yuan(explanation["amount"])
    if name is None or told(explanation, name) == amount:
        return ""
    return _("Rounded half-up to the fen, once: %(exact)s becomes %(amount)s.") % {
        "exact": told(explanation, name),
        "amount": amount,
    }

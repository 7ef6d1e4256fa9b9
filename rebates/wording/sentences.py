"""Why a line of a run pays what it pays: the facts of `rules.explanation.explain` in sentences."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..rules.terms import CapOn, Measure, Method
from .numbers import is_exact, measured, told, yuan
from .reasons import Facts, below_first, closed, formula, next_step, reason_for_nothing, why


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
    target, earning = facts["target_measure"], facts["earning_measure"]
    counted = [_counted(facts, "target", target)]
    if of_several and "earning_window" in facts:
        counted.insert(0, _version_line(facts))
    if earning != target or facts["earning"] != facts["target"]:
        counted.append(
            _("The benefit is worked out on %(what)s.") % {"what": _what(facts, "earning", earning)}
        )
    if facts["cap"] and facts["cap"]["on"] == CapOn.MEASURE and facts["cap"]["applied"]:
        counted.append(
            _("At most %(cap)s counts.") % {"cap": measured(facts["cap"]["amount"], earning)}
        )
    parts = [_part_sentence(part, facts) for part in facts["parts"]]
    if len(parts) > 1:
        parts.append(_("Together: %(sum)s.") % {"sum": told(facts, "exact")})
    return [*counted, _step_sentence(facts), *parts]


def _version_line(facts: Facts) -> str:
    start, end = facts["earning_window"]
    return _("Version %(number)s, for sales from %(start)s until before %(end)s:") % {
        "number": facts["version"],
        "start": start,
        "end": end,
    }


def _counted(facts: Facts, name: str, measure: str) -> str:
    if measure == Measure.QUANTITY:
        return _("Counted: %(pieces)s, sold minus returned.") % {
            "pieces": told(facts, name, measure)
        }
    return _("Counted: net sales of %(amount)s, sales minus returns.") % {
        "amount": told(facts, name, measure)
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
        "bound": told(facts, "step_from", facts["target_measure"]),
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
    upper = "" if part["to"] is None else measured(part["to"], measure)
    return {"step": part["step"], "from": measured(part["from"], measure), "to": upper}


def _whole_period(explanation: Facts, slices: list[Facts]) -> list[str]:
    """What holds for the period as a whole: several versions, cap, rounding, year to date."""
    told_so_far = []
    if len(slices) > 1:
        parts = " + ".join(told(each, "exact") for each in slices)
        whole = explanation["capped_from"] or explanation["exact"]
        total = yuan(whole, exact=is_exact(explanation, "exact"))
        told_so_far.append(
            _("All versions together: %(parts)s = %(sum)s.") % {"parts": parts, "sum": total}
        )
    if explanation["capped_from"] is not None:
        told_so_far.append(
            _("The cap lowers %(before)s to %(after)s.")
            % {"before": told(explanation, "capped_from"), "after": told(explanation, "exact")}
        )
    amount = yuan(explanation["amount"])
    if yuan(explanation["exact"], exact=is_exact(explanation, "exact")) != amount:
        told_so_far.append(
            _("Rounded half-up to the fen, once: %(exact)s becomes %(amount)s.")
            % {"exact": told(explanation, "exact"), "amount": amount}
        )
    if explanation["outcome"] not in ("earned", "below_first_step"):
        told_so_far.append(closed(reason_for_nothing(explanation, slices[-1])))
    if explanation["before"] is not None:
        told_so_far.append(
            _(
                "Year to date %(amount)s, less %(before)s of earlier periods: "
                "%(due)s falls to this period."
            )
            % {
                "amount": amount,
                "before": yuan(explanation["before"]),
                "due": yuan(explanation["due"]),
            }
        )
    return told_so_far

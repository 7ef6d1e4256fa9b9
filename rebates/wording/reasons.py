"""The reason for a figure in one sentence, and the words that longer explanations share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..rules.terms import AGAINST_BASE, EXCESSES
from . import gates, shared
from .measures import missing, stood
from .numbers import is_exact, percent, pieces, told, whole_percent, yuan

Facts = Mapping[str, Any]


def why(explanation: Facts) -> str:
    """One sentence: how the amount came about, or why there is none."""
    slices = explanation.get("slices")
    if not slices:
        return _without_version(explanation)
    text = shared.last_word(explanation) or _by_itself(explanation, slices)
    if nonzero(explanation["before"]):
        text = _("%(reason)s; less %(before)s of earlier periods of the year: %(due)s") % {
            "reason": text,
            "before": yuan(explanation["before"]),
            "due": yuan(explanation["due"]),
        }
    return closed(text)


def _without_version(explanation: Facts) -> str:
    """Nothing was worked out: the line takes back what an earlier one posted."""
    if not explanation:
        return _("No explanation is on record.")
    if explanation["outcome"] == "reversed":
        return _("Run %(run)s is taken back: %(reason)s") % explanation
    return _("No sales line counts for this programme any more.")


def _by_itself(explanation: Facts, slices: list[Facts]) -> str:
    if explanation["outcome"] == "earned":
        return _earned(explanation, slices)
    return reason_for_nothing(explanation, slices[-1])


def _earned(explanation: Facts, slices: list[Facts]) -> str:
    amount = yuan(explanation["amount"])
    if explanation["capped_from"] is not None:
        return _("%(before)s, lowered by the cap to %(amount)s") % {
            "before": told(explanation, "capped_from"),
            "amount": amount,
        }
    if len(slices) > 1:
        parts = " + ".join(told(each, "exact") for each in slices)
        return _("Versions together: %(parts)s = %(amount)s") % {"parts": parts, "amount": amount}
    [facts] = slices
    return _("Step %(step)s of %(steps)s: %(formula)s = %(amount)s") % {
        "step": facts["step"],
        "steps": facts["steps"],
        "formula": _with_gates(facts),
        "amount": _because(facts, amount),
    }


def _with_gates(facts: Facts) -> str:
    """All parts, times what the gates leave of them."""
    parts = " + ".join(formula(part, facts) for part in facts["parts"])
    factors = [gate["factor"] for gate in biting(facts)]
    if factors and " + " in parts:
        parts = f"({parts})"
    return " × ".join([parts, *map(whole_percent, factors)])


def _because(facts: Facts, amount: str) -> str:
    reasons = "; ".join(gates.outcome(gate) for gate in biting(facts))
    return (
        _("%(amount)s (%(reasons)s)") % {"amount": amount, "reasons": reasons}
        if reasons
        else (amount)
    )


def biting(facts: Facts) -> list[Facts]:
    """The gates of a slice that take something away."""
    return [gate for gate in facts.get("gates", ()) if Decimal(gate["factor"]) != 1]


def reason_for_nothing(explanation: Facts, facts: Facts) -> str:
    outcome = explanation["outcome"]
    match outcome:
        case "no_base" | "no_goal":
            return no_basis(outcome)
        case "gated":
            return "; ".join(gates.outcome(g) for g in biting(facts) if not Decimal(g["factor"]))
        case "below_first_step":
            return below_first(facts)
        case "nothing_above_bound" | "nothing_to_earn_on" if not nonzero(facts["target"]):
            return _("Nothing was sold, or as much was returned")
        case "nothing_above_bound":
            bound = stood(facts["step_from"], facts["target_measure"])
            return _("The first step is just reached, and nothing lies above %(bound)s") % {
                "bound": bound
            }
        case "rate_is_zero":
            return _("Step %(step)s pays nothing") % {"step": facts["step"]}
        case "nothing_to_earn_on":
            return nothing_earns(facts["earning_measure"])
        case "rounds_to_nothing":
            return _("%(exact)s is less than half a fen") % {"exact": told(explanation, "exact")}
        case "taken_back":
            return _("More was returned than sold of what earns: %(amount)s") % {
                "amount": yuan(explanation["amount"])
            }
    return _("Nothing is due")


def no_basis(without: str) -> str:
    """What a version lacks to pay anything."""
    if without == "no_goal":
        return _("No target was agreed for the period, so nothing is paid")
    return _("Nothing was sold in the same days of the year before, so there is nothing to compare"
             " with and nothing is paid")  # fmt: skip


def nothing_earns(measure: str) -> str:
    if measure in AGAINST_BASE:
        return _("The step is reached, but no more was sold than in the year before")
    if measure in EXCESSES:
        return _("The step is reached, but no more was sold than the target")
    return _("The step is reached, but nothing was sold that earns")


def below_first(facts: Facts) -> str:
    """Why not even the first step is reached."""
    bound = stood(facts["first_from"], facts["target_measure"])
    if Decimal(facts["target"]) < 0:
        return _("More was returned than sold")
    if not nonzero(facts["target"]) and not nonzero(facts["first_from"]):
        return _("Nothing was sold, or as much was returned")
    if facts["missing"] is None:
        return _("The cap lies below the first step (%(bound)s)") % {"bound": bound}
    if not nonzero(facts["missing"]):
        return _("The first step begins above %(bound)s") % {"bound": bound}
    return _("%(missing)s short of the first step (%(bound)s)") % {
        "missing": missing(facts),
        "bound": bound,
    }


def next_step(explanation: Facts) -> str:
    """What a dealer who reached a step is short of the next one; "" on the last step."""
    slices = explanation.get("slices") or [{}]
    facts = slices[-1]
    if not facts.get("step") or not facts["next_step"] or not nonzero(facts["missing"]):
        return ""
    return _("%(missing)s short of step %(step)s (%(bound)s).") % {
        "missing": missing(facts),
        "step": facts["next_step"],
        "bound": stood(facts["next_from"], facts["target_measure"]),
    }


def formula(part: Facts, facts: Facts) -> str:
    """50,000.00 × 1 % + 17 pieces × 4.00 + lump sum 200.00."""
    terms = []
    if part["percent"] is not None:
        base = told(part, "on", facts["earning_measure"])
        terms.append(f"{base} × {percent(part['percent'])}")
    if part["per_unit"] is not None and part["quantity"] is not None:
        amount = pieces(part["quantity"], exact=is_exact(part, "quantity"))
        terms.append(f"{amount} × {yuan(part['per_unit'])}")
    if part["lump_sum"] is not None:
        terms.append(_("lump sum %(amount)s") % {"amount": yuan(part["lump_sum"])})
    return " + ".join(terms) or yuan("0")


def closed(text: str) -> str:
    """With the full stop of the language."""
    return _("%(sentence)s.") % {"sentence": text}


def nonzero(value: str | None) -> bool:
    return value is not None and Decimal(value) != 0

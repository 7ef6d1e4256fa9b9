"""Where a dealer stands in an open period, and what lies ahead, as one would tell him."""

from decimal import ROUND_CEILING

from django.utils.translation import gettext as _

from channels_mgmt.core.display import period_name, running

from ..engine.ahead import Ahead, Standing
from ..rules.explanation import reasons
from ..rules.terms import AGAINST_BASE, PLAIN, Cumulation, Measure, Method, Step, Terms
from . import gates
from .measures import FEN, distance, stood
from .numbers import measured, yuan
from .plain import benefit
from .reasons import biting, no_basis


def so_far(standing: Standing) -> str:
    """So far 82,400.00; of the year to date where that is what counts."""
    if standing.result.last.without:
        words = {"measure": _sales(standing)}
    else:
        words = {"measure": stood(standing.so_far, standing.terms.target)}
    if standing.terms.cumulation is Cumulation.PROGRESSIVE:
        return _("Since the start of the year: %(measure)s.") % words
    return _("So far: %(measure)s.") % words


def compared(standing: Standing) -> str:
    """What stands behind a percentage or a growth; "" where the sales themselves decide."""
    terms, last = standing.terms, standing.result.slices[-1]
    if terms.target in PLAIN or standing.result.last.without:
        return ""
    words = {"sales": _sales(standing)}
    if terms.target in AGAINST_BASE and last.base and last.base > 0:
        return _("%(sales)s sold, %(base)s in the same days of the year before.") % {
            **words,
            "base": yuan(last.base),
        }
    if terms.target is Measure.ATTAINMENT_PERCENT:
        unit = Measure.QUANTITY if last.goal_in_pieces else Measure.NET_AMOUNT
        return _("%(sales)s of the target of %(goal)s.") % {
            "sales": measured(last.attained, unit),
            "goal": measured(last.goal, unit),
        }
    if terms.target is Measure.MIX_PERCENT:
        return _("%(sales)s of %(whole)s.") % {**words, "whole": yuan(last.whole)}
    return _("%(sales)s sold, and nothing in the same days of the year before.") % words


def _sales(standing: Standing) -> str:
    """The sum that counts for the target."""
    unit = Measure.QUANTITY if standing.terms.target is Measure.QUANTITY else Measure.NET_AMOUNT
    return measured(standing.result.slices[-1].target, unit)


def reached(standing: Standing) -> str:
    """Which step that is, and what it pays."""
    terms = standing.terms
    if standing.result.last.without:
        return _("%(sentence)s.") % {"sentence": no_basis(standing.result.last.without)}
    if not standing.step:
        return _("No step is reached yet.")
    return _("Step %(step)s of %(steps)s is reached: %(benefit)s.") % {
        "step": standing.step,
        "steps": len(terms.steps),
        "benefit": benefit(terms.steps[standing.step - 1]),
    }


def held_back(standing: Standing) -> str:
    """The gates that do not hold as things stand."""
    if not standing.terms.gates:
        return ""
    facts = reasons(standing.result)["slices"][-1]
    return running(_("%(sentence)s.") % {"sentence": gates.outcome(g)} for g in biting(facts))


def ahead(standing: Standing) -> str:
    """How much is missing to the next step, what that pays, and what reaching it would bring."""
    found = standing.ahead
    if standing.result.last.without:
        return ""
    if found is None and standing.step == len(standing.terms.steps):
        return _("The highest step is reached.")
    if found is None:
        return _("The next step lies behind the cap: selling more does not reach it.")
    return running([_then(found, standing), gain(found)])


def gain(found: Ahead) -> str:
    """What reaching the next step would bring; nothing where nobody can know."""
    if found.gain is None:
        return ""
    amount = {"amount": yuan(abs(found.gain))}
    if not found.gain:
        return _("Just there it brings nothing more yet.")
    if found.gain < 0:
        return _("That would bring %(amount)s less than now.") % amount
    if found.estimated:
        return _("At the average price so far that would bring about %(amount)s more.") % amount
    return _("That would bring %(amount)s more.") % amount


def due(standing: Standing) -> str:
    return _("As things stand, %(period)s pays %(amount)s.") % {
        "period": period_name(standing.due.period),
        "amount": yuan(standing.amount),
    }


def _then(found: Ahead, standing: Standing) -> str:
    steps, terms = standing.terms.steps, standing.terms
    now = steps[standing.step - 1] if standing.step else None
    words = {
        "missing": _missing(found, terms),
        "rate": _rate(steps[found.step - 1], now, terms),
    }
    if not found.missing:
        return _("With the next sale: %(rate)s.") % words
    if found.beyond:
        return _("More than %(missing)s more: %(rate)s.") % words
    return _("%(missing)s more: %(rate)s.") % words


def _missing(found: Ahead, terms: Terms) -> str:
    """The distance; where that is a percentage, with what is to be sold for it."""
    far = distance(found.missing, terms.target)
    if not terms.target.is_percent or found.to_sell is None:
        return far
    if found.in_pieces:
        to_sell = measured(found.to_sell, Measure.QUANTITY)
    else:
        to_sell = yuan(found.to_sell.quantize(FEN, ROUND_CEILING))
    return _("%(distance)s (%(amount)s)") % {"distance": far, "amount": to_sell}


def _rate(step: Step, now: Step | None, terms: Terms) -> str:
    """What the next step pays, on what, and instead of what."""
    words = {"benefit": benefit(step), "now": now and benefit(now)}
    once = step.percent is None and step.per_unit is None
    if terms.method is Method.GRADUATED and step.lower:
        return _("what lies above earns %(benefit)s") % words
    if terms.method is Method.STACKED and now:
        return (_("%(benefit)s on top") if once else _("%(benefit)s on top, on everything")) % words
    if now:
        on_all = _("%(benefit)s instead of %(now)s, on everything")
        return (_("%(benefit)s instead of %(now)s") if once else on_all) % words
    return str(words["benefit"]) if once else _("%(benefit)s on everything") % words

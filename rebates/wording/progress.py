"""Where a dealer stands in an open period, and what lies ahead, as one would tell him."""

from django.utils.translation import gettext as _

from channels_mgmt.core.display import period_name

from ..engine.ahead import Ahead, Standing
from ..rules.terms import Cumulation, Method, Step, Terms
from .numbers import measured, yuan
from .plain import benefit


def so_far(standing: Standing) -> str:
    """So far 82,400.00; of the year to date where that is what counts."""
    words = {"measure": measured(standing.so_far, standing.terms.target)}
    if standing.terms.cumulation is Cumulation.PROGRESSIVE:
        return _("Since the start of the year: %(measure)s.") % words
    return _("So far: %(measure)s.") % words


def reached(standing: Standing) -> str:
    """Which step that is, and what it pays."""
    terms = standing.terms
    if not standing.step:
        return _("No step is reached yet.")
    return _("Step %(step)s of %(steps)s is reached: %(benefit)s.") % {
        "step": standing.step,
        "steps": len(terms.steps),
        "benefit": benefit(terms.steps[standing.step - 1]),
    }


def ahead(standing: Standing) -> str:
    """How much is missing to the next step, what that pays, and what reaching it would bring."""
    found = standing.ahead
    if found is None and standing.step == len(standing.terms.steps):
        return _("The highest step is reached.")
    if found is None:
        return _("The next step lies behind the cap: selling more does not reach it.")
    return " ".join(filter(None, [_then(found, standing), gain(found)]))


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
        "missing": measured(found.missing, terms.target),
        "rate": _rate(steps[found.step - 1], now, terms),
    }
    if not found.missing:
        return _("With the next sale: %(rate)s.") % words
    if found.beyond:
        return _("More than %(missing)s more: %(rate)s.") % words
    return _("%(missing)s more: %(rate)s.") % words


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

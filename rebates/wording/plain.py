"""A version of a programme in words, as one would explain it to a dealer."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.display import clauses, running
from channels_mgmt.core.periods import Period

from ..rules.terms import (
    AGAINST_BASE,
    CapOn,
    Cumulation,
    Measure,
    Method,
    OnChange,
    Step,
    Terms,
    WhenMissing,
)
from .gates import condition
from .measures import name, stood
from .numbers import measured, percent, yuan
from .plain_scopes import DIMENSIONS, Unseen, scope_in_words

__all__ = ["DIMENSIONS", "benefit", "bound", "plain_language", "plain_sentences"]

PERIODS = {
    "month": gettext_lazy("Every month"),
    "quarter": gettext_lazy("Every quarter"),
    "half": gettext_lazy("Every half-year"),
    "year": gettext_lazy("Every year"),
}


def plain_language(terms: Terms) -> str:
    """The whole version in a few sentences."""
    return running(plain_sentences(terms))


def plain_sentences(terms: Terms, unseen: Unseen | None = None) -> list[str]:
    return [
        scale(terms),
        *counted(terms, unseen or {}),
        *bounds(terms),
        *cumulated(terms),
        *conditions(terms),
        *limits(terms),
        *on_change(terms),
    ]


def scale(terms: Terms) -> str:
    words = {"period": period(terms), "scale": clauses(steps(terms))}
    if terms.method is Method.GRADUATED:
        return _("%(period)s, each slice at its own rate: %(scale)s.") % words
    if terms.method is Method.STACKED:
        return _("%(period)s, every step that is reached pays on everything: %(scale)s.") % words
    return _("%(period)s, the step that is reached pays on everything: %(scale)s.") % words


def period(terms: Terms) -> str:
    if isinstance(terms.period, Period):
        return _("Once, from %(start)s to %(end)s") % {
            "start": terms.period.start.isoformat(),
            "end": terms.period.last_day.isoformat(),
        }
    return str(PERIODS[terms.period])


def steps(terms: Terms) -> Iterable[str]:
    """Each step with its bounds: 2 % from 50,000.00 to 100,000.00."""
    uppers = [step.lower for step in terms.steps[1:]] + [None]
    for step, upper in zip(terms.steps, uppers, strict=True):
        words = {
            "benefit": benefit(step),
            "from": stood(step.lower, terms.target),
            "to": "" if upper is None else stood(upper, terms.target),
        }
        if terms.method is not Method.GRADUATED:
            above = _("%(benefit)s above %(from)s") if terms.upper_inclusive else None
            yield (above or _("%(benefit)s from %(from)s")) % words
        elif upper is None:
            yield (_("%(benefit)s above %(from)s") if step.lower else "%(benefit)s") % words
        elif step.lower:
            yield _("%(benefit)s from %(from)s to %(to)s") % words
        else:
            yield _("%(benefit)s up to %(to)s") % words


def bound(step: Step, terms: Terms) -> str:
    """Where a step begins: from 50,000.00, or above it."""
    words = {"bound": stood(step.lower, terms.target)}
    return (_("above %(bound)s") if terms.upper_inclusive else _("from %(bound)s")) % words


def benefit(step: Step) -> str:
    """2 % + 4.00 a piece + 200.00 once."""
    parts = []
    if step.percent is not None:
        parts.append(percent(step.percent))
    if step.per_unit is not None:
        parts.append(_("%(amount)s a piece") % {"amount": yuan(step.per_unit)})
    if step.lump_sum is not None:
        parts.append(_("%(amount)s once") % {"amount": yuan(step.lump_sum)})
    return " + ".join(parts)


def counted(terms: Terms, unseen: Unseen) -> Iterable[str]:
    """What picks the step, what earns, of which sales, and what stands for a missing base."""
    words = {
        "target": name(terms.target),
        "earning": name(terms.earning),
        "scope": scope_in_words(terms.scope, unseen),
    }
    if terms.target is terms.earning:
        yield _("Counted: %(target)s, returns deducted; %(scope)s.") % words
    else:
        yield _("The step is picked by %(target)s and pays on %(earning)s, returns deducted;"
                " %(scope)s.") % words  # fmt: skip
    yield from own_scopes(terms, unseen)
    yield from base(terms)
    if terms.pass_through:
        yield passes_through()


def own_scopes(terms: Terms, unseen: Unseen) -> Iterable[str]:
    if terms.target_scope:
        words = {"scope": scope_in_words(terms.target_scope, unseen, "target_scope")}
        if terms.target is Measure.MIX_PERCENT:
            yield _("The part whose share is taken: %(scope)s.") % words
        else:
            yield _("Only for picking the step: %(scope)s.") % words
    if terms.earning_scope:
        words = {"scope": scope_in_words(terms.earning_scope, unseen, "earning_scope")}
        yield _("What earns: %(scope)s.") % words


def base(terms: Terms) -> Iterable[str]:
    """What stands for the sales of the year before, where they are compared with."""
    if not AGAINST_BASE & {terms.target, terms.earning}:
        return
    policy = terms.base_policy
    if policy.when_missing is WhenMissing.SKIP:
        yield _("Who sold nothing a year before gets nothing.")
    elif policy.when_missing is WhenMissing.ZERO:
        yield _("Where nothing was sold a year before, all is growth.")
    else:
        yield _("Where nothing was sold a year before, %(amount)s stands for it.") % {
            "amount": yuan(policy.amount)
        }


def passes_through() -> str:
    return _("Measured on the sales of the dealers directly below, paid to their upstream dealer.")


def bounds(terms: Terms) -> Iterable[str]:
    if terms.upper_inclusive:
        yield _("An amount exactly on a bound belongs to the step below it.")


def cumulated(terms: Terms) -> Iterable[str]:
    if terms.cumulation is Cumulation.PROGRESSIVE:
        yield _("It is worked out on the year to date, less what fell to earlier periods of it.")


def conditions(terms: Terms) -> Iterable[str]:
    """One sentence for each gate."""
    yield from map(condition, terms.gates)


def limits(terms: Terms) -> Iterable[str]:
    """Cap, minimum and budget."""
    if terms.cap:
        yield cap(terms)
    if terms.minimum:
        words = {"amount": yuan(terms.minimum.amount)}
        if terms.minimum.carry_over:
            yield _("At least %(amount)s is paid per dealer and period; what that adds is netted"
                    " with later periods of the year.") % words  # fmt: skip
        else:
            yield _("At least %(amount)s is paid per dealer and period.") % words
    if terms.budget is not None:
        yield _("All dealers together get at most %(amount)s for a period; if more is due, it is"
                " shared in proportion.") % {"amount": yuan(terms.budget)}  # fmt: skip


def cap(terms: Terms) -> str:
    if terms.cap.on is CapOn.BENEFIT:
        return _("At most %(amount)s is paid per dealer and period.") % {
            "amount": yuan(terms.cap.amount)
        }
    return _("At most %(amount)s counts per dealer and period.") % {
        "amount": measured(terms.cap.amount, terms.earning)
    }


def on_change(terms: Terms) -> Iterable[str]:
    if terms.on_change is OnChange.RESTART:
        yield _("If it begins within a period, the target starts anew with it.")

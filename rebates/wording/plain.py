"""A version of a programme in words, as one would explain it to a dealer."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.display import clauses, listed
from rebates.sales.choices import SaleKind

from ..rules.terms import CapOn, Cumulation, Measure, Method, OnChange, Selection, Step, Terms
from .numbers import measured, percent, yuan

PERIODS = {
    "month": gettext_lazy("Every month"),
    "quarter": gettext_lazy("Every quarter"),
    "half": gettext_lazy("Every half-year"),
    "year": gettext_lazy("Every year"),
}
DIMENSIONS = {
    "product_lines": gettext_lazy("product lines"),
    "skus": gettext_lazy("SKUs"),
    "brands": gettext_lazy("brands"),
    "regions": gettext_lazy("regions"),
    "tiers": gettext_lazy("tiers"),
    "dealers": gettext_lazy("dealers"),
    "channels": gettext_lazy("sales channels"),
    "shops": gettext_lazy("shops"),
}
SHOWN_CODES = 8
Unseen = Mapping[tuple[str, str], int]
"""How many codes a selection names that the reader does not see, by side and dimension."""


def plain_language(terms: Terms) -> str:
    """The whole version in a few sentences."""
    return " ".join(plain_sentences(terms))


def plain_sentences(terms: Terms, unseen: Unseen | None = None) -> list[str]:
    told = [_scale(terms), _counted(terms, unseen or {})]
    if terms.upper_inclusive:
        told.append(_("An amount exactly on a bound belongs to the step below it."))
    if terms.cumulation is Cumulation.PROGRESSIVE:
        told.append(
            _("It is worked out on the year to date, less what fell to earlier periods of it.")
        )
    if terms.cap:
        told.append(_cap(terms))
    if terms.on_change is OnChange.RESTART:
        told.append(_("If it begins within a period, the target starts anew with it."))
    return told


def _scale(terms: Terms) -> str:
    words = {"period": PERIODS[terms.period], "scale": clauses(_steps(terms))}
    if terms.method is Method.GRADUATED:
        return _("%(period)s, each slice at its own rate: %(scale)s.") % words
    if terms.method is Method.STACKED:
        return _("%(period)s, every step that is reached pays on everything: %(scale)s.") % words
    return _("%(period)s, the step that is reached pays on everything: %(scale)s.") % words


def _steps(terms: Terms) -> Iterable[str]:
    uppers = [step.lower for step in terms.steps[1:]] + [None]
    for step, upper in zip(terms.steps, uppers, strict=True):
        words = {
            "benefit": benefit(step),
            "from": measured(step.lower, terms.target),
            "to": "" if upper is None else measured(upper, terms.target),
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
    words = {"bound": measured(step.lower, terms.target)}
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


def _counted(terms: Terms, unseen: Unseen) -> str:
    words = {
        "target": _measure(terms.target),
        "earning": _measure(terms.earning),
        "scope": _scope(terms, unseen),
    }
    if terms.target is terms.earning:
        return _("Counted: %(target)s, returns deducted; %(scope)s.") % words
    return (
        _("The step is picked by %(target)s and pays on %(earning)s, returns deducted; %(scope)s.")
        % words
    )


def _measure(measure: Measure) -> str:
    return _("pieces") if measure is Measure.QUANTITY else _("net sales")


def _scope(terms: Terms, unseen: Unseen) -> str:
    kinds = listed([str(SaleKind(kind).label) for kind in terms.scope.kinds])
    include, exclude = (
        list(
            _selected(
                getattr(terms.scope, side), {d: n for (s, d), n in unseen.items() if s == side}
            )
        )
        for side in ("include", "exclude")
    )
    told = [kinds]
    told += [_("only %(dimension)s %(codes)s") % named for named in include]
    told += [_("without %(dimension)s %(codes)s") % named for named in exclude]
    return clauses(told)


def _selected(selection: Selection, unseen: Mapping[str, int]) -> Iterable[dict[str, str]]:
    for name, label in DIMENSIONS.items():
        codes, hidden = getattr(selection, name), unseen.get(name, 0)
        if codes or hidden:
            yield {"dimension": label, "codes": _codes(codes, hidden)}


def _codes(codes: Sequence[str], hidden: int) -> str:
    shown = listed(codes[:SHOWN_CODES])
    if len(codes) > SHOWN_CODES:
        count = len(codes) - SHOWN_CODES
        shown = _("%(codes)s and %(count)s more") % {"codes": shown, "count": count}
    if not hidden:
        return shown
    words = {"codes": shown, "count": hidden}
    if not codes:
        return _("(%(count)s, all outside your part of the channel)") % words
    return _("%(codes)s (and %(count)s outside your part of the channel)") % words


def _cap(terms: Terms) -> str:
    if terms.cap.on is CapOn.BENEFIT:
        return _("At most %(amount)s is paid per dealer and period.") % {
            "amount": yuan(terms.cap.amount)
        }
    return _("At most %(amount)s counts per dealer and period.") % {
        "amount": measured(terms.cap.amount, terms.earning)
    }

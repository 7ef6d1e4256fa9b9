"""A version part by part, so that two can be laid side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..choices import Cumulation, Method, OnChange
from ..rules.scopes import LineScope, OwnScope
from ..rules.terms import Terms
from . import plain
from .measures import name
from .plain_scopes import Said, Unseen, of_place

LABELS = {
    "scope": gettext_lazy("What counts"),
    "target": gettext_lazy("What picks the step"),
    "earning": gettext_lazy("What earns"),
    "baseline": gettext_lazy("Without sales a year before"),
    "method": gettext_lazy("Method"),
    "steps": gettext_lazy("Steps"),
    "upper_inclusive": gettext_lazy("On a bound"),
    "period": gettext_lazy("Period"),
    "gates": gettext_lazy("Conditions"),
    "limits": gettext_lazy("Limits"),
    "on_change": gettext_lazy("On a change in mid-period"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part in words, a line for each thing it says; `value` tells whether two say the same."""

    label: str
    lines: Sequence[str]
    value: Any


def parts(terms: Terms, unseen: Unseen, whole: Terms | None = None) -> dict[str, Part]:
    """Every part of the terms; `whole` are the same terms with the codes that are out of sight."""
    whole = whole or terms
    said: dict[str, tuple[Sequence[str], Any]] = {
        "scope": (_scope(terms, unseen), (whole.scope, whole.pass_through)),
        "target": (
            [name(terms.target), *_own(terms.target_scope, unseen, "target_scope")],
            (whole.target, whole.target_scope),
        ),
        "earning": (
            [name(terms.earning), *_own(terms.earning_scope, unseen, "earning_scope")],
            (whole.earning, whole.earning_scope),
        ),
        "baseline": ([*plain.base(terms)], [*plain.base(whole)]),
        "method": ([str(Method(terms.method).label)], whole.method),
        "steps": (
            [f"{plain.bound(step, terms)}: {plain.benefit(step)}" for step in terms.steps],
            (whole.target, whole.steps),
        ),
        "upper_inclusive": (_bound(terms), whole.upper_inclusive),
        "period": (_period(terms), (whole.period, whole.cumulation)),
        "gates": ([*plain.conditions(terms)], whole.gates),
        "limits": ([*plain.limits(terms)], (whole.cap, whole.minimum, whole.budget)),
        "on_change": ([str(OnChange(terms.on_change).label)], whole.on_change),
    }
    return {
        key: Part(str(LABELS[key]), lines or ["—"], value) for key, (lines, value) in said.items()
    }


def _scope(terms: Terms, unseen: Unseen) -> list[str]:
    told = Said(terms.scope, of_place(unseen, "scope"), shown=None).clauses()
    return [*told, plain.passes_through()] if terms.pass_through else told


def _own(own: LineScope | OwnScope | None, unseen: Unseen, place: str) -> list[str]:
    return Said(own, of_place(unseen, place), shown=None).clauses() if own else []


def _bound(terms: Terms) -> list[str]:
    if terms.upper_inclusive:
        return [*plain.bounds(terms)]
    return [_("An amount exactly on a bound belongs to the step that begins there.")]


def _period(terms: Terms) -> list[str]:
    return [plain.period(terms), str(Cumulation(terms.cumulation).label)]

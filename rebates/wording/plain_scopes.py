"""Which sales a version counts, in words; codes that the reader does not see are only counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.display import clauses, listed
from rebates.sales.choices import SaleKind

from ..rules.scopes import LineScope, OwnScope, Selection

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
Unseen = Mapping[tuple[str, str, str], int]
"""How many codes a selection names that the reader does not see, by the name of its scope in the
terms (scope, target_scope, earning_scope), side and dimension."""


@dataclass(frozen=True, slots=True)
class Said:
    """A scope with what of it is out of sight; `shown` codes are written out of each dimension."""

    scope: LineScope | OwnScope
    unseen: Mapping[tuple[str, str], int]
    shown: int | None = SHOWN_CODES

    def clauses(self) -> list[str]:
        """Sell-in · only regions 44, 51 · without SKUs A."""
        kinds = listed([str(SaleKind(kind).label) for kind in self.scope.kinds])
        told = [kinds] if kinds else []
        told += [_("only %(dimension)s %(codes)s") % each for each in self._side("include")]
        return told + [_("without %(dimension)s %(codes)s") % e for e in self._side("exclude")]

    def _side(self, side: str) -> Iterable[dict[str, str]]:
        selection: Selection = getattr(self.scope, side)
        for name, label in DIMENSIONS.items():
            codes, hidden = getattr(selection, name), self.unseen.get((side, name), 0)
            if codes or hidden:
                yield {"dimension": str(label), "codes": self._codes(codes, hidden)}

    def _codes(self, codes: Sequence[str], hidden: int) -> str:
        shown = listed(codes[: self.shown])
        if self.shown is not None and len(codes) > self.shown:
            count = len(codes) - self.shown
            shown = _("%(codes)s and %(count)s more") % {"codes": shown, "count": count}
        if not hidden:
            return shown
        words = {"codes": shown, "count": hidden}
        if not codes:
            return _("(%(count)s, all outside your part of the channel)") % words
        return _("%(codes)s (and %(count)s outside your part of the channel)") % words


def of_place(unseen: Unseen, place: str) -> dict[tuple[str, str], int]:
    """What is out of sight of one scope."""
    return {(side, name): n for (where, side, name), n in unseen.items() if where == place}


def scope_in_words(scope: LineScope | OwnScope, unseen: Unseen, place: str = "scope") -> str:
    return clauses(Said(scope, of_place(unseen, place)).clauses())

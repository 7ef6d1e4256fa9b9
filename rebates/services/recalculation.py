"""Work the stored lines out again from the measures they name: the books must not need trust."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING, to_fen
from channels_mgmt.core.periods import Period

from ..models import ProgrammeVersion
from ..rules.entitlement import Slice, period_entitlement
from ..rules.terms import Terms
from .terms import terms_of

FIELDS = (
    "run_id", "dealer__code", "programme_id", "programme__code", "period", "due", "explanation",
)  # fmt: skip


def wrong_lines(lines: QuerySet) -> Iterator[str]:
    """Every due that does not follow from its explanation, and every year that does not add up."""
    terms = cache(_terms)
    earlier: dict[tuple, str] = {}  # what an explanation says of the year to date, by its period
    rows = lines.order_by("run_id", "dealer_id", "programme_id", "pk").values_list(*FIELDS)
    for run, dealer, programme, code, period, due, told in rows.iterator(chunk_size=500):
        name = _("Run %(run)s, %(line)s") % {"run": run, "line": f"{dealer} {code} {period}"}
        right = amount_again(told, lambda number, p=programme: terms(p, number))
        before = Decimal(told["before"] or NOTHING)
        if right != Decimal(told["amount"]) or due != right - before:
            yield _("%(line)s: due is %(due)s, but its measures give %(right)s.") % {
                "line": name,
                "due": due,
                "right": right - before,
            }
        if told["before"] is not None:
            earlier[run, dealer, code, period] = told["amount"]
            previous = earlier.get((run, dealer, code, Period.parse(period).previous().key))
            same_year = Period.parse(period).start.month > 1
            if same_year and previous not in (None, told["before"]):
                yield _(
                    "%(line)s: %(before)s before it, but the period before says %(amount)s."
                ) % {"line": name, "before": told["before"], "amount": previous}


def amount_again(told: dict[str, Any], terms) -> Decimal:
    """The entitlement of an explanation's measures, rounded to the fen."""
    slices = [
        Slice(
            terms(each["version"]),
            *(Decimal(each[name]) for name in ("target", "earning", "quantity")),
        )
        for each in told["slices"]
    ]
    return to_fen(period_entitlement(slices).exact) if slices else NOTHING


def _terms(programme: int, number: int) -> Terms:
    versions = ProgrammeVersion.objects.prefetch_related("steps")
    return terms_of(versions.get(programme=programme, number=number))

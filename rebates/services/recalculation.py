"""Work the stored lines out again from the measures they name: the books must not need trust."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.money import FEN, NOTHING, to_fen
from channels_mgmt.core.periods import Period

from ..models import ProgrammeVersion
from ..rules.entitlement import PeriodEntitlement, Slice, period_entitlement
from ..rules.exact import Exact, minus
from ..rules.explanation import COUNTED
from ..rules.gate_documents import facts_from
from ..rules.terms import Terms
from .retelling import CUT, told_otherwise, told_otherwise_together
from .terms import terms_of

FIELDS = (
    "run_id", "dealer__code", "programme_id", "programme__code", "period", "due",
    "target_measure", "earning_measure", "step", "explanation",
)  # fmt: skip
UNREADABLE = (KeyError, TypeError, ValueError, ArithmeticError, ObjectDoesNotExist)


class Row(NamedTuple):
    """A line of a run as it is stored; yuan, pieces or percent."""

    run: int
    dealer: str
    programme: int
    code: str
    period: str
    due: Decimal
    target: Decimal
    earning: Decimal
    step: int
    told: dict[str, Any]

    @property
    def name(self) -> str:
        where = f"{self.dealer} {self.code} {self.period}"
        return _("Run %(run)s, %(line)s") % {"run": self.run, "line": where}


def wrong_lines(lines: QuerySet) -> Iterator[str]:
    """Every due that does not follow from its explanation, every explanation that contradicts
    itself or another of the run, and every year that does not add up."""
    terms = cache(_terms)
    rows = lines.order_by("run_id", "dealer_id", "programme_id", "pk").values_list(*FIELDS)
    for _run, its in groupby(map(Row._make, rows.iterator(chunk_size=500)), lambda row: row.run):
        shared = []
        earlier: dict[tuple, str] = {}  # what is told of the year to date, by its period
        for row in its:
            yield from wrong_line(row, terms)
            yield from _wrong_year(row, earlier)
            if row.told.get("budget") or row.told.get("exclusion"):
                shared.append(row)
        yield from told_otherwise_together(shared)


def wrong_line(row: Row, terms) -> Iterator[str]:
    """terms(programme, number): those of a version."""
    try:
        right = amount_again(row.told, lambda number: terms(row.programme, number))
        before = Decimal(row.told["before"] or NOTHING)
        if right != Decimal(row.told["amount"]) or row.due != right - before:
            yield _("%(line)s: due is %(due)s, but its measures give %(right)s.") % {
                "line": row.name,
                "due": row.due,
                "right": right - before,
            }
        result = _result_again(row.told, lambda number: terms(row.programme, number))
        for what in told_otherwise(row, result):
            words = {"line": row.name, "what": what}
            yield _("%(line)s: %(what)s does not follow from its measures.") % words
    except UNREADABLE as error:
        words = {"line": row.name, "error": repr(error)}
        yield _("%(line)s: its explanation cannot be read (%(error)s).") % words


def _wrong_year(row: Row, earlier: dict[tuple, str]) -> Iterator[str]:
    """Where the period before says something else than what is told to be before this one."""
    before = row.told.get("before")
    if before is None:
        return
    earlier[row.dealer, row.code, row.period] = row.told["amount"]
    previous = earlier.get((row.dealer, row.code, Period.parse(row.period).previous().key))
    same_year = Period.parse(row.period).start.month > 1
    if same_year and previous not in (None, before):
        words = {"line": row.name, "before": before, "amount": previous}
        yield (_("%(line)s: %(before)s before it, but the period before says %(amount)s.") % words)


def amount_again(told: dict[str, Any], terms) -> Decimal:
    """What the measures of an explanation grant, in whole fen. What other dealers or programmes
    decide (a budget's share, an exclusion) is taken as told, if it can be."""
    if not told["slices"]:
        return NOTHING
    exact = _own_again(told, _result_again(told, terms))
    if told["outcome"] == "excluded" and exact > 0:  # nothing is left of what is above zero
        return NOTHING
    stated = Decimal(told["amount"])
    if budget := told.get("budget"):
        share = Fraction(exact) * min(Fraction(budget["amount"]) / Fraction(budget["asked"]), 1)
        return stated if abs(Fraction(stated) - share) < Fraction(FEN) + CUT else to_fen(share)
    if (
        told.get("carried_over")
        and abs(Fraction(stated) - Fraction(exact)) <= Fraction(FEN) / 2 + CUT
    ):
        return stated
    return to_fen(exact)


def _result_again(told: dict[str, Any], terms) -> PeriodEntitlement | None:
    """What the versions grant together; None where no version counted anything."""
    slices = [slice_again(each, terms(each["version"])) for each in told["slices"]]
    return period_entitlement(slices) if slices else None


def _own_again(told: dict[str, Any], result: PeriodEntitlement) -> Exact:
    carried = told.get("carried_over")
    if not carried:
        return result.exact
    earned = result.exact if result.raised_from is None else result.raised_from
    made_good = minus(earned, Decimal(carried["carried"]))
    return max(made_good, result.slices[-1].terms.minimum.amount)


def slice_again(told: dict[str, Any], terms: Terms) -> Slice:
    """What a version counted, from its explanation."""
    sums = {name: told[name] for name in COUNTED if told.get(name) is not None}
    numbers = {name: Decimal(text) for name, text in sums.items()}
    return Slice(
        terms,
        **numbers,
        goal_in_pieces=told.get("goal_in_pieces", False),
        facts=facts_from(told.get("facts", {})),
    )


def _terms(programme: int, number: int) -> Terms:
    versions = ProgrammeVersion.objects.prefetch_related("steps")
    return terms_of(versions.get(programme=programme, number=number))

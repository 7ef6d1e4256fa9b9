"""Sums over whole months: from the monthly cells, and from the lines of months that changed."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from channels_mgmt.core.periods import Period, PeriodLength
from channels_mgmt.core.scopes import Scope

from .models import ChangedMonth, MonthlyCell, SalesLine

PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Total:
    """Pieces and yuan, returns deducted."""

    pieces: int = 0
    amount: Decimal = Decimal(0)

    def __add__(self, other: Self) -> "Total":
        return Total(self.pieces + other.pieces, self.amount + other.amount)

    @property
    def price(self) -> Decimal | None:
        """Yuan a piece on average, half-up to the fen; None where no piece is left over."""
        return ratio(self.amount, self.pieces) if self.pieces > 0 else None


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Half-up to two places."""
    return (Decimal(part) / whole).quantize(PLACES, ROUND_HALF_UP)


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Half-up to two places; None of nothing."""
    return ratio(100 * part, whole) if whole > 0 else None


def total(parts: Iterable[Total]) -> Total:
    return sum(parts, Total())


def sums(
    keys: Sequence[str], *, period: Period, scope: Scope, where: Q
) -> dict[tuple[Any, ...], Total]:
    """The totals by ``keys`` (columns that lines and cells share, or ``month``), as far as seen.

    The period is one of whole months. Two queries, and a third where months have changed.
    """
    changed = marked(period)
    cells = MonthlyCell.objects.filter(where, month__gte=period.start, month__lt=period.end)
    found = _summed(cells.exclude(month__in=changed), keys, scope)
    if changed:
        lines = SalesLine.objects.filter(where, _in_months(changed))
        lines = lines.annotate(month=TruncMonth("date")) if "month" in keys else lines
        found |= _added(found, _summed(lines, keys, scope))
    return found


def marked(period: Period) -> list[datetime.date]:
    """The months of the period whose cells are not what their lines say."""
    marks = ChangedMonth.objects.filter(month__gte=period.start, month__lt=period.end)
    return sorted(set(marks.values_list("month", flat=True)))


def _in_months(months: Iterable[datetime.date]) -> Q:
    days = Q()
    for first in months:
        month = Period.containing(first, PeriodLength.MONTH)
        days |= Q(date__gte=month.start, date__lt=month.end)
    return days


def _summed(rows: QuerySet, keys: Sequence[str], scope: Scope) -> dict[tuple, Total]:
    grouped = rows.visible_to(scope).order_by().values_list(*keys)
    totals = grouped.annotate(Sum("quantity"), Sum("amount"))
    return {tuple(key): Total(pieces, amount) for *key, pieces, amount in totals}


def _added(one: dict[tuple, Total], other: dict[tuple, Total]) -> dict[tuple, Total]:
    return {key: one.get(key, Total()) + value for key, value in other.items()}

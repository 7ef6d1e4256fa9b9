"""Monthly cells: the sales lines of a month, summed by everything that a programme can ask for.

Cells are derived from the lines. Whoever adds lines marks their months in the same transaction;
the next reader who needs speed rebuilds the marked months.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Min

from channels_mgmt.core.bulk import days
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.periods import Period, PeriodLength

from .models import ChangedMonth, MonthlyCell, SalesLine
from .product_line_cells import LineCellDifference, differences, file_products, sum_up

Progress = Callable[[int, int], None]

CELL = MonthlyCell._meta.db_table
LINE = SalesLine._meta.db_table
KEYS = "dealer_id, sku_id, region_id, channel, shop_id, kind"
SUMS = "quantity, amount, returned_quantity, returned_amount, lines"
SUMMED_LINES = f"""
    SELECT %s AS month, {KEYS},
           CAST(SUM(quantity) AS bigint) AS quantity,
           CAST(SUM(amount) AS bigint) AS amount,
           CAST(SUM(CASE WHEN quantity < 0 THEN quantity ELSE 0 END) AS bigint)
               AS returned_quantity,
           CAST(SUM(CASE WHEN quantity < 0 THEN amount ELSE 0 END) AS bigint) AS returned_amount,
           COUNT(*) AS lines
      FROM {LINE} WHERE date >= %s AND date < %s GROUP BY {KEYS}
"""
# What cells and lines do not have in common; nothing when the cells are right.
UNEQUAL = f"""
    SELECT {KEYS}, SUM(quantity), SUM(amount) FROM (
        SELECT {KEYS}, {SUMS} FROM {CELL} WHERE month = %s
         UNION ALL
        SELECT {KEYS}, -quantity, -amount, -returned_quantity, -returned_amount, -lines
          FROM ({SUMMED_LINES}) AS lines_of_month
    ) AS both_sides GROUP BY {KEYS}
    HAVING SUM(quantity) <> 0 OR SUM(amount) <> 0 OR SUM(lines) <> 0
        OR SUM(returned_quantity) <> 0 OR SUM(returned_amount) <> 0
"""


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that does not hold what its lines say: cell − lines, in pieces and 1/10,000 yuan."""

    month: datetime.date
    dealer_id: int
    sku_id: int
    quantity: int
    amount: int


def mark_changed(months: Iterable[datetime.date]) -> None:
    """Note that lines dated in these months (any day of them) were added.

    To be called in the transaction that adds the lines, before its batch takes the moment
    ``committed_at``: a run takes its cut-off only when no such transaction is under way.
    """
    firsts = sorted({day.replace(day=1) for day in months})
    ChangedMonth.objects.bulk_create([ChangedMonth(month=first) for first in firsts])


def wait_for_intake() -> None:
    """Within a transaction: let every intake that has marked its months finish first.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {ChangedMonth._meta.db_table} IN SHARE MODE")


@transaction.atomic
def refresh_cells(progress: Progress | None = None) -> int:
    """Rebuild the cells of every changed month; returns how many months that were.

    Only the marks that were read are removed, so lines that are committed meanwhile keep theirs.
    """
    lock_table(MonthlyCell)  # one at a time; reading goes on
    marks = list(ChangedMonth.objects.values_list("pk", "month"))
    months = sorted({month for _, month in marks})
    if file_products():
        for month in sorted(set(known_months()).difference(months)):
            sum_up(month)
    for done, month in enumerate(months, start=1):
        rebuild(month)
        sum_up(month)
        if progress:
            progress(done, len(months))
    ChangedMonth.objects.filter(pk__in=[pk for pk, _ in marks]).delete()
    return len(months)


def rebuild(month: datetime.date) -> None:
    period = Period.containing(month, PeriodLength.MONTH)
    MonthlyCell.objects.filter(month=period.start).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CELL} (month, {KEYS}, {SUMS}) {SUMMED_LINES} ORDER BY {KEYS}",
            days(period.start, period.start, period.end),
        )


def cells_equal_lines() -> Iterator[CellDifference]:
    """Every difference between cells and lines, except in months that are marked as changed."""
    for month in finished_months():
        end = Period.containing(month, PeriodLength.MONTH).end
        with connection.cursor() as cursor:
            cursor.execute(UNEQUAL, days(month, month, month, end))
            for dealer, sku, *_, quantity, amount in cursor.fetchall():
                yield CellDifference(month, dealer, sku, int(quantity), int(amount))


def line_cells_equal_cells() -> Iterator[LineCellDifference]:
    """Every difference between product lines' cells and cells, in the same months."""
    for month in finished_months():
        yield from differences(month)


def finished_months() -> list[datetime.date]:
    """The first days of the months whose cells need not be rebuilt."""
    changed = set(ChangedMonth.objects.values_list("month", flat=True))
    return [month for month in known_months() if month not in changed]


def known_months() -> list[datetime.date]:
    """The first days of all months from the first to the last line or cell."""
    found_days = [
        day
        for found in (
            SalesLine.objects.aggregate(Min("date"), Max("date")),
            MonthlyCell.objects.aggregate(Min("month"), Max("month")),
        )
        for day in found.values()
        if day
    ]
    if not found_days:
        return []
    return list(Period(min(found_days), max(found_days) + datetime.timedelta(days=1)).months())

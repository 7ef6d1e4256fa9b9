"""What was sold, as plain tuples: from the monthly cells where they tell it, else from the lines.

A month is read from its lines when the window cuts it, when lines of it were taken in after the
cut-off, or when its cells are not up to date. The database sums what the reader need not tell
apart, so few rows come out of it; nothing is loaded at once: they are handed on.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from django.db import connection
from django.db.models import QuerySet

from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.periods import Period, PeriodLength

from .groups import Groups
from .models import ChangedMonth, FiledProduct, MonthlyCell, ProductLineCell, SalesLine

__all__ = ["Fact", "Groups", "Known", "facts", "known_at", "parts"]

KEYS = ("dealer_id", "region_id", "channel", "shop_id", "kind", "quantity", "amount")
SKU = "sku_id", "sku_group"
PRODUCT_LINE = "product_line_id", "product_line_group"
CHUNK = 5000
# One number is the quickest thing to sort and to group by: half the time of six columns.
SUMS = """
    SELECT key / {size}, key %% {size},
           CAST(SUM(quantity) AS bigint), CAST(SUM(amount) AS bigint)
      FROM (
        SELECT fact.dealer_id * {size} + {number} AS key, quantity, amount
          FROM ({facts}) AS fact
          JOIN {products} AS product_group ON product_group.id = fact.{product}
          JOIN region_group ON region_group.id = fact.region_id
          {more}
      ) AS numbered GROUP BY key
"""

Fact = tuple[int, int, int, int]
"""dealer, number of the group (`Groups.of`), pieces, 1/10,000 yuan; returns are deducted."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a cut-off: whether lines came later, which months need their lines, and the
    last product that was filed (`FiledProduct`).

    Two equal values before and after reading prove that what was read belongs together.
    """

    as_of: datetime.datetime
    later: bool
    from_lines: frozenset[datetime.date]
    last_filed: int | None


def known_at(as_of: datetime.datetime) -> Known:
    later = later_batches(as_of)
    any_later = later.exists()
    days = SalesLine.objects.filter(batch__in=later).order_by().values_list("date", flat=True)
    touched = {*days.distinct()} if any_later else set()
    touched |= {*ChangedMonth.objects.values_list("month", flat=True)}
    last = FiledProduct.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Known(as_of, any_later, frozenset(day.replace(day=1) for day in touched), last)


def later_batches(as_of: datetime.datetime) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(committed_at__gt=as_of).order_by()


def lines_taken_in(as_of: datetime.datetime) -> QuerySet[SalesLine]:
    """The lines that were taken in until the cut-off."""
    return SalesLine.objects.exclude(batch__in=later_batches(as_of))


def facts(
    *, window: Period, known: Known, groups: Groups, dealers: Collection[int] = ()
) -> Iterator[Sequence[Fact]]:
    """The sums of all lines dated in the window, of these dealers (of all when none is named).

    They come in chunks: a generator for each row is too dear.
    """
    store("sku_group", groups.skus)
    store("region_group", groups.regions)
    if any(groups.shops.values()):
        store("shop_group", groups.shops)
    summed = parts(window, known)
    for part, whole in summed:
        if not whole:
            yield from sums(lines_of(part, known), dealers, groups)
        elif dealers:  # a few rows, found by the index
            yield from sums(cells_of(part), dealers, groups)
    if not dealers:
        yield from facts_of_all([part for part, whole in summed if whole], groups)


def facts_of_all(parts: Collection[Period], groups: Groups) -> Iterator[Sequence[Fact]]:
    """The sums of all dealers over whole months: by product line, as far as a line's products are
    of one group."""
    lines, apart = groups.by_product_line(filed_products()) if parts else ({}, {})
    store("product_line_group", lines)
    store("sku_group", apart)
    for part in parts:
        if lines:
            cells = ProductLineCell.objects.filter(month__gte=part.start, month__lt=part.end)
            yield from sums(cells, (), groups, by=PRODUCT_LINE)
        if apart:
            yield from sums(cells_of(part), (), groups)


def filed_products() -> dict[int, int]:
    return dict(FiledProduct.objects.order_by().values_list("sku_id", "product_line_id"))


def store(table: str, numbers: Mapping[int, int]) -> None:
    """Give the numbers to the database, in a table that this connection alone sees."""
    # On SQLite an integer key is the place of the row itself: found in half the time.
    key = "bigint" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {table}"
            f" (id {key} PRIMARY KEY, number bigint NOT NULL)"
        )
        cursor.execute(f"DELETE FROM {table}")
        if connection.vendor == "postgresql":  # a statement for each row would take a second
            arrays = [list(numbers), list(numbers.values())]
            pairs = "SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
            cursor.execute(f"INSERT INTO {table} {pairs}", arrays)
        else:
            cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s)", list(numbers.items()))


def parts(window: Period, known: Known) -> list[tuple[Period, bool]]:
    """The window cut into stretches that are read alike; True where the cells tell it."""
    found: list[tuple[Period, bool]] = []
    for first in window.months():
        month = Period.containing(first, PeriodLength.MONTH)
        part = Period(max(month.start, window.start), min(month.end, window.end))
        whole = part == month and first not in known.from_lines
        if whole and found and found[-1][1]:
            part = Period(found.pop()[0].start, part.end)
        found.append((part, whole))
    return found


def cells_of(part: Period) -> QuerySet:
    return MonthlyCell.objects.filter(month__gte=part.start, month__lt=part.end)


def lines_of(part: Period, known: Known) -> QuerySet:
    # Without a later batch the index alone answers: no line need be looked at.
    lines = lines_taken_in(known.as_of) if known.later else SalesLine.objects.all()
    return lines.filter(date__gte=part.start, date__lt=part.end)


def sums(
    rows: QuerySet, dealers: Collection[int], groups: Groups, by: tuple[str, str] = SKU
) -> Iterator[Sequence[Fact]]:
    """The integers as they are stored, not as Decimals.

    by: the column by which the product is told, and the table of its group's number.
    """
    if dealers:
        rows = rows.filter(dealer__in=dealers)
    product, products = by
    sql, params = rows.order_by().values_list(*KEYS, product).query.sql_with_params()
    told_apart = any(groups.shops.values())
    summed = SUMS.format(
        facts=sql,
        products=products,
        product=product,
        size=prod(groups.sizes),
        number=groups.sql,
        more="LEFT JOIN shop_group ON shop_group.id = fact.shop_id" if told_apart else "",
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(summed, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk

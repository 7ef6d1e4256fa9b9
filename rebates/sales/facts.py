"""What was sold, as plain tuples: from the monthly cells where they tell it, else from the lines.

A month is read from its lines when the window cuts it, when lines of it were taken in after the
cut-off, or when its cells are not up to date. The database sums what the reader need not tell
apart, so few rows come out of it; nothing is loaded at once: they are handed on.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from django.db import connection
from django.db.models import QuerySet

from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.periods import Period, PeriodLength

from .models import ChangedMonth, MonthlyCell, SalesLine

KEYS = ("dealer_id", "sku_id", "region_id", "channel", "shop_id", "kind")
CHUNK = 5000
# One number is the quickest thing to sort and to group by: half the time of six columns.
SUMS = """
    SELECT key / {size}, key %% {size},
           CAST(SUM(quantity) AS bigint), CAST(SUM(amount) AS bigint)
      FROM (
        SELECT fact.dealer_id * {size} + {number} AS key, quantity, amount
          FROM ({facts}) AS fact
          JOIN sku_group ON sku_group.id = fact.sku_id
          JOIN region_group ON region_group.id = fact.region_id
          {more}
      ) AS numbered GROUP BY key
"""

Fact = tuple[int, int, int, int]
"""dealer, number of the group (`Groups.of`), pieces, 1/10,000 yuan; returns are deducted."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What a reader need not tell apart: the number of its group (from 0), by id or by code.

    A SKU or region without a number is not read. A channel, kind or shop without one, and what was
    sold in no shop, has the number 0.
    """

    skus: Mapping[int, int]
    regions: Mapping[int, int]
    channels: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    shops: Mapping[int, int] = field(default_factory=dict)

    @property
    def sizes(self) -> list[int]:
        """How many numbers there are of each."""
        every = (self.skus, self.regions, self.channels, self.kinds, self.shops)
        return [max(numbers.values(), default=0) + 1 for numbers in every]

    def of(self, number: int) -> tuple[int, ...]:
        """The numbers of SKU, region, channel, kind and shop that a fact's number stands for."""
        found = []
        for size in reversed(self.sizes):
            number, one = divmod(number, size)
            found.append(one)
        return tuple(reversed(found))

    @property
    def sql(self) -> str:
        """The number of a fact."""
        each = (
            "sku_group.number",
            "region_group.number",
            _case("channel", self.channels),
            _case("kind", self.kinds),
            "COALESCE(shop_group.number, 0)" if any(self.shops.values()) else "0",
        )
        found = ""
        for one, size in zip(each, self.sizes, strict=True):
            found = f"({found} * {size} + {one})" if found else one
        return found


def _case(column: str, numbers: Mapping[str, int]) -> str:
    """For a column of few codes, which are the program's own."""
    cases = "".join(f" WHEN '{code}' THEN {number}" for code, number in numbers.items() if number)
    return f"CASE {column}{cases} ELSE 0 END" if cases else "0"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a cut-off: whether lines came later, and which months need their lines.

    Two equal values before and after reading prove that what was read belongs together.
    """

    as_of: datetime.datetime
    later: bool
    from_lines: frozenset[datetime.date]


def known_at(as_of: datetime.datetime) -> Known:
    later = later_batches(as_of)
    days = SalesLine.objects.filter(batch__in=later).order_by().values_list("date", flat=True)
    changed = ChangedMonth.objects.values_list("month", flat=True)
    touched = {day.replace(day=1) for day in [*days.distinct(), *changed]}
    return Known(as_of, later.exists(), frozenset(touched))


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
    for part, whole in parts(window, known):
        rows = cells_of(part) if whole else lines_of(part, known)
        if dealers:
            rows = rows.filter(dealer__in=dealers)
        yield from sums(rows.order_by().values_list(*KEYS, "quantity", "amount"), groups)


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


def sums(rows: QuerySet, groups: Groups) -> Iterator[Sequence[Fact]]:
    """The integers as they are stored, not as Decimals."""
    sql, params = rows.query.sql_with_params()
    told_apart = any(groups.shops.values())
    summed = SUMS.format(
        facts=sql,
        size=prod(groups.sizes),
        number=groups.sql,
        more="LEFT JOIN shop_group ON shop_group.id = fact.shop_id" if told_apart else "",
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(summed, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk

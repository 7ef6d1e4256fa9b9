"""What dealers should have in stock, from what they bought and sold, against what they count.

In: sell-in, and sell-through from another dealer. Out: sell-through, sell-out and online sales.
Returns are negative lines and need no rule of their own. Whole months come from the monthly cells
where these are up to date, the rest from the lines.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Min, QuerySet
from django.utils import timezone

from channels_mgmt.core.bulk import days
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer
from pricing.models import SKU

from .choices import SaleKind
from .facts import known_at, parts
from .models import MonthlyCell, SalesLine, StockCount

IN, THROUGH = str(SaleKind.SELL_IN), str(SaleKind.SELL_THROUGH)
MOVED = "SUM(CASE WHEN kind = %s THEN quantity ELSE -quantity END)"
CELLS = f"SELECT dealer_id, sku_id, {MOVED} AS pieces FROM {MonthlyCell._meta.db_table}"
LINES = f"SELECT dealer_id, sku_id, {MOVED} AS pieces FROM {SalesLine._meta.db_table}"
RECEIVED = (
    "SELECT counterparty_id AS dealer_id, sku_id, SUM(quantity) AS pieces"
    f" FROM {SalesLine._meta.db_table}"
    " WHERE counterparty_id IS NOT NULL AND kind = %s AND date <= %s"
)


@dataclass(frozen=True, slots=True)
class Holding:
    """Pieces of a product at a dealer. ``counted`` is the dealer's own count of that day."""

    dealer_id: int
    sku_id: int
    pieces: int
    counted: int | None

    @property
    def difference(self) -> int | None:
        """Counted less computed: below nothing where pieces are missing."""
        return None if self.counted is None else self.counted - self.pieces


def holdings(
    *, day: datetime.date, dealers: QuerySet[Dealer], skus: QuerySet[SKU] | None = None
) -> list[Holding]:
    """The stock at the end of a day, by dealer and product; what is nothing and not counted is
    left out."""
    computed = _computed(day, dealers, skus)
    counts = StockCount.objects.filter(date=day, dealer__in=dealers).order_by()
    if skus is not None:
        counts = counts.filter(sku__in=skus)
    counted = {(d, s): n for d, s, n in counts.values_list("dealer", "sku", "quantity")}
    keys = {key for key, pieces in computed.items() if pieces} | counted.keys()
    return [
        Holding(dealer, sku, computed.get((dealer, sku), 0), counted.get((dealer, sku)))
        for dealer, sku in keys
    ]


def _computed(
    day: datetime.date, dealers: QuerySet[Dealer], skus: QuerySet[SKU] | None
) -> dict[tuple[int, int], int]:
    selects, parameters = [], []
    for sql, values, dealer in _sources(day):
        conditions, more = _narrowed(dealer, dealers, skus)
        word = "AND" if "WHERE" in sql else "WHERE"
        selects.append(f"{sql} {word} {conditions} GROUP BY {dealer}, sku_id")
        parameters += [*values, *more]
    union = " UNION ALL ".join(selects)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT dealer_id, sku_id, SUM(pieces) FROM ({union}) AS moved"
            " GROUP BY dealer_id, sku_id",
            parameters,
        )
        return {(dealer, sku): int(pieces) for dealer, sku, pieces in cursor.fetchall()}


def _sources(day: datetime.date) -> Iterator[tuple[str, list, str]]:
    """What moved up to the day: the statement, its parameters, the column of the dealer."""
    first = SalesLine.objects.aggregate(first=Min("date"))["first"]
    if first is not None and first <= day:
        window = Period(first.replace(day=1), day + datetime.timedelta(days=1))
        for part, whole in parts(window, known_at(timezone.now())):
            if whole:
                sql = f"{CELLS} WHERE month >= %s AND month < %s"
            else:
                sql = f"{LINES} WHERE date >= %s AND date < %s"
            yield sql, [IN, *days(part.start, part.end)], "dealer_id"
    yield RECEIVED, [THROUGH, *days(day)], "counterparty_id"


def _narrowed(
    dealer: str, dealers: QuerySet[Dealer], skus: QuerySet[SKU] | None
) -> tuple[str, list]:
    sql, parameters = _keys(dealers)
    condition, values = f"{dealer} IN ({sql})", list(parameters)
    if skus is not None:
        sql, parameters = _keys(skus)
        condition, values = f"{condition} AND sku_id IN ({sql})", [*values, *parameters]
    return condition, values


def _keys(rows: QuerySet) -> tuple[str, tuple]:
    return rows.order_by().values("pk").query.sql_with_params()


def last_count(scope: Scope) -> datetime.date | None:
    """The day that is worth looking at first."""
    return StockCount.objects.visible_to(scope).values_list("date", flat=True).first()

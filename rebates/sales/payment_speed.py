"""How fast dealers pay for what they take from the brand."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import cache

from django.db import connection
from django.db.models import QuerySet

from .choices import SaleKind
from .facts import later_batches
from .models import Payment, SalesLine
from .payment_matching import Account, mean_days

CHUNK = 5000
UNITS_IN_A_FEN = 100
BY_DAY = """
    SELECT dealer_id, date, CAST(SUM(amount) AS bigint)
      FROM ({facts}) AS fact
     GROUP BY dealer_id, date
"""


def payment_days(
    dealers: Collection[int],
    start: datetime.date,
    end: datetime.date,
    known_at: datetime.datetime | None,
    today: datetime.date,
) -> dict[int, Fraction]:
    """The mean number of days, weighted by amount, from each dealer's sell-in dated in
    ``start ≤ day < end`` to its payment. Exact.

    Payments and returns settle the oldest purchases first, over all that was ever bought. What is
    unpaid counts to ``today``, what was paid in advance counts no day; a dealer who bought nothing
    in the time, returns of the same day deducted, is not there. Three queries.
    """
    means = {
        dealer: mean_days(account, start, end, today)
        for dealer, account in accounts_of(dealers, known_at, today).items()
    }
    return {dealer: mean for dealer, mean in means.items() if mean is not None}


def accounts_of(
    dealers: Collection[int], known_at: datetime.datetime | None, today: datetime.date
) -> dict[int, Account]:
    """What each dealer bought and paid up to and with today, as far as was known at the moment.

    Who did neither is not there. Read once, they answer for any number of windows.
    """
    found: dict[int, Account] = defaultdict(Account)
    if not dealers:
        return found
    bought, paid = SalesLine.objects.filter(kind=SaleKind.SELL_IN), Payment.objects.all()
    if known_at is not None and (later := later_batches(known_at)).exists():
        bought, paid = bought.exclude(batch__in=later), paid.exclude(batch__in=later)
    for dealer, day, units in _by_day(bought.filter(dealer__in=dealers, date__lte=today)):
        found[dealer].bought[day] = units
    for dealer, day, fen in _by_day(paid.filter(dealer__in=dealers, date__lte=today)):
        found[dealer].paid[day] = fen * UNITS_IN_A_FEN
    return found


def _by_day(rows: QuerySet) -> Iterator[tuple[int, datetime.date, int]]:
    """The stored integers, summed: Decimals would take longer than the sum."""
    sql, params = rows.order_by().values_list("dealer_id", "date", "amount").query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(BY_DAY.format(facts=sql), params)
        while chunk := cursor.fetchmany(CHUNK):
            for dealer, day, units in chunk:
                yield dealer, _date(day), units


@cache
def _date(day: datetime.date | str) -> datetime.date:
    """SQLite answers texts. Dealers share the days: one object for each."""
    return day if isinstance(day, datetime.date) else datetime.date.fromisoformat(day)

"""What dealers are asked to sell in a time: for the attainment measure, and for reading."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from .models import ProductLine, Target

Asked = tuple[Decimal | None, int | None]
"""Yuan and pieces; None where no row says so much as a number of them."""


def target_for(
    dealers: Iterable[int], line: ProductLine | None, start: datetime.date, end: datetime.date
) -> dict[int, Asked | None]:
    """What each dealer is asked for in ``start ≤ day < end``: the sum of the rows inside it.

    By the dealer's key; ``line`` None are the targets for all product lines together, and a line
    is just that one: neither those below it nor the one above. A dealer with no row in the time is
    not there; one with a row that reaches across its bounds has None: a part of a target is
    nobody's promise, so it is not guessed. One query.
    """
    rows = Target.objects.filter(
        dealer__in=dealers, product_line=line, period_from__lt=end, period_to__gt=start
    )
    found: dict[int, list[Target]] = defaultdict(list)
    for row in rows:
        found[row.dealer_id].append(row)
    return {dealer: asked_by(rows, start, end) for dealer, rows in found.items()}


def goals(
    dealers: Iterable[int], line: ProductLine | None, start: datetime.date, end: datetime.date
) -> dict[int, Asked]:
    """What attainment in ``start ≤ day < end`` is measured against: as ``target_for``, but only
    where the rows that name yuan (or pieces) cover every day of the time.

    Of a quarter with a target for its first month alone nothing can be attained: it is left out,
    yuan and pieces apart. A dealer with neither is not there. One query.
    """
    rows = Target.objects.filter(
        dealer__in=dealers, product_line=line, period_from__gte=start, period_to__lte=end
    )
    found: dict[int, list[Target]] = defaultdict(list)
    for row in rows:
        found[row.dealer_id].append(row)
    asked = {dealer: asked_throughout(rows, (end - start).days) for dealer, rows in found.items()}
    return {dealer: goal for dealer, goal in asked.items() if goal != (None, None)}


def asked_throughout(rows: Iterable[Target], days: int) -> Asked:
    """Rows of a dealer and line never overlap: their days add up to those that they cover."""
    money, counts = [], []
    for row in rows:
        if row.amount is not None:
            money.append(row)
        if row.quantity is not None:
            counts.append(row)
    amount = sum((row.amount for row in money), Decimal(0)) if covers(money, days) else None
    return amount, sum(row.quantity for row in counts) if covers(counts, days) else None


def covers(rows: Iterable[Target], days: int) -> bool:
    return sum((row.period_to - row.period_from).days for row in rows) == days


def asked_by(rows: Iterable[Target], start: datetime.date, end: datetime.date) -> Asked | None:
    """The sum of rows that have a day in the time; None where one has others, too."""
    rows = list(rows)
    if any(row.period_from < start or row.period_to > end for row in rows):
        return None
    amounts = [row.amount for row in rows if row.amount is not None]
    pieces = [row.quantity for row in rows if row.quantity is not None]
    return sum(amounts, Decimal(0)) if amounts else None, sum(pieces) if pieces else None

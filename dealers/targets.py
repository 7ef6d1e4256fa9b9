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


def asked_by(rows: Iterable[Target], start: datetime.date, end: datetime.date) -> Asked | None:
    """The sum of rows that have a day in the time; None where one has others, too."""
    rows = list(rows)
    if any(row.period_from < start or row.period_to > end for row in rows):
        return None
    amounts = [row.amount for row in rows if row.amount is not None]
    pieces = [row.quantity for row in rows if row.quantity is not None]
    return sum(amounts, Decimal(0)) if amounts else None, sum(pieces) if pieces else None

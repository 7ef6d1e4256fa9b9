"""What the lines of a run come to; over the lines that a person may see, never more."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

NOTHING = Decimal("0.00")
MONEY = ("due", "already_posted", "amount")
SUMS = {name: Sum(name) for name in MONEY}
COUNTS = {
    "dealers": Count("dealer", distinct=True),
    "lines": Count("pk"),
    "changed": Count("pk", filter=~Q(amount=0)),
}


def totals_of(lines: QuerySet) -> dict[str, Any]:
    return _whole(lines.order_by().aggregate(**COUNTS, **SUMS))


def by_programme(lines: QuerySet) -> list[dict[str, Any]]:
    """The same for each programme, by its code."""
    rows = lines.order_by("programme__code").values("programme", "programme__code")
    return [_whole(row) for row in rows.annotate(**COUNTS, **SUMS)]


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    return {name: NOTHING if value is None else value for name, value in row.items()}

"""What was charged against the price controls that held: the lines that left the band."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from pricing.watch import Judged, Judgement, Watch, watches

from .models import SalesLine

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Breach:
    """A line outside the band; ``price`` is in yuan a piece, of which nothing is rounded."""

    line: int
    found: Judgement
    price: Decimal


@dataclass(slots=True)
class PriceReport(Judged):
    """``lines`` counts those, too, for which no control counts."""

    lines: int = 0
    breaches: list[Breach] = field(default_factory=list)


Row = tuple[int, datetime.date, int, int, str, int, Decimal]


def price_report(lines: QuerySet[SalesLine]) -> PriceReport:
    """Judge lines over pieces above zero, returns left out, each by the control of its day."""
    report, watched = PriceReport(), watches()
    for row in rows_of(lines):
        report.lines += 1
        watch = watched.get(row[2])
        if watch is not None:
            _judge(row, watch, report)
    return report


def rows_of(lines: QuerySet[SalesLine]) -> Iterator[Row]:
    sold = lines.filter(quantity__gt=0).order_by("date", "pk")
    rows = sold.values_list("pk", "date", "sku", "region", "channel", "quantity", "amount")
    return rows.iterator(chunk_size=CHUNK)


def _judge(row: Row, watch: Watch, report: PriceReport) -> None:
    line, day, _sku, region, channel, quantity, amount = row
    found = report.judge(
        watch, region=region, channel=channel, day=day, amount=amount, quantity=quantity
    )
    if found and found.side:
        report.breaches.append(Breach(line, found, amount / quantity))

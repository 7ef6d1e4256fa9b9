"""What was charged against the price controls that held: the lines that left the band."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from pricing.rules.controls import Ambiguous, Control
from pricing.watch import Judgement, Watch, watches

from .models import SalesLine

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Breach:
    """A line outside the band; ``price`` is in yuan a piece, of which nothing is rounded."""

    line: int
    found: Judgement
    price: Decimal

    @property
    def limit(self) -> Decimal:
        limits = self.found.limits
        return limits.floor if self.found.side == "below" else limits.ceiling


@dataclass(slots=True)
class PriceReport:
    """``judged``: lines for which a control counts. ``tied``: controls that contradict another."""

    lines: int = 0
    judged: int = 0
    breaches: list[Breach] = field(default_factory=list)
    tied: dict[int, Control] = field(default_factory=dict)

    def count(self, side: str) -> int:
        return sum(breach.found.side == side for breach in self.breaches)

    @property
    def share_kept(self) -> Decimal | None:
        """Per cent of the judged lines that keep to the band, to two places; None of none."""
        if not self.judged:
            return None
        kept = Decimal(100 * (self.judged - len(self.breaches))) / self.judged
        return kept.quantize(Decimal("0.01"))


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
    try:
        found = watch.judge(
            region=region, channel=channel, day=day, amount=amount, quantity=quantity
        )
    except Ambiguous as error:
        report.tied |= {control.key: control for control in error.controls}
        return
    if found is None:
        return
    report.judged += 1
    if found.side:
        report.breaches.append(Breach(line, found, amount / quantity))

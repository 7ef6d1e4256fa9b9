"""Lines that come after their period was settled: taken in, and settled with the next run."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from channels_mgmt.core.models import ImportBatch
from rebates.sales.models import SalesLine

from ..choices import RunStatus
from ..models import SettlementRun


@dataclass(frozen=True, slots=True)
class Late:
    """How many lines of an import fall into a run that was posted before, and their sum in yuan."""

    run: SettlementRun
    lines: int
    amount: Decimal


def late_lines(batch: ImportBatch) -> list[Late]:
    """By run, the latest first; a line may be dated in the periods of several runs."""
    days = SalesLine.objects.filter(batch=batch).order_by()
    if batch.committed_at is None or not days.exists():
        return []
    found = []
    for run in settled_before(batch.committed_at):
        lines = days.filter(within(run)).aggregate(lines=Count("pk"), amount=Sum("amount"))
        if lines["lines"]:
            found.append(Late(run, **lines))
    return found


def settled_before(moment: datetime.datetime) -> list[SettlementRun]:
    """The posted runs that could not know of what was taken in at this moment."""
    runs = SettlementRun.objects.filter(status=RunStatus.POSTED, reverses=None, as_of__lt=moment)
    return list(runs.order_by("-date_from", "-pk"))


def within(run: SettlementRun) -> Q:
    """The lines that belong to a run by their day and their dealer."""
    lines = Q(date__gte=run.date_from, date__lt=run.date_to)
    return lines & Q(dealer__code__in=run.dealers) if run.dealers else lines

"""Settlement and the imports it counted: what keeps one from being undone, and what follows."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from channels_mgmt.core.models import ImportBatch, ImportStatus
from rebates.sales.models import SalesLine

from ..choices import RunStatus
from ..models import RunLine, SettlementRun

STANDING = (RunStatus.POSTING, RunStatus.POSTED)
UNDER_WAY = (RunStatus.CALCULATING, RunStatus.FAILED, RunStatus.DRAFT, RunStatus.APPROVED)
Days = tuple[datetime.date, datetime.date]
"""The first and the last."""


def posted_on(batch: ImportBatch, *, lock: bool = False) -> Iterator[str]:
    """The posted, not reversed runs whose facts hold lines of the import: dealer and day decide.

    With ``lock`` runs that are under way wait: they then find that the import is undone.
    """
    days = days_of(batch)
    known = SettlementRun.objects.filter(as_of__gte=batch.committed_at, reverses=None)
    if lock:
        list(known.filter(status__in=[*UNDER_WAY, *STANDING]).select_for_update().order_by("pk"))
    for run in known.filter(status__in=STANDING).order_by("pk"):
        if any(measures(line, days) for line in lines_of(run, days)):
            text = _("Settlement run %(run)s (%(days)s) is posted and counts its lines.")
            yield text % {"run": run.pk, "days": run.days}


def days_of(batch: ImportBatch) -> dict[int, list[Days]]:
    """For each dealer of the import, month by month, the first and the last day of its lines."""
    rows = SalesLine.objects.filter(batch=batch).order_by()
    months = rows.annotate(month=TruncMonth("date")).values("dealer_id", "month")
    found = defaultdict(list)
    for row in months.annotate(first=Min("date"), last=Max("date")):
        found[row["dealer_id"]].append((row["first"], row["last"]))
    return found


def lines_of(run: SettlementRun, days: dict[int, list[Days]]) -> Iterator[RunLine]:
    lines = run.lines.filter(dealer__in=list(days)).order_by("pk")
    return lines.only("dealer_id", "explanation").iterator(chunk_size=500)


def measures(line: RunLine, days: dict[int, list[Days]]) -> bool:
    """Whether one of the windows that the line explains itself by holds one of the days."""
    windows = [
        tuple(map(datetime.date.fromisoformat, window))
        for told in line.explanation.get("slices", ())
        for name, window in told.items()
        if name.endswith("_window")
    ]
    return any(
        first < end and start <= last
        for start, end in windows
        for first, last in days[line.dealer_id]
    )


def check_nothing_undone(run: SettlementRun) -> None:
    """Raises ValidationError where an import that the run may have counted was undone since."""
    undone = ImportBatch.objects.filter(
        kind="sales",
        status=ImportStatus.UNDONE,
        committed_at__lte=run.as_of,
        undone_at__gt=run.created_at,
    )
    if batch := undone.order_by("pk").first():
        text = _(
            "Import %(number)s was undone since this run was started. Discard it and calculate"
            " anew."
        )
        raise ValidationError(text % {"number": batch.pk}, "undone")

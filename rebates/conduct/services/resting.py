"""Which cases rest on an import: while one does, its lines, scans and shipments are not undone."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.models import ImportBatch

from ..choices import ViolationStatus
from ..models import Evidence, Finding, Violation

NAMED = 5


def cases_resting_on(batch: ImportBatch, *, lock: bool = False) -> Iterator[str]:
    """The cases in words; none that was dismissed or overturned. For ``core.imports.undoing``."""
    if lock:
        lock_table(Violation)
    told = Evidence.objects.filter(Q(sales_line__batch=batch) | Q(scan__batch=batch))
    shipped = Finding.objects.filter(serial__batch=batch, case__isnull=False)
    rows = Violation.objects.filter(
        Q(pk__in=told.order_by().values("violation")) | Q(pk__in=shipped.order_by().values("case")),
        overturned_at=None,
    )
    numbers = rows.exclude(status=ViolationStatus.DISMISSED).order_by("number")
    found = list(numbers.values_list("number", flat=True)[: NAMED + 1])
    if found:
        more = " …" if len(found) > NAMED else ""
        yield _("Cases rest on it: %(cases)s. Dismiss them first, or overturn them on appeal.") % {
            "cases": ", ".join(found[:NAMED]) + more
        }

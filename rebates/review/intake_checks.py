"""What of the sales is still on its way into the books."""

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import CharField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from channels_mgmt.core.checklists import Asked, Item, Weight
from channels_mgmt.core.imports.aliases import MOST_ROWS, all_unknown, to_be_mapped
from channels_mgmt.core.models import ImportBatch, ImportStatus, RejectedRow, RowStatus
from channels_mgmt.core.scopes import Scope
from rebates.sales.models import SalesLine

from ..choices import RunStatus
from ..models import SettlementRun
from ..services.late_lines import within
from .sold import dealers_asked

UNDECIDED = (ImportStatus.MAPPING, ImportStatus.CHECKING, ImportStatus.CHECKED)
ISO_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$").pattern
MOST_RUNS = 60  # the latest posted ones that are asked whether they knew a line


def sales_files(scope: Scope) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.visible_to(scope).filter(kind="sales").order_by()


def imports_under_way(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Of the files it is not known which days they hold before they are taken in."""
    yield Item(
        "imports_under_way",
        _("Sales files that are being taken in"),
        sales_files(scope).filter(status=ImportStatus.TAKING_IN).count(),
        _("Wait until they are in, then calculate anew: nobody knows yet what they change."),
        Weight.BLOCKS,
        "imports:importbatch_list",
        f"kind=sales&status={ImportStatus.TAKING_IN}",
    )


def imports_undecided(asked: Asked, scope: Scope) -> Iterator[Item]:
    yield Item(
        "imports_undecided",
        _("Sales files that nobody has decided on"),
        sales_files(scope).filter(status__in=UNDECIDED).count(),
        _("They were uploaded and neither taken in nor discarded."),
        Weight.WARNS,
        "imports:importbatch_list",
        "kind=sales",
    )


def waiting_rows(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Rejected rows dated in the days, or on no day that can be read; and what they call otherwise
    than we do."""
    rows = rejected_in(asked, scope)
    yield Item(
        "rejected_rows",
        _("Rejected rows that wait to be corrected"),
        rows.count(),
        _("What they say is missing in this settlement. Correct or discard them."),
        Weight.WARNS,
        "imports:rejectedrow_list",
        f"status={RowStatus.WAITING}",
    )
    found = rows.order_by("batch", "number").values_list("batch", "faults")[:MOST_ROWS]
    told = [(batch, fault) for batch, faults in found for fault in faults]
    names = to_be_mapped([fault for _batch, fault in told])
    yield Item(
        "unmapped_names",
        _("Names in files that stand for nothing yet"),
        len(names),
        _("Say once which record each of them means, then try the rows again."),
        Weight.WARNS,
        "imports:importbatch_detail" if names else "",
        key=first_to_map(told),
    )


def first_to_map(told: list) -> int | None:
    """The first file that has something to be mapped."""
    return next((batch for batch, fault in told if all_unknown([fault])), None)


def rejected_in(asked: Asked, scope: Scope) -> QuerySet[RejectedRow]:
    rows = RejectedRow.objects.visible_to(scope).filter(
        status=RowStatus.WAITING, batch__kind="sales"
    )
    rows = rows.alias(day=Cast(KT("cells__date"), CharField()))
    first, end = str(asked.date_from), str(asked.date_to)
    elsewhere = Q(day__regex=ISO_DAY) & (Q(day__lt=first) | Q(day__gte=end))
    return rows.filter(Q(day=None) | ~elsewhere).order_by()


def late_lines(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Lines that came after their days were settled; those within its own a settlement counts."""
    lines = late(asked, scope)
    inside = Q(date__gte=asked.date_from, date__lt=asked.date_to)
    yield Item(
        "late_lines",
        _("Lines that came after these days were settled"),
        lines.filter(inside).count(),
        _("This settlement counts them, and posts the difference."),
        Weight.TELLS,
        "sales:salesline_list",
        f"date_from={asked.date_from}&date_to={asked.last_day}",
    )
    yield Item(
        "late_lines_elsewhere",
        _("Lines that came after other days were settled"),
        lines.exclude(inside).count(),
        _("This settlement does not reach them: settle those days anew."),
        Weight.WARNS,
        "rebates:settlementrun_list",
    )


def late(asked: Asked, scope: Scope) -> QuerySet[SalesLine]:
    """Lines within posted runs of which none could know them."""
    runs = SettlementRun.objects.filter(status=RunStatus.POSTED, reverses=None).order_by("-pk")
    runs = [run for run in runs[:MOST_RUNS] if covers(run, asked)]
    if not runs:
        return SalesLine.objects.none()
    files = ImportBatch.objects.filter(committed_at__gt=min(run.as_of for run in runs))
    after = reduce(or_, [within(run) & Q(batch__committed_at__gt=run.as_of) for run in runs])
    known = reduce(or_, [within(run) & Q(batch__committed_at__lte=run.as_of) for run in runs])
    lines = SalesLine.objects.filter(batch__in=list(files.values_list("pk", flat=True)))
    return lines.filter(after, dealer__in=dealers_asked(asked, scope)).exclude(known).order_by()


def covers(run: SettlementRun, asked: Asked) -> bool:
    """Whether it settled all that is asked of its days: a run of one programme knows no other."""
    return not run.programmes or set(asked.programmes or ("",)) <= set(run.programmes)

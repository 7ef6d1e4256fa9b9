"""Rows that an import of the good rows left out: kept, corrected, tried again, discarded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..approval import reason_given
from ..audit import Recorded, record, record_many
from ..models import ImportBatch, RejectedRow, RowStatus
from ..scopes import Access
from ..told import told
from .columns import Layout
from .corrections import UNREADABLE, day_columns, days_written_out
from .kinds import kind_named
from .mappings import our_name
from .report import Faults, Report

BATCH = 500
Cells = Iterable[tuple[int, Sequence[str]]]


def keep_rejected(batch: ImportBatch, layout: Layout, faults: Faults, cells: Cells) -> None:
    """Write down every row that has faults, in the transaction that leaves them out."""
    rows = _rejected(batch, layout, faults, cells)
    while chunk := list(islice(rows, BATCH)):
        RejectedRow.objects.bulk_create(chunk)


def _rejected(
    batch: ImportBatch, layout: Layout, faults: Faults, cells: Cells
) -> Iterator[RejectedRow]:
    by_row = faults_by_row(faults)
    missing = faults.rows - {0, 1}
    dated = day_columns(layout.columns) & set(layout.positions)
    days = [layout.positions[name] for name in dated]
    for number, row in cells:
        if number in missing:
            missing.discard(number)
            row = days_written_out(row, days, faults.epoch)
            said = [in_our_names(fault, batch, layout) for fault in by_row[number]]
            named = {name: row[place] for name, place in layout.positions.items()}
            yield RejectedRow(batch=batch, number=number, cells=named, faults=said)
    nothing = dict.fromkeys(layout.positions, "")
    for number in sorted(missing):  # what could not even be cut into cells
        yield RejectedRow(batch=batch, number=number, cells=nothing, faults=by_row[number])


def in_our_names(fault: dict[str, Any], batch: ImportBatch, layout: Layout) -> dict[str, Any]:
    """The reader of a file knows its titles alone."""
    return fault | {"column": our_name(fault["column"], batch.mapping, layout.columns)}


def faults_by_row(faults: Faults) -> dict[int, list[dict[str, Any]]]:
    """The faults of each row as an answer of the import names them."""
    found = defaultdict(list)
    for error in faults.errors:
        found[error.row].append(asdict(error))
    return found


def waiting_rows(batch: ImportBatch):
    return RejectedRow.objects.filter(batch=batch, status=RowStatus.WAITING).order_by("number")


@transaction.atomic
def correct_row(*, row: RejectedRow, cells: Mapping[str, str], access: Access) -> Report:
    """Put other texts into a row's cells, keep them, and try it again.

    Raises ValidationError when the row waits no more, PermissionDenied.
    """
    row = _still_waiting(RejectedRow.objects.filter(pk=row.pk))[0]
    kind_named(row.batch.kind).authorise(access)
    new = {name: str(cells.get(name, text)).strip() for name, text in row.cells.items()}
    if new != row.cells:
        before = {name: text for name, text in row.cells.items() if new[name] != text}
        after = {name: new[name] for name in before}
        record("changed", row, by=access.user, before=before, after=after)
        row.cells = new
        row.faults = [fault for fault in row.faults if fault["column"] not in after]
        row.save(update_fields=["cells"])
    return _try(row.batch, [row], access)


@transaction.atomic
def try_again(*, batch: ImportBatch, access: Access, row: RejectedRow | None = None) -> Report:
    """Try all waiting rows of an import, or one of them: a new import takes the good ones in.

    Raises ValidationError when none waits, PermissionDenied.
    """
    kind_named(batch.kind).authorise(access)
    chosen = waiting_rows(batch) if row is None else RejectedRow.objects.filter(pk=row.pk)
    return _try(batch, _still_waiting(chosen), access)


def _try(batch: ImportBatch, rows: Sequence[RejectedRow], access: Access) -> Report:
    from .service import import_cells  # the service keeps rows by this module

    header = list(rows[0].cells)
    new = ImportBatch(
        kind=batch.kind, file_name=batch.file_name, created_by=access.user, corrects=batch
    )
    cells = [(row.number, [row.cells.get(name, "") for name in header]) for row in rows]
    report, faults = import_cells(
        kind=batch.kind,
        header=header,
        cells=cells,
        access=access,
        batch=new,
        standing=[fault for row in rows for fault in row.faults if fault["code"] in UNREADABLE],
    )
    if faults.of_file:
        raise ValidationError([error.message for error in faults.listed()])
    _write_down(rows, faults, new if report.batch else None, access)
    return report


def _write_down(
    rows: Sequence[RejectedRow], faults: Faults, into: ImportBatch | None, access: Access
) -> None:
    by_row = faults_by_row(faults)
    good = [row for row in rows if row.number not in faults.rows]
    for row in rows:
        row.faults = by_row.get(row.number, [])
    for row in good:
        row.taken_into = into
        row.reason = "" if into else told(gettext_lazy("It was there already."))
        _decide(row, RowStatus.TAKEN_IN, access)
    fields = ["faults", "status", "taken_into", "reason", "decided_by", "decided_at"]
    RejectedRow.objects.bulk_update(rows, fields, batch_size=BATCH)
    moved = {"status": RowStatus.TAKEN_IN.value}
    before = {"status": RowStatus.WAITING.value}
    record_many((Recorded("moved", row, before, moved) for row in good), by=access.user)


@transaction.atomic
def discard_row(*, row: RejectedRow, access: Access, reason: str) -> RejectedRow:
    """Decide against a row, and say why; it stays to be seen.

    Raises ValidationError when the row waits no more, PermissionDenied.
    """
    [row] = discard_rows(rows=RejectedRow.objects.filter(pk=row.pk), access=access, reason=reason)
    return row


@transaction.atomic
def discard_rows(*, rows: Any, access: Access, reason: str) -> list[RejectedRow]:
    """The same for several; those that wait no more are refused together."""
    reason = reason_given(reason)
    found = _still_waiting(rows)
    for row in found:
        kind_named(row.batch.kind).authorise(access)
        row.reason = reason
        _decide(row, RowStatus.DISCARDED, access)
    fields = ["status", "reason", "decided_by", "decided_at"]
    RejectedRow.objects.bulk_update(found, fields, batch_size=BATCH)
    before, after = {"status": RowStatus.WAITING.value}, {"status": RowStatus.DISCARDED.value}
    changes = (Recorded("discarded", row, before, after) for row in found)
    record_many(changes, by=access.user, reason=reason)
    return found


def _decide(row: RejectedRow, status: RowStatus, access: Access) -> None:
    row.status, row.decided_by, row.decided_at = status, access.user, timezone.now()


def _still_waiting(rows: Any) -> list[RejectedRow]:
    """The rows, locked; whoever else decides about them waits."""
    found = list(rows.select_related("batch").select_for_update(of=("self",)))
    if not found:
        raise ValidationError(_("No row waits to be corrected."), "decided")
    for row in found:
        if row.status != RowStatus.WAITING:
            message = _("This row was decided already: %(status)s.")
            raise ValidationError(message % {"status": row.get_status_display()}, "decided")
    return found

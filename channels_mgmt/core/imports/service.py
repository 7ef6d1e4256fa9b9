"""One file, one transaction: taken in whole, or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit import record
from ..models import ImportBatch, ImportStatus
from ..scopes import Access
from .columns import Layout, lay_out
from .kinds import Intake, Kind, kind_named
from .readers import open_table, sha256_of
from .report import Fault, Faults, FileFault, Report

Progress = Callable[[int, int], None]
REPORT_EVERY = 2_000
Cells = Iterator[tuple[int, Sequence[str]]]


def import_file(
    *,
    kind: str,
    path: Path,
    access: Access,
    file_name: str = "",
    dry_run: bool = False,
    accept_good: bool = False,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    batch: ImportBatch | None = None,
) -> Report:
    """Take a CSV or XLSX file in: all of it, or with ``accept_good`` its good rows, or nothing.

    A dry run does the very same and rolls it back. ``mapping`` names our column for a header of
    the file. ``progress`` hears how much of how much is read. ``batch`` is the row of an upload
    that waits for this; without one it is made. Raises UnknownKind and PermissionDenied.
    """
    path = Path(path)
    chosen = kind_named(kind)
    chosen.authorise(access)
    faults = Faults()
    digest = sha256_of(path)
    try:
        table = open_table(path, faults)
    except FileFault as fault:
        faults.add_to_file(fault.row, "", fault.value, fault)
        return Report(kind, digest, errors=faults.listed(), dry_run=dry_run, refused=True)
    layout = lay_out(table.header, chosen.columns, faults, mapping)
    cells = table.rows if progress is None else _reporting(table.rows, table.progress, progress)
    work = _Work(chosen, access, faults, layout, cells, dry_run, accept_good)
    return work.run(batch or _batch(kind, file_name or path.name, access), lambda: digest)


def import_rows(
    *,
    kind: str,
    rows: Iterable[Mapping[str, Any]],
    access: Access,
    name: str,
    dry_run: bool = False,
) -> Report:
    """The same for rows that are no file; the first is row 2, as below a header.

    The columns are those that any row of a sequence names, and all of them for a mere iterator.
    The digest is that of the rows as JSON.
    """
    chosen = kind_named(kind)
    chosen.authorise(access)
    faults = Faults()
    header = [column.name for column in chosen.columns]
    if isinstance(rows, Sequence):
        header = list(dict.fromkeys(chain.from_iterable(rows)))
    layout = lay_out(header, chosen.columns, faults)
    digest = hashlib.sha256()
    cells = _as_cells(rows, header, faults, digest)
    work = _Work(chosen, access, faults, layout, cells, dry_run, accept_good=False)
    return work.run(_batch(kind, name, access), digest.hexdigest)


def _batch(kind: str, name: str, access: Access) -> ImportBatch:
    return ImportBatch(kind=kind, file_name=name[:200], created_by=access.user)


class _Work:
    def __init__(
        self,
        kind: Kind,
        access: Access,
        faults: Faults,
        layout: Layout,
        cells: Cells,
        dry_run: bool,
        accept_good: bool,
    ) -> None:
        self.kind, self.access, self.faults, self.layout = kind, access, faults, layout
        self.cells, self.dry_run, self.accept_good = cells, dry_run, accept_good
        self.rows = 0

    def run(self, batch: ImportBatch, digest: Callable[[], str]) -> Report:
        try:
            with transaction.atomic():
                report = self._take(batch, digest)
        except (IntegrityError, OperationalError) as error:
            # Most likely two imports of the same records at once: the database let one win, or
            # ended a deadlock of both.
            message = _("The database refused it, perhaps for another import just now: %(why)s")
            self.faults.add_to_file(0, "", "", Fault("refused", message % {"why": error}))
            return self._report(None, digest())
        return report

    def _take(self, batch: ImportBatch, digest: Callable[[], str]) -> Report:
        waiting = batch.pk is not None
        if not waiting:
            batch.save()
        intake = self._intake(batch)
        if not any(error.code == "missing_column" for error in self.faults.errors):
            self.kind.take(intake)
        report = self._report(intake, digest())
        if self.dry_run or report.refused or not (report.accepted or waiting):
            transaction.set_rollback(True)
            return report
        return _commit(batch, report, self.access)

    def _intake(self, batch: ImportBatch) -> Intake:
        read = self.layout.reader(self.kind.resolvers(self.access), self.faults)
        return Intake(
            access=self.access,
            batch=batch,
            present=self.layout.present,
            rows=((number, read(number, cells)) for number, cells in self._counted()),
            faults=self.faults,
            accept_good=self.accept_good,
        )

    def _counted(self) -> Cells:
        for number, cells in self.cells:
            self.rows += 1
            yield number, cells

    def _report(self, intake: Intake | None, digest: str) -> Report:
        rejected = len(self.faults.rows - {0, 1})
        accepted = intake.accepted if intake and not self.faults.of_file else 0
        bad = bool(rejected or self.faults.of_file)
        refused = bad and (self.faults.of_file or not self.accept_good or not accepted)
        if refused and not self.dry_run:
            accepted = 0
        total = intake.amount_total if intake else None
        if total is not None and not accepted:
            total = Decimal(0)
        return Report(
            kind=self.kind.name,
            file_sha256=digest,
            rows=self.rows + self.faults.unread,
            accepted=accepted,
            rejected=rejected,
            duplicates=intake.duplicates if intake else 0,
            amount_total=total,
            errors=self.faults.listed(),
            dry_run=self.dry_run,
            refused=refused,
        )


def _commit(batch: ImportBatch, report: Report, access: Access) -> Report:
    """The last act of the transaction: the moment ``committed_at`` is later than every write."""
    answer = report.as_json()
    batch.file_sha256 = report.file_sha256
    for total in ("rows", "accepted", "rejected", "duplicates", "errors"):
        setattr(batch, total, answer[total])
    batch.amount_total = report.amount_total
    batch.status = ImportStatus.COMMITTED
    batch.committed_at = timezone.now()
    batch.save()
    totals = {name: answer[name] for name in answer if name not in ("errors", "batch")}
    record("imported", batch, by=access.user, after=totals)
    return replace(report, batch=batch.pk)


def _reporting(rows: Cells, read: Callable[[], tuple[int, int]], progress: Progress) -> Cells:
    for count, row in enumerate(rows):
        if count % REPORT_EVERY == 0:
            progress(*read())
        yield row
    progress(*read())


def _as_cells(rows: Iterable[Mapping], header: list[str], faults: Faults, digest) -> Cells:
    known = set(header)
    for number, row in enumerate(rows, start=2):
        cells = [_cell(row.get(name)) for name in header]
        line = dict(zip(header, cells, strict=True))
        digest.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        for name in row.keys() - known:
            message = _("There is no column “%(column)s” in this kind of file.")
            fault = Fault("unknown_column", message % {"column": name})
            faults.add(number, str(name), row[name], fault)
        yield number, cells


def _cell(value: Any) -> str:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float, which is not exact: give text or a Decimal.")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)

"""Rows on their way in: checked and written in one transaction, and what came of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit import record
from ..models import ImportBatch, ImportStatus
from ..scopes import Access
from .columns import Layout
from .kinds import Intake, Kind
from .rejected import keep_rejected
from .report import Fault, Faults, Report

Cells = Iterator[tuple[int, Sequence[str]]]


@dataclass
class Work:
    """Rows on their way in. ``again`` gives them once more, for those that are left out."""

    kind: Kind
    access: Access
    faults: Faults
    layout: Layout
    cells: Cells
    again: Callable[[], Cells] | None = None
    dry_run: bool = False
    accept_good: bool = False
    rows: int = 0

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
        if report.rejected and self.again is not None:
            keep_rejected(batch, self.layout, self.faults, self.again())
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
            notices=self.faults.notices.listed(),
        )


def note(batch: ImportBatch, report: Report) -> None:
    """The totals and faults of a report, on the row of the import."""
    answer = report.as_json()
    batch.file_sha256 = report.file_sha256
    for total in ("rows", "accepted", "rejected", "duplicates", "errors"):
        setattr(batch, total, answer[total])
    batch.amount_total = report.amount_total
    batch.notices = [asdict(notice) for notice in report.notices]


def _commit(batch: ImportBatch, report: Report, access: Access) -> Report:
    """The last act of the transaction: the moment ``committed_at`` is later than every write."""
    note(batch, report)
    batch.status = ImportStatus.COMMITTED
    batch.committed_at = timezone.now()
    batch.save()
    answer = report.as_json()
    totals = {name: answer[name] for name in answer if name not in ("errors", "batch", "notices")}
    record("imported", batch, by=access.user, after=totals)
    return replace(report, batch=batch.pk)

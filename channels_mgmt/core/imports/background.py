"""Large files are looked into and taken in by a worker: whoever uploaded one may leave the page."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ..audit import record
from ..job_control import cancel
from ..jobs import enqueue
from ..models import ImportBatch, ImportStatus, Job, JobStatus, User
from ..scopes import SYSTEM, Access
from .aliases import Chosen, map_text
from .kinds import kind_named
from .report import Fault, Faults, Report
from .service import Progress
from .undoing import to_be_undone, undo_import
from .uploads import assign, commit, examine, keep_upload, move, undecided

IN_REQUEST = 2 * 1024 * 1024  # bytes of text: some 25,000 lines, about a second
PACKED = 6  # a workbook holds about so many times its own size
AT_WORK = (ImportStatus.CHECKING, ImportStatus.TAKING_IN, ImportStatus.UNDOING)
MANY_ROWS = 25_000  # to be undone: longer than a second

_access_of: Callable[[User], Access] | None = None


def access_is(function: Callable[[User], Access]) -> None:
    """What a person may do, asked again when the worker acts for her; said in ``ready()``."""
    global _access_of
    _access_of = function


def access_for(by: int | None) -> Access:
    if by is None:
        return SYSTEM
    return _access_of(User.objects.get(pk=by))


def is_large(batch: ImportBatch) -> bool:
    """Whether it would keep a request waiting."""
    if not batch.file:
        return False
    limit = getattr(settings, "IMPORT_IN_REQUEST", IN_REQUEST)
    with batch.file.open("rb") as file:
        packed = file.read(2) == b"PK"
    return batch.file.size * (PACKED if packed else 1) > limit


@transaction.atomic
def upload(*, kind: str, file: Any, access: Access) -> ImportBatch:
    """Keep a file and look into it, now or by a worker. Raises as ``keep_upload``."""
    return _look_into(keep_upload(kind=kind, file=file, access=access), access)


@transaction.atomic
def assign_columns(*, access: Access, batch: ImportBatch, **more: Any) -> ImportBatch:
    """``assign``, and the check that follows."""
    return _look_into(assign(batch=batch, access=access, **more), access)


@transaction.atomic
def map_unknown(*, batch: ImportBatch, chosen: Iterable[Chosen], access: Access) -> ImportBatch:
    """Keep what the unknown texts of an import stand for; one that waits is looked into anew.

    Raises as ``map_text``.
    """
    kind_named(batch.kind).authorise(access)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    for each in chosen:
        map_text(model=each.model, text=each.text, code=each.code, access=access)
    if batch.status != ImportStatus.CHECKED:
        return batch
    return _look_into(move(batch, ImportStatus.CHECKING), access)


def take_in(*, batch: ImportBatch, access: Access, accept_good: bool = False) -> Report | None:
    """``commit``; None where a worker will do it."""
    if not is_large(batch):
        return commit(batch=batch, access=access, accept_good=accept_good)
    with transaction.atomic():
        batch = undecided(batch, ImportStatus.CHECKED)
        kind_named(batch.kind).authorise(access)
        batch.status = ImportStatus.TAKING_IN
        _hand_over(batch, "take_in_import", access, accept_good=accept_good)
    return None


@transaction.atomic
def undo(*, batch: ImportBatch, access: Access, reason: str) -> tuple[ImportBatch, bool]:
    """``undo_import``; False where a worker will do it. Raises the same, also then at once."""
    if batch.accepted <= getattr(settings, "UNDO_IN_REQUEST", MANY_ROWS):
        return undo_import(batch=batch, access=access, reason=reason), True
    _kind, batch, reason = to_be_undone(batch, access, reason)
    if batch.status == ImportStatus.UNDOING:
        raise ValidationError(_("A worker is undoing this import already."), "undoing")
    batch.status = ImportStatus.UNDOING
    _hand_over(batch, "undo_import", access, reason=reason)
    return batch, False


def _look_into(batch: ImportBatch, access: Access) -> ImportBatch:
    if not is_large(batch):
        return examine(batch=batch, access=access)
    _hand_over(batch, "check_import", access)
    return batch


def _hand_over(batch: ImportBatch, task: str, access: Access, **more: Any) -> None:
    arguments = {
        "batch": batch.pk,
        "by": access.user and access.user.pk,
        "language": translation.get_language(),  # in which the faults are told
        **more,
    }
    batch.job = enqueue(task=task, arguments=arguments, by=access.user)
    batch.save()


def check_kept(*, batch: int, by: int | None, language: str, progress: Progress) -> None:
    """The worker's part of an upload; it may be done twice."""
    found = ImportBatch.objects.get(pk=batch)
    if found.status == ImportStatus.CHECKING:
        with translation.override(language), refusals_in_words():
            examine(batch=found, access=access_for(by), progress=progress)


def take_in_kept(
    *, batch: int, by: int | None, language: str, accept_good: bool, progress: Progress
) -> None:
    """The worker's part of taking in. A refusal is the job's failure, in the report's words."""
    found = ImportBatch.objects.get(pk=batch)
    if found.status != ImportStatus.TAKING_IN:
        return  # a worker before us got that far
    with translation.override(language), refusals_in_words():
        report = commit(
            batch=found, access=access_for(by), accept_good=accept_good, progress=progress
        )
        if report.refused:
            raise ValidationError(report.sentence())


def undo_kept(
    *, batch: int, by: int | None, language: str, reason: str, progress: Progress
) -> None:
    """The worker's part of undoing; what rests on the import since then is the job's failure."""
    found = ImportBatch.objects.get(pk=batch)
    if found.status == ImportStatus.UNDOING:
        with translation.override(language), refusals_in_words():
            undo_import(batch=found, access=access_for(by), reason=reason, progress=progress)


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """A right that was taken away meanwhile is no error of the worker: it need not try again."""
    try:
        yield
    except PermissionDenied as error:
        raise ValidationError(str(error) or _("You may not do this any more.")) from None


@transaction.atomic
def without_result(*, batch: int, language: str, error: str, **_more: Any) -> None:
    """The job has failed or was cancelled: the file can be decided about again."""
    found = ImportBatch.objects.select_for_update().get(pk=batch)
    if found.status == ImportStatus.TAKING_IN:
        move(found, ImportStatus.CHECKED)
    elif found.status == ImportStatus.UNDOING:
        move(found, ImportStatus.COMMITTED)
    elif found.status == ImportStatus.CHECKING and error:
        faults = Faults()
        with translation.override(language):
            message = _("The file could not be checked: %(why)s") % {"why": error}
        faults.add_to_file(0, "", "", Fault("not_checked", message))
        found.errors = Report(found.kind, "", errors=faults.listed()).as_json()["errors"]
        move(found, ImportStatus.CHECKED)
    elif found.status == ImportStatus.CHECKING:
        move(found, ImportStatus.DISCARDED)


def cancel_work(*, batch: ImportBatch, access: Access) -> None:
    """Ask the worker to stop: what it was checking is discarded, what it took in is not written.

    Raises ValidationError when it had ended already, PermissionDenied.
    """
    kind_named(batch.kind).authorise(access)
    batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    if batch.status not in AT_WORK or batch.job is None:
        message = _("This import was decided already: %(status)s.")
        raise ValidationError(message % {"status": batch.get_status_display()}, "decided")
    cancel(batch.job)  # first: while it goes on nobody else can write to SQLite
    record("cancelled", batch, by=access.user, before={"status": batch.status})


def shown_job(batch: ImportBatch) -> Job | None:
    """The job of the import as long as there is something to say of it."""
    if batch.job is None or batch.status in AT_WORK:
        return batch.job
    ended_badly = batch.job.status in (JobStatus.FAILED, JobStatus.CANCELLED)
    as_it_was = {"undo_import": ImportStatus.COMMITTED}.get(batch.job.task, ImportStatus.CHECKED)
    return batch.job if ended_badly and batch.status == as_it_was else None

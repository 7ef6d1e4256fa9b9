"""An upload in two steps: checked first, then taken in or discarded by a person."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ..audit import record
from ..models import ImportBatch, ImportStatus
from ..scopes import Access
from .kinds import kind_named
from .report import Report
from .service import import_file

MAX_BYTES = 50 * 1024 * 1024
TOTALS = ("rows", "accepted", "rejected", "duplicates", "errors")


def max_bytes() -> int:
    return getattr(settings, "IMPORT_MAX_BYTES", MAX_BYTES)


def check_size(file: UploadedFile) -> None:
    """Raises ValidationError for a file that a request should not be kept busy with."""
    if file.size > max_bytes():
        message = _(
            "The file has %(size)s MB; at most %(max)s MB can be uploaded. Split it, or have it "
            "taken in on the server: manage.py import_data."
        )
        parts = {"size": f"{file.size / 2**20:,.0f}", "max": f"{max_bytes() / 2**20:,.0f}"}
        raise ValidationError(message % parts, "too_big")


def upload(*, kind: str, file: UploadedFile, access: Access) -> ImportBatch:
    """Keep a file and check it; nothing of what it says is written yet.

    Raises UnknownKind, PermissionDenied, ValidationError (too big).
    """
    kind_named(kind).authorise(access)
    check_size(file)
    batch = ImportBatch(
        kind=kind, file_name=Path(file.name).name[-200:], created_by=access.user, file=file
    )
    batch.save()
    report = import_file(
        kind=kind,
        path=Path(batch.file.path),
        access=access,
        file_name=batch.file_name,
        dry_run=True,
    )
    _note(batch, report)
    return batch


@transaction.atomic
def commit(*, batch: ImportBatch, access: Access, accept_good: bool = False) -> Report:
    """Take a checked file in. It is checked anew: the world may have changed since.

    A refused one stays as it was, with its faults as they are now. Raises ValidationError when it
    was decided already, PermissionDenied.
    """
    batch = _undecided(batch)
    report = import_file(
        kind=batch.kind,
        path=Path(batch.file.path),
        access=access,
        file_name=batch.file_name,
        accept_good=accept_good,
        batch=batch,
    )
    if report.refused:
        _note(ImportBatch.objects.get(pk=batch.pk), report)
    return report


@transaction.atomic
def discard(*, batch: ImportBatch, access: Access) -> ImportBatch:
    """Decide against a checked file. Raises ValidationError, PermissionDenied."""
    batch = _undecided(batch)
    kind_named(batch.kind).authorise(access)
    batch.status = ImportStatus.DISCARDED
    batch.save(update_fields=["status"])
    record("discarded", batch, by=access.user, before={"status": ImportStatus.CHECKED.value})
    return batch


def _undecided(batch: ImportBatch) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.status != ImportStatus.CHECKED:
        message = _("This import was decided already: %(status)s.")
        raise ValidationError(message % {"status": batch.get_status_display()}, "decided")
    return batch


def _note(batch: ImportBatch, report: Report) -> None:
    answer = report.as_json()
    batch.file_sha256 = report.file_sha256
    batch.amount_total = report.amount_total
    for name in TOTALS:
        setattr(batch, name, answer[name])
    batch.save()

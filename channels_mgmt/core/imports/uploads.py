"""An upload in steps: its columns assigned, checked, then taken in or discarded by a person.

Small files go through them within the request, large ones by a worker (``background``).
"""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ..audit import record
from ..models import ImportBatch, ImportStatus
from ..scopes import Access
from .kinds import Kind, kind_named
from .mappings import fits, remember, remembered
from .report import Faults, FileFault, Report
from .service import Progress, import_file
from .work import note

MAX_BYTES = 50 * 1024 * 1024


def max_bytes() -> int:
    return getattr(settings, "IMPORT_MAX_BYTES", MAX_BYTES)


def check_size(file: UploadedFile) -> None:
    """Raises ValidationError for a file that is too large to be uploaded."""
    if file.size > max_bytes():
        message = _(
            "The file has %(size)s MB; at most %(max)s MB can be uploaded. Split it, or have it "
            "taken in on the server: manage.py import_data."
        )
        parts = {"size": f"{file.size / 2**20:,.0f}", "max": f"{max_bytes() / 2**20:,.0f}"}
        raise ValidationError(message % parts, "too_big")


def keep_upload(*, kind: str, file: UploadedFile, access: Access) -> ImportBatch:
    """Keep a file that is still to be looked into.

    Raises UnknownKind, PermissionDenied, ValidationError (too big).
    """
    kind_named(kind).authorise(access)
    check_size(file)
    batch = ImportBatch(
        kind=kind,
        file_name=Path(file.name).name[-200:],
        created_by=access.user,
        file=file,
        status=ImportStatus.CHECKING,
    )
    batch.save()
    return batch


def keep_source(report: Report, path: Path, name: str) -> None:
    """Keep the file that an import has just come from, for the history; nothing where it wrote
    nothing."""
    if report.batch:
        with path.open("rb") as file:
            ImportBatch.objects.get(pk=report.batch).file.save(Path(name).name[-100:], File(file))


def examine(*, batch: ImportBatch, access: Access, progress: Progress | None = None) -> ImportBatch:
    """Check a kept file as soon as its columns are known; nothing of what it says is written yet.

    Where they are not ours, the mapping remembered for its source is applied; where there is none,
    the file waits for one.
    """
    kind = kind_named(batch.kind)
    header = header_of(batch)
    if header and not batch.mapping and not fits(header, kind):
        batch.mapping = remembered(kind, header) or {}
        if not batch.mapping:
            return move(batch, ImportStatus.MAPPING)
    report = import_file(
        kind=batch.kind,
        path=Path(batch.file.path),
        access=access,
        file_name=batch.file_name,
        dry_run=True,
        mapping=batch.mapping or None,
        progress=progress,
    )
    note(batch, report)
    return move(batch, ImportStatus.CHECKED)


def header_of(batch: ImportBatch) -> list[str]:
    """The titles of a kept file; none where it cannot be read, which the check then says."""
    try:
        table = kind_named(batch.kind).open_table(Path(batch.file.path), Faults())
        return [title.strip() for title in table.header]
    except (FileFault, OSError):
        return []


@transaction.atomic
def assign(
    *, batch: ImportBatch, header: list[str], mapping: Mapping[str, str], access: Access
) -> ImportBatch:
    """Decide which of our columns each title is, and remember it for this source.

    The file is then to be examined anew. Raises ValidationError when it was decided already,
    PermissionDenied.
    """
    batch = undecided(batch, ImportStatus.MAPPING, ImportStatus.CHECKED)
    kind = kind_named(batch.kind)
    kind.authorise(access)
    remember(kind=kind, header=header, mapping=mapping, access=access)
    before, batch.mapping = batch.mapping, dict(mapping)
    record("changed", batch, by=access.user, before={"mapping": before}, after={"mapping": mapping})
    return move(batch, ImportStatus.CHECKING)


def commit(
    *,
    batch: ImportBatch,
    access: Access,
    accept_good: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take a checked file in. It is checked anew: the world may have changed since.

    A refused one stays as it was, with its faults as they are now. Raises ValidationError when it
    was decided already, PermissionDenied.
    """
    with transaction.atomic():
        batch = undecided(batch, ImportStatus.CHECKED, ImportStatus.TAKING_IN)
        report = import_file(
            kind=batch.kind,
            path=Path(batch.file.path),
            access=access,
            file_name=batch.file_name,
            accept_good=accept_good,
            mapping=batch.mapping or None,
            batch=batch,
            progress=progress,
        )
        if report.refused:
            batch = ImportBatch.objects.get(pk=batch.pk)
            note(batch, report)
            move(batch, ImportStatus.CHECKED)
    return report


@transaction.atomic
def discard(*, batch: ImportBatch, access: Access) -> ImportBatch:
    """Decide against a file. Raises ValidationError, PermissionDenied."""
    batch = undecided(batch, ImportStatus.MAPPING, ImportStatus.CHECKED)
    kind_named(batch.kind).authorise(access)
    record("discarded", batch, by=access.user, before={"status": batch.status})
    return move(batch, ImportStatus.DISCARDED)


def undecided(batch: ImportBatch, *allowed: ImportStatus) -> ImportBatch:
    """The import, locked, in one of these states; ValidationError where it is in another."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.status in (ImportStatus.CHECKING, ImportStatus.TAKING_IN, ImportStatus.MAPPING):
        message = _("The file is not ready for this: %(status)s.")
    else:
        message = _("This import was decided already: %(status)s.")
    if batch.status not in allowed:
        raise ValidationError(message % {"status": batch.get_status_display()}, "decided")
    return batch


def move(batch: ImportBatch, to: ImportStatus) -> ImportBatch:
    batch.status = to
    batch.save()
    return batch


def kind_of(batch: ImportBatch) -> Kind:
    return kind_named(batch.kind)

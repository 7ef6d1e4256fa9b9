"""Taking an import back: undone as a whole while nothing rests on it, reversed afterwards.

What rests on it, upper floors know: they register (``depends``) in ``AppConfig.ready()``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..approval import reason_given
from ..audit import record
from ..models import ImportBatch, ImportStatus, UndoneImport
from ..scopes import Access
from .kinds import Kind, Progress, UnknownKind, kind_named, unheard
from .rejected import discard_rows, waiting_rows

Dependents = Callable[..., Iterable[str]]
_dependents: dict[str, list[Dependents]] = defaultdict(list)


def depends(kind: str, provider: Dependents) -> None:
    """``provider(batch, lock=…)`` says in sentences what rests on an import of this kind.

    With ``lock``, within a transaction, it also keeps from others what might come to rest on it
    until that transaction ends.
    """
    _dependents[kind].append(provider)


def dependents_of(batch: ImportBatch, *, lock: bool = False) -> list[str]:
    """What was decided upon this import and stands; empty while it can be undone.

    The highest floor is asked, and locks, first: settlement, too, locks its runs before the cases.
    """
    providers = reversed(_dependents[batch.kind])  # floors register from below
    return [text for provider in providers for text in provider(batch, lock=lock)]


def can_be_undone(batch: ImportBatch) -> bool:
    """Whether its kind and its state allow it, and nothing rests on it."""
    return _is(batch, "undoable") and not dependents_of(batch)


def can_be_reversed(batch: ImportBatch) -> bool:
    """Whether its kind and its state allow it, and it cannot be undone any more."""
    return _is(batch, "reversible") and bool(dependents_of(batch))


def _is(batch: ImportBatch, able: str) -> bool:
    try:
        return stands(batch) and getattr(kind_named(batch.kind), able)
    except UnknownKind:
        return False


def stands(batch: ImportBatch) -> bool:
    return batch.status == ImportStatus.COMMITTED and batch.committed_at is not None


@transaction.atomic
def undo_import(
    *, batch: ImportBatch, access: Access, reason: str, progress: Progress = unheard
) -> ImportBatch:
    """Take all of an import out again; its own row, its file and the reason stay.

    ``progress`` hears how many of how many rows are out. Raises ValidationError when something
    rests on it, when its kind cannot be undone, or when it is not there any more;
    PermissionDenied.
    """
    kind, batch, reason = to_be_undone(batch, access, reason)
    _move(batch, ImportStatus.UNDONE)
    batch.undone_by, batch.undone_at, batch.reason = access.user, timezone.now(), reason
    batch.save()
    UndoneImport.objects.create(batch=batch)  # from here on the database lets its rows go
    kind.undo(batch, progress)
    batch.undone_at = timezone.now()  # later than every write, as ``committed_at`` is
    batch.save()
    _stands_again(batch)
    if waiting := waiting_rows(batch):
        discard_rows(rows=waiting, access=access, reason=reason)
    before, after = {"status": ImportStatus.COMMITTED.value}, {"status": batch.status}
    record("undone", batch, by=access.user, before=before, after=after, reason=reason)
    return batch


def to_be_undone(batch: ImportBatch, access: Access, reason: str) -> tuple[Kind, ImportBatch, str]:
    """The import, locked, if it may be undone and nothing rests on it; raises as ``undo_import``.

    Also one that a worker is undoing: it is asked anew when its turn comes.
    """
    reason = reason_given(reason)
    kind, batch = _locked(batch, access, "undoable", ImportStatus.UNDOING)
    if found := dependents_of(batch, lock=True):
        found += [_("So it can only be reversed.")] if kind.reversible else []
        raise ValidationError(found, "depended_on")
    return kind, batch, reason


@transaction.atomic
def reverse_import(*, batch: ImportBatch, access: Access, reason: str) -> ImportBatch:
    """An import of the opposite of every row; what rests on the original finds both.

    Raises ValidationError when the kind cannot be reversed or the import is not there any more;
    PermissionDenied.
    """
    reason = reason_given(reason)
    kind, batch = _locked(batch, access, "reversible")
    new = ImportBatch(
        kind=batch.kind,
        file_name=_("Reversal of import %(number)s") % {"number": batch.pk},
        created_by=access.user,
        reverses=batch,
        reason=reason,
    )
    new.save()
    count, new.amount_total = kind.reverse(batch, into=new)
    new.rows = new.accepted = count
    new.status, new.committed_at = ImportStatus.COMMITTED, timezone.now()
    new.save()
    _stands_again(batch)
    _move(batch, ImportStatus.REVERSED)
    batch.save()
    before, after = {"status": ImportStatus.COMMITTED.value}, {"status": batch.status}
    record("reversed", batch, by=access.user, before=before, after=after, reason=reason)
    record("imported", new, by=access.user, after={"reverses": batch.pk, "rows": count})
    return new


def _locked(
    batch: ImportBatch, access: Access, able: str, *also: ImportStatus
) -> tuple[Kind, ImportBatch]:
    kind = kind_named(batch.kind)
    kind.authorise(access)
    if not kind.undoable:
        raise ValidationError(cannot_be_undone(), "not_undoable")
    if not getattr(kind, able):
        raise ValidationError(_("An import of this kind cannot be reversed."), "not_reversible")
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not stands(batch) and batch.status not in also:
        message = _("Only an import that was taken in can be taken back; this one: %(status)s.")
        raise ValidationError(message % {"status": batch.get_status_display()}, "not_committed")
    return kind, batch


def cannot_be_undone() -> str:
    return _(
        "An import of this kind cannot be undone: it changed records that others may have changed "
        "since. Upload a file with the former values; the history of each record has them."
    )


def _move(batch: ImportBatch, to: ImportStatus) -> None:
    assert ImportStatus(batch.status).can_become(to)
    batch.status = to


def _stands_again(batch: ImportBatch) -> None:
    """Without its reversal the original counts as before."""
    if batch.reverses_id:
        original = ImportBatch.objects.select_for_update().get(pk=batch.reverses_id)
        _move(original, ImportStatus.COMMITTED)
        original.save()

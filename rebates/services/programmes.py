"""Programmes from a programme file (docs: data formats), all or nothing."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record
from channels_mgmt.core.told import Told, told

from ..choices import VersionStatus
from ..models import Programme, ProgrammeVersion
from ..rules.faults import Fault
from ..rules.parsing import terms_document
from .faults import ProgrammeFaults, under
from .programme_files import ProgrammeEntry, VersionEntry, read_file
from .terms import document_of, programme_document, standing_versions, terms_of
from .validity import end_version, settled_after
from .versions import approve_version, change_draft, propose_version, withdraw_version

__all__ = [
    "ImportResult",
    "ProgrammeFaults",
    "approve_version",
    "change_draft",
    "document_of",
    "import_programmes",
    "programme_document",
    "propose_version",
    "terms_of",
    "withdraw_version",
]


@dataclass(slots=True)
class ImportResult:
    """What an import of programmes did: codes of programmes, names of versions, by outcome."""

    dry_run: bool
    programmes: dict[str, list[str]] = field(default_factory=lambda: _outcomes())
    versions: dict[str, list[str]] = field(default_factory=lambda: _outcomes())

    @property
    def changes(self) -> int:
        return sum(len(d[o]) for d in (self.programmes, self.versions) for o in ("new", "changed"))


@transaction.atomic
def import_programmes(*, document: Any, access: Access, dry_run: bool = False) -> ImportResult:
    """Create and change programmes and versions as the file says; the same file again does nothing.

    From the command line (no user) versions are approved at once, as the operator's act; a person's
    are drafts. Raises ProgrammeFaults with every fault by its JSON path, and then nothing is
    written; with `dry_run` nothing is written either.
    """
    if not access.may(Verb.CHANGE_PROGRAMMES):
        raise PermissionDenied
    entries, faults = read_file(document, access)
    result = ImportResult(dry_run)
    for entry in entries:
        faults += _take_programme(entry, access, result)
    if faults:
        raise ProgrammeFaults(faults)
    if dry_run:
        transaction.set_rollback(True)
    return result


def _take_programme(entry: ProgrammeEntry, access: Access, result: ImportResult) -> list[Fault]:
    programme = Programme.objects.select_for_update().filter(code=entry.code).first()
    outcome = "unchanged" if programme else "new"
    programme = programme or Programme()
    changed = {k: v for k, v in entry.attributes.items() if getattr(programme, k) != v}
    if changed:
        outcome = "changed" if programme.pk else "new"
        for key, value in changed.items():
            setattr(programme, key, value)
        try:
            save_record(
                instance=programme, access=access, verb=Verb.CHANGE_PROGRAMMES, reason=_by_file()
            )
        except ValidationError as error:
            return [
                Fault(f"{entry.path}.{key}", "invalid", " ".join(messages))
                for key, messages in error.message_dict.items()
            ]
    result.programmes[outcome].append(programme.code)
    return _take_versions(programme, entry, access, result)


def _take_versions(
    programme: Programme, entry: ProgrammeEntry, access: Access, result: ImportResult
) -> list[Fault]:
    faults = []
    for found in entry.versions:
        try:
            with transaction.atomic():
                outcome, version = _take_version(programme, found, access)
        except ProgrammeFaults as error:
            faults += under(found.path, error.faults)
        else:
            result.versions[outcome].append(str(version))
    return faults


def _take_version(
    programme: Programme, entry: VersionEntry, access: Access
) -> tuple[str, ProgrammeVersion]:
    """One version of the file: new, a changed draft, or there already."""
    stored = _standing_from(programme, entry)
    if stored and stored.status == VersionStatus.APPROVED:
        return _same_or_ended(stored, entry, access), stored
    operator = access.user is None
    if stored and document_of(stored) == _document(entry):
        outcome, version = "unchanged", stored
    elif stored:
        version = change_draft(
            version=stored, document=entry.document, access=access, reason=_by_file()
        )
        outcome = "changed"
    else:
        version = propose_version(programme=programme, document=entry.document, access=access)
        outcome = "new"
    if operator:
        version = approve_version(version=version, access=access, reason=_by_file())
        outcome = "changed" if outcome == "unchanged" else outcome
    return outcome, version


def _by_file() -> Told:
    """Why a programme or a version changed: the file says so."""
    return told(_("As the programme file says."))


def _standing_from(programme: Programme, entry: VersionEntry) -> ProgrammeVersion | None:
    """The version that begins on the same day; an approved one before a draft."""
    same_day = list(standing_versions(programme).filter(valid_from=entry.dates[0]))
    same_day.sort(key=lambda version: version.status != VersionStatus.APPROVED)
    return same_day[0] if same_day else None


def _same_or_ended(stored: ProgrammeVersion, entry: VersionEntry, access: Access) -> str:
    """An approved version keeps its terms; if it was open-ended, the file may give it an end."""
    if differing := _differing_parts(stored, entry):
        params = {"version": str(stored), "parts": ", ".join(differing)}
        raise ProgrammeFaults([Fault("valid_from", "approved_differs", None, params)])
    end = entry.dates[1]
    if stored.valid_to == end or _ended_by_successor(stored, entry):
        return "unchanged"
    if stored.valid_to is not None:
        params = {"version": str(stored), "end": stored.valid_to.isoformat()}
        shown = end.isoformat() if end else None
        raise ProgrammeFaults([Fault("valid_to", "ended_otherwise", shown, params)])
    if access.user is not None:  # one person alone would decide what later sales earn
        raise ProgrammeFaults([Fault("valid_to", "ends_by_successor", end and end.isoformat())])
    if faults := settled_after(stored, end):
        raise ProgrammeFaults([Fault("valid_to", f.code, f.value, f.params) for f in faults])
    end_version(stored, end, access)
    return "changed"


def _differing_parts(stored: ProgrammeVersion, entry: VersionEntry) -> list[str]:
    before, after = terms_document(terms_of(stored)), terms_document(entry.terms)
    return [key for key in after if before[key] != after[key]]


def _ended_by_successor(stored: ProgrammeVersion, entry: VersionEntry) -> bool:
    """The file's version would go on, but ended where an approved one began."""
    end = entry.dates[1]
    if stored.valid_to is None or (end is not None and end < stored.valid_to):
        return False
    successors = stored.programme.versions.filter(status=VersionStatus.APPROVED)
    return successors.filter(valid_from=stored.valid_to).exists()


def _document(entry: VersionEntry) -> dict[str, Any]:
    start, end = entry.dates
    return {
        "valid_from": start.isoformat(),
        "valid_to": end and end.isoformat(),
        **terms_document(entry.terms),
    }


def _outcomes() -> dict[str, list[str]]:
    return {"new": [], "changed": [], "unchanged": []}

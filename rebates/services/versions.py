"""The life of a programme version: proposed by one person, approved by another, then fixed."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import record
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Scope, Verb

from ..choices import VersionStatus
from ..models import Programme, ProgrammeVersion
from ..rules.faults import TermsError
from ..rules.parsing import parse_terms
from ..rules.reading import Reader
from ..rules.terms import Terms
from .faults import ProgrammeFaults
from .scope_codes import missing_in
from .sight import reaches_all
from .terms import document_of, fill, terms_of, write_steps
from .validity import end_version, room_for

Dates = tuple[datetime.date, datetime.date | None]


@transaction.atomic
def propose_version(
    *, programme: Programme, document: Mapping[str, Any], access: Access
) -> ProgrammeVersion:
    """Add a draft with the terms of a version object of the programme file.

    Raises ProgrammeFaults (a ValidationError) with every fault, also when the version could not be
    approved because of those that are approved already.
    """
    _require(access, Verb.CHANGE_PROGRAMMES)
    programme = lock(programme)
    last = programme.versions.aggregate(last=Max("number"))["last"] or 0
    version = ProgrammeVersion(programme=programme, number=last + 1, created_by=access.user)
    return _write(version, document, access, "proposed")


@transaction.atomic
def change_draft(
    *, version: ProgrammeVersion, document: Mapping[str, Any], access: Access, reason: str = ""
) -> ProgrammeVersion:
    """Give a draft other terms; whoever changes it becomes its proposer."""
    _require(access, Verb.CHANGE_PROGRAMMES)
    lock(version.programme)
    version = _fresh(version)
    _require_over(access, Verb.CHANGE_PROGRAMMES, version)
    if version.status != VersionStatus.DRAFT:
        raise ValidationError(
            _("%(version)s is %(status)s; only a draft can be changed. Add a new version instead.")
            % {"version": version, "status": version.get_status_display().lower()}
        )
    version.created_by = access.user
    before = document_of(version)
    return _write(version, document, access, "changed", before=before, reason=reason)


@transaction.atomic
def approve_version(*, version: ProgrammeVersion, access: Access, reason: str) -> ProgrammeVersion:
    """Put a draft into force, and say why. An open-ended version before it ends where it starts.

    A person needs to be another one than those who made the draft; the operator at the command
    line (no user) answers for the whole file.
    """
    _require(access, Verb.APPROVE_PROGRAMMES)
    lock(version.programme)
    version = _fresh(version)
    _require_over(access, Verb.APPROVE_PROGRAMMES, version)
    must_become(version, VersionStatus.APPROVED)
    approver = second_person(version, access) if access.user else None
    reason = reason_given(reason)
    terms = terms_of(version)
    predecessor, faults = room_for(version, terms)
    faults += missing_in(terms, Scope(everything=True))
    if faults:
        raise ProgrammeFaults(faults)
    if predecessor:
        end_version(predecessor, version.valid_from, access)
    version.status = VersionStatus.APPROVED
    version.approved_by, version.approved_at = approver, timezone.now()
    version.save(update_fields=["status", "approved_by", "approved_at"])
    _record_move(version, VersionStatus.DRAFT, access, reason)
    return version


@transaction.atomic
def withdraw_version(*, version: ProgrammeVersion, access: Access, reason: str) -> ProgrammeVersion:
    """Take a draft back, and say why: its proposer's side or an approver may."""
    lock(version.programme)
    version = _fresh(version)
    _require_over_one_of(access, (Verb.CHANGE_PROGRAMMES, Verb.APPROVE_PROGRAMMES), version)
    must_become(version, VersionStatus.WITHDRAWN)
    reason = reason_given(reason)
    version.status = VersionStatus.WITHDRAWN
    version.save(update_fields=["status"])
    _record_move(version, VersionStatus.DRAFT, access, reason)
    return version


def lock(programme: Programme) -> Programme:
    """Changes to the versions of one programme follow each other."""
    return Programme.objects.select_for_update().get(pk=programme.pk)


def read_version(document: Mapping[str, Any], access: Access) -> tuple[Terms, Dates]:
    """Terms and validity of a version object; raises ProgrammeFaults with every fault.

    What its scope names must exist, and lie where the person may change programmes.
    """
    reader, terms = Reader(), None
    try:
        terms = parse_terms(document)
        right = access.to(Verb.CHANGE_PROGRAMMES)
        reader.faults += missing_in(terms, right)
        if not reader.faults and not reaches_all(right, terms):
            reader.fault("scope.include.dealers", "name_the_dealers")
    except TermsError as error:
        reader.faults += error.faults
    dates = _dates(reader, document) if isinstance(document, Mapping) else None
    if reader.faults:
        raise ProgrammeFaults(reader.faults)
    return terms, dates


def _dates(reader: Reader, document: Mapping[str, Any]) -> Dates:
    start, end = (_date(reader, document.get(key), key) for key in ("valid_from", "valid_to"))
    if document.get("valid_from") is None:
        reader.fault("valid_from", "missing")
    if start and end and end <= start:
        reader.fault("valid_to", "ends_before_start", str(end), start=str(start))
    return start, end


def _date(reader: Reader, value: Any, path: str) -> datetime.date | None:
    if value is None:
        return None
    try:
        day = datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        return reader.fault(path, "not_a_date", value)
    return day if day.isoformat() == value else reader.fault(path, "not_a_date", value)


def _write(
    version: ProgrammeVersion,
    document: Mapping[str, Any],
    access: Access,
    action: str,
    *,
    before: dict | None = None,
    reason: str = "",
) -> ProgrammeVersion:
    terms, (version.valid_from, version.valid_to) = read_version(document, access)
    if faults := room_for(version, terms)[1]:
        raise ProgrammeFaults(faults)
    fill(version, terms).full_clean()
    version.save()
    write_steps(version, terms)
    after = document_of(version)
    record(action, version, by=access.user, before=before, after=after, reason=reason)
    return version


def _fresh(version: ProgrammeVersion) -> ProgrammeVersion:
    """The version as it stands now that its programme is locked."""
    return ProgrammeVersion.objects.select_related("programme").get(pk=version.pk)


def _record_move(
    version: ProgrammeVersion, old: VersionStatus, access: Access, reason: str
) -> None:
    record(
        version.status,
        version,
        by=access.user,
        before={"status": old},
        after={"status": version.status},
        reason=reason,
    )


def _require(access: Access, verb: Verb) -> None:
    if not access.may(verb):
        raise PermissionDenied


def _require_over(access: Access, verb: Verb, version: ProgrammeVersion) -> None:
    """The right must reach every dealer whom the version is for."""
    _require_over_one_of(access, (verb,), version)


def _require_over_one_of(
    access: Access, verbs: tuple[Verb, ...], version: ProgrammeVersion
) -> None:
    held = [access.to(verb) for verb in verbs if access.may(verb)]
    if not any(reaches_all(scope, terms_of(version)) for scope in held):
        raise PermissionDenied

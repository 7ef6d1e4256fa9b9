"""The life of a penalty rule's version: proposed by one person, approved by another, then fixed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import differences, record, snapshot
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb

from ..choices import VersionStatus
from ..models import PenaltyRule, PenaltyRuleVersion, PenaltyStep
from .recounting import STEP_FIELDS

Values = Mapping[str, Any]
TERMS = (
    "valid_from", "valid_to", "window", "window_months", "share_percent", "draws_on", "clause",
    "answer_days", "appeal_days", "appeal_suspends",
)  # fmt: skip


@transaction.atomic
def propose_version(
    *, rule: PenaltyRule, values: Values, steps: Sequence[Values], access: Access
) -> PenaltyRuleVersion:
    """Add a draft: ``values`` are its ``TERMS``, ``steps`` its ladder, by the fields of a step."""
    _require(access, Verb.CHANGE_PENALTIES)
    lock_table(PenaltyRuleVersion)
    last = rule.versions.aggregate(last=Max("number"))["last"] or 0
    version = PenaltyRuleVersion(rule=rule, number=last + 1)
    return _write(version, values, steps, access, "proposed")


@transaction.atomic
def change_draft(
    *, version: PenaltyRuleVersion, values: Values, steps: Sequence[Values], access: Access,
    reason: str,
) -> PenaltyRuleVersion:  # fmt: skip
    """Give a draft other terms, and say why; whoever changes it becomes its proposer."""
    _require(access, Verb.CHANGE_PENALTIES)
    version = _locked(version)
    if version.status != VersionStatus.DRAFT:
        raise ValidationError(
            _("%(version)s is %(status)s; only a draft can be changed. Add a new version instead.")
            % {"version": version, "status": version.get_status_display().lower()}
        )
    return _write(version, values, steps, access, "changed", reason=reason_given(reason))


@transaction.atomic
def approve_version(
    *, version: PenaltyRuleVersion, access: Access, reason: str
) -> PenaltyRuleVersion:
    """Put a draft into force, and say why. An open-ended version of the same rule ends where it
    starts; any other that holds on one of its days stands in its way.
    """
    _require(access, Verb.APPROVE_PENALTIES)
    version = _locked(version)
    must_become(version, VersionStatus.APPROVED)
    approver = second_person(version, access)
    reason = reason_given(reason)
    if predecessor := _room_for(version):
        predecessor.valid_to = version.valid_from
        predecessor.save(update_fields=["valid_to"])
        ended = {"valid_to": predecessor.valid_to}
        record("ended", predecessor, by=access.user, before={"valid_to": None}, after=ended)
    version.approved_by, version.approved_at = approver, timezone.now()
    return _move(version, VersionStatus.APPROVED, access, reason)


@transaction.atomic
def withdraw_version(
    *, version: PenaltyRuleVersion, access: Access, reason: str
) -> PenaltyRuleVersion:
    """Take a draft back, and say why: its proposer's side or an approver may."""
    if not access.may(Verb.APPROVE_PENALTIES):
        _require(access, Verb.CHANGE_PENALTIES)
    version = _locked(version)
    must_become(version, VersionStatus.WITHDRAWN)
    return _move(version, VersionStatus.WITHDRAWN, access, reason_given(reason))


def document_of(version: PenaltyRuleVersion) -> dict[str, Any]:
    """The terms and steps of a version, exact, as the audit trail keeps them."""
    stored = snapshot(version)
    steps = version.steps.order_by("severity", "number")
    return {name: stored[name] for name in TERMS} | {"steps": [said(step) for step in steps]}


def said(step: PenaltyStep) -> dict[str, Any]:
    """What a step names, without what it leaves out."""
    values = {"number": step.number, "severity": step.severity}
    values |= {name: getattr(step, name) for name in STEP_FIELDS}
    return {name: str(value) for name, value in values.items() if value not in (None, "", False)}


def _write(
    version: PenaltyRuleVersion, values: Values, steps: Sequence[Values], access: Access,
    action: str, reason: str = "",
) -> PenaltyRuleVersion:  # fmt: skip
    before = document_of(version) if version.pk else {}
    for name in TERMS:
        if name in values:
            setattr(version, name, values[name])
    version.created_by = access.user
    version.full_clean()
    version.save()
    version.steps.all().delete()
    rows = [PenaltyStep(version=version, **step) for step in steps]
    _check_steps(rows)
    for row in rows:
        row.full_clean()
        row.save()
    old, new = differences(before, document_of(version))
    record(action, version, by=access.user, before=old, after=new, reason=reason)
    return version


def _check_steps(steps: Sequence[PenaltyStep]) -> None:
    """A ladder begins at the first offence, and each of its steps says what it costs."""
    if not steps:
        raise ValidationError({"steps": _("Add at least one step: what the first offence costs.")})
    for severity in sorted({step.severity for step in steps}):
        if min(step.number for step in steps if step.severity == severity) != 1:
            text = _("The steps begin at offence 1 (severity: %(severity)s).")
            raise ValidationError({"steps": text % {"severity": severity or _("every")}})
    for step in steps:
        if all(getattr(step, name) in (None, "", False) for name in STEP_FIELDS):
            text = _("Step %(number)s says nothing: give a sum (0 for a warning) or an effect.")
            raise ValidationError({"steps": text % {"number": step.number}})


def _room_for(version: PenaltyRuleVersion) -> PenaltyRuleVersion | None:
    """The open-ended version of the rule that is to end where this one starts.

    Raises ValidationError where another holds on one of its days, or has decided a case of one.
    """
    to_end = None
    approved = PenaltyRuleVersion.objects.filter(
        rule__kind=version.rule.kind, status=VersionStatus.APPROVED
    )
    for other in approved.overlapping(version.valid_from, version.valid_to):
        follows = other.valid_to is None and other.valid_from < version.valid_from
        if not (follows and other.rule_id == version.rule_id):
            _refuse(
                _("%(other)s is for the same violation and holds from %(start)s to %(end)s."),
                other,
            )
        decided = other.violations.filter(
            confirmed_at__isnull=False, offence_date__gte=version.valid_from
        )
        if decided.exists():
            _refuse(
                _("Offences from that day on were decided by %(other)s. Begin after them."), other
            )
        to_end = other
    return to_end


def _refuse(text: str, other: PenaltyRuleVersion) -> None:
    params = {"other": other, "start": other.valid_from, "end": other.valid_to or "…"}
    raise ValidationError({"valid_from": ValidationError(text % params, "overlap")})


def _locked(version: PenaltyRuleVersion) -> PenaltyRuleVersion:
    """The version as it stands once nobody else can change one."""
    lock_table(PenaltyRuleVersion)
    return PenaltyRuleVersion.objects.select_related("rule").get(pk=version.pk)


def _move(
    version: PenaltyRuleVersion, to: VersionStatus, access: Access, reason: str
) -> PenaltyRuleVersion:
    before, version.status = {"status": version.status}, to
    version.save(update_fields=["status", "approved_by", "approved_at"])
    record(
        to.value, version, by=access.user, before=before, after={"status": to.value}, reason=reason
    )
    return version


def _require(access: Access, verb: Verb) -> None:
    if not access.may(verb):
        raise PermissionDenied

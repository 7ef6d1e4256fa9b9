"""Confirming a case: another person than the one who opened it, on evidence that is pinned."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Contract

from ..choices import CaseAction, DecisionCause, Severity, ViolationStatus
from ..holidays import deadline
from ..models import Violation
from .common import a_person, locked, move
from .evidence import pinned
from .recounting import recount
from .ruling import check_legal, rule_for


@transaction.atomic
def confirm(
    *, case: Violation, access: Access, reason: str, severity: Severity | str = ""
) -> Violation:
    """Hold that the dealer did it: the case counts from now on, and its penalty is reckoned.

    ``severity`` as the person judges it; without one it stays. Raises ValidationError for whoever
    opened the case, while the dealer may still answer, without evidence, without a rule, and where
    the law does not let it carry money.
    """
    case = locked(case, access, Verb.DECIDE_CASES)
    must_become(case, ViolationStatus.CONFIRMED)
    person = a_person(access)
    if case.opened_by_id == person.pk:
        text = _("Whoever opened %(case)s cannot confirm it: a second person does.")
        raise ValidationError(text % {"case": case}, "own_case")
    reason = reason_given(reason)
    _check_heard(case)
    check_legal(case)
    rule, evidence = rule_for(case), pinned(case)
    today = timezone.localdate()
    contract = contract_of(case)
    known = case.deposit is not None or contract is None
    move(
        case,
        ViolationStatus.CONFIRMED,
        CaseAction.CONFIRMED,
        access,
        reason,
        severity=severity or case.severity,
        rule_version=rule,
        clause=rule.clause,
        contract=contract,
        deposit=case.deposit if known else contract.deposit_required,
        confirmed_by=person,
        confirmed_at=timezone.now(),
        appeal_by=deadline(today, rule.appeal_days),
    )
    recount(case=case, access=access, cause=DecisionCause.CONFIRMED, **evidence)
    return case


def _check_heard(case: Violation) -> None:
    """The dealer has answered, or the day by which it could has passed."""
    waiting = case.answer_by is not None and timezone.localdate() <= case.answer_by
    if waiting and case.answered_at is None:
        text = _("The dealer can answer until %(day)s: decide when it has, or afterwards.")
        raise ValidationError(text % {"day": case.answer_by}, "not_heard")


def contract_of(case: Violation) -> Contract | None:
    """The signed contract that held on the day of the offence."""
    signed = Contract.objects.signed().filter(dealer=case.dealer)
    return signed.valid_on(case.offence_date).order_by("-valid_from", "-pk").first()

"""Appeals: the dealer asks once, in time; somebody who did not decide before decides."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.attachments import Attachment
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb

from ..choices import AppealOutcome, CaseAction, DecisionCause, ViolationStatus
from ..holidays import deadline
from ..models import Appeal, Violation
from .common import a_person, locked, move
from .evidence import checked_text, keeping, pieces_from_dealer
from .recounting import recount

DECIDES = {
    AppealOutcome.UPHELD: ViolationStatus.UPHELD,
    AppealOutcome.OVERTURNED: ViolationStatus.OVERTURNED,
}


def appeal(
    *, case: Violation, text: str, access: Access, files: Sequence[Attachment] = ()
) -> Appeal:
    """Ask for a confirmed case to be decided anew, with up to ten files. Once, until the day that
    the case names; what is settled can be appealed as well."""
    text = checked_text(text)
    with keeping(files) as names, transaction.atomic():
        case = locked(case, access, Verb.ANSWER_CASES)
        if reason := why_no_appeal(case):
            raise ValidationError(reason, "no_appeal")
        made = Appeal.objects.create(violation=case, text=text, by=access.user)
        pieces_from_dealer(case, access, files, names, appeal=made)
        days = case.rule_version.appeal_days
        by = deadline(timezone.localdate(), days)
        move(case, ViolationStatus.APPEALED, CaseAction.APPEALED, access, text, decide_by=by)
        return made


def why_no_appeal(case: Violation) -> str:
    """Why the dealer cannot appeal now, in words; nothing when it can."""
    if Appeal.objects.filter(violation=case).exists():
        return _("%(case)s was appealed already.") % {"case": case}
    try:
        must_become(case, ViolationStatus.APPEALED)
    except ValidationError as error:
        return error.messages[0]
    if case.appeal_by is None or timezone.localdate() > case.appeal_by:
        return _("The last day to appeal was %(day)s.") % {"day": case.appeal_by or "…"}
    return ""


@transaction.atomic
def decide_appeal(
    *, case: Violation, outcome: AppealOutcome | str, access: Access, reason: str
) -> Appeal:
    """Uphold or overturn the decision on a case. What is overturned no longer counts: the later
    offences of the firm are counted anew, and what it brought is undone.

    Raises ValidationError for whoever confirmed the case.
    """
    case = locked(case, access, Verb.DECIDE_APPEALS)
    to = DECIDES[AppealOutcome(outcome)]
    must_become(case, to)
    person = a_person(access)
    if person.pk == case.confirmed_by_id:
        text = _("Whoever confirmed %(case)s cannot decide its appeal: somebody else does.")
        raise ValidationError(text % {"case": case}, "own_decision")
    reason = reason_given(reason)
    made = _decided(case, AppealOutcome(outcome), person, reason)
    if to == ViolationStatus.OVERTURNED:
        move(case, to, CaseAction.OVERTURNED, access, reason, overturned_at=timezone.now())
        recount(case=case, access=access, cause=DecisionCause.OVERTURNED)
    else:
        move(case, to, CaseAction.UPHELD, access, reason)
    return made


def _decided(case: Violation, outcome: AppealOutcome, person, reason: str) -> Appeal:
    made = Appeal.objects.get(violation=case)
    made.outcome, made.reason = outcome, reason
    made.decided_by, made.decided_at = person, timezone.now()
    made.save()
    return made

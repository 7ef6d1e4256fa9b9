"""What the dealer says to a case while it is under review."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import Attachment
from channels_mgmt.core.scopes import Access, Verb

from ..choices import CaseAction, ViolationStatus
from ..models import Violation
from .common import change, locked, must_be
from .evidence import checked_text, keeping, pieces_from_dealer


def answer_case(
    *, case: Violation, text: str, access: Access, files: Sequence[Attachment] = ()
) -> Violation:
    """The dealer answers, with up to ten files, until the day that the case names; it may add to
    what it said. Once it has answered, the case can be decided."""
    text = checked_text(text)
    with keeping(files) as names, transaction.atomic():
        case = locked(case, access, Verb.ANSWER_CASES)
        must_be(case, ViolationStatus.UNDER_REVIEW)
        if not case.can_be_answered(timezone.localdate()):
            late = _("The last day to answer was %(day)s. After a decision you can appeal.")
            raise ValidationError(late % {"day": case.answer_by}, "too_late")
        pieces_from_dealer(case, access, files, names)
        first = case.answered_at or timezone.now()
        change(case, CaseAction.ANSWERED, access, text, answered_at=first)
        return case

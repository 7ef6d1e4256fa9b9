"""Recall orders: what the dealer does not fetch back in time makes the case a malicious one."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from channels_mgmt.core.told import told

from ..choices import CaseAction, DecisionCause, RecallStatus, Severity, ViolationStatus
from ..models import Recall, Violation
from .common import change, locked, must_be
from .recounting import recount

RECALLABLE = (ViolationStatus.UNDER_REVIEW, ViolationStatus.CONFIRMED, ViolationStatus.UPHELD)


@transaction.atomic
def order_recall(
    *, case: Violation, quantity: int, deadline: datetime.date, access: Access
) -> Recall:
    """The dealer is to fetch so many pieces back by a day, today at the earliest."""
    case = locked(case, access, Verb.OPEN_CASES)
    must_be(case, *RECALLABLE)
    if deadline < timezone.localdate():
        raise ValidationError({"deadline": _("The deadline lies in the past.")})
    recall = Recall(violation=case, quantity=quantity, deadline=deadline, ordered_by=access.user)
    recall.full_clean()
    recall.save()
    said = told(gettext_lazy("%(quantity)s pieces by %(day)s"), quantity=quantity, day=deadline)
    change(case, CaseAction.RECALL_ORDERED, access, said)
    return recall


@transaction.atomic
def recall_done(*, recall: Recall, access: Access) -> Recall:
    """The goods are back, in time or before the day was looked at."""
    case = locked(recall.violation, access, Verb.OPEN_CASES)
    recall = _closed(recall, RecallStatus.DONE, access)
    change(case, CaseAction.RECALL_DONE, access)
    return recall


def expire_recalls(day: datetime.date) -> None:
    """Once a day: those whose last day has passed."""
    late = Recall.objects.filter(status=RecallStatus.ORDERED, deadline__lt=day)
    for recall in late.order_by("pk"):
        expire_recall(recall=recall)


@transaction.atomic
def expire_recall(*, recall: Recall) -> None:
    """Close a recall that was not done in time: the case becomes malicious, and what it costs is
    reckoned anew where it is decided already."""
    lock_table(Violation)
    recall = Recall.objects.get(pk=recall.pk)
    if recall.status != RecallStatus.ORDERED:
        return  # done meanwhile
    _closed(recall, RecallStatus.EXPIRED, SYSTEM)
    case = Violation.objects.select_related("dealer", "rule_version__rule").get(
        pk=recall.violation_id
    )
    change(case, CaseAction.RECALL_EXPIRED, SYSTEM, severity=Severity.MALICIOUS)
    if case.counts:
        recount(case=case, access=SYSTEM, cause=DecisionCause.SEVERITY)


def _closed(recall: Recall, to: RecallStatus, access: Access) -> Recall:
    recall = Recall.objects.get(pk=recall.pk)
    old = RecallStatus(recall.status)
    if not old.can_become(to):
        raise ValidationError(
            _("The recall is “%(status)s” already.") % {"status": old.label}, "status"
        )
    recall.status, recall.closed_by, recall.closed_at = to, access.user, timezone.now()
    recall.save()
    return recall

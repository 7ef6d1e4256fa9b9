"""What every service on a case begins and ends with: one at a time, by whom, and what is kept."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import record
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.models import User
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import SYSTEM, Access, Verb

from ..choices import CaseAction, ViolationStatus
from ..models import CaseEvent, Violation

FOR_DEALER = frozenset(CaseAction) - {CaseAction.OPENED, CaseAction.JOINED, CaseAction.EVIDENCE}
"""What the dealer reads on the time line; who told the brand, and how, it does not."""


def locked(case: Violation, access: Access, verb: Verb) -> Violation:
    """The case as it stands once nobody else can change one. Within a transaction.

    All cases are locked at once: a decision on one changes what others of the same legal entity
    cost. Raises PermissionDenied out of the person's reach.
    """
    lock_table(Violation)
    if not access.reaches(verb, case):
        raise PermissionDenied
    return Violation.objects.select_related("dealer", "rule_version__rule").get(pk=case.pk)


def must_be(case: Violation, *states: ViolationStatus) -> None:
    if case.status not in states:
        raise ValidationError(
            _("This is not possible while %(case)s is “%(status)s”.")
            % {"case": case, "status": ViolationStatus(case.status).label},
            "status",
        )


def a_person(access: Access) -> User:
    """Who decides. Raises ValidationError for the system, which decides nothing."""
    if access.user is None:
        raise ValidationError(_("A case is decided by a person."), "no_person")
    return access.user


def by_system(access: Access) -> Access:
    """The same person, to carry out what a decision brings: the decision itself is the right."""
    return Access(access.user, SYSTEM.rights)


def move(
    case: Violation, to: ViolationStatus, action: CaseAction, access: Access, reason: str = "",
    **changes: Any,
) -> CaseEvent:  # fmt: skip
    """Give the case its new status and values, and keep who did it and why."""
    must_become(case, to)
    return change(case, action, access, reason, status=to, **changes)


def change(
    case: Violation, action: CaseAction, access: Access, reason: str = "", **changes: Any
) -> CaseEvent:
    """Give the case new values, and write its time line and the audit trail."""
    old_status = case.status
    before = {name: _plain(getattr(case, name)) for name in changes}
    for name, value in changes.items():
        setattr(case, name, value)
    if changes:
        case.save(update_fields=list(changes))
    after = {name: _plain(value) for name, value in changes.items()}
    record(action.value, case, by=access.user, before=before, after=after, reason=reason)
    return CaseEvent.objects.create(
        violation=case,
        action=action,
        from_status=old_status,
        to_status=case.status,
        by=access.user,
        reason=reason,
        for_dealer=action in FOR_DEALER,
        at=timezone.now(),
    )


def _plain(value: Any) -> Any:
    """A record by its key, as the audit trail has it."""
    return getattr(value, "pk", value)

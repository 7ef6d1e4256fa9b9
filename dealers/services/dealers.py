"""The life of a dealer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import record
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb

from ..choices import DealerStatus
from ..models import Dealer

CLOSED = (DealerStatus.SUSPENDED, DealerStatus.TERMINATED)
"""Such dealers keep what they have and can receive nothing new."""


@transaction.atomic
def change_status(*, dealer: Dealer, to: DealerStatus, access: Access, reason: str) -> Dealer:
    """Move a dealer along its life: applicant → active → suspended → terminated.

    Raises PermissionDenied out of the person's reach, ValidationError when the move does not lead
    there or no reason is given.
    """
    access.require(Verb.CHANGE_STRUCTURE, dealer)
    dealer = Dealer.objects.select_for_update().get(pk=dealer.pk)
    must_become(dealer, to)
    old = DealerStatus(dealer.status)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason is kept in the history.")})
    dealer.status = to
    dealer.save(update_fields=["status"])
    record(
        "moved",
        dealer,
        by=access.user,
        before={"status": old.value},
        after={"status": to.value},
        reason=reason.strip(),
    )
    return dealer

"""Who may decide against what was proposed to move a dealer's money."""

from channels_mgmt.core.approval import proposed_by
from channels_mgmt.core.scopes import Access, Verb

from ..models import BankAccount, ManualEntry


def require_against(proposal: BankAccount | ManualEntry, access: Access) -> None:
    """Raise PermissionDenied but for an approver, and whoever proposed it and still may propose."""
    dealer = proposal.dealer
    if not (proposed_by(proposal, access) and access.reaches(Verb.PROPOSE_ENTRIES, dealer)):
        access.require(Verb.APPROVE_ENTRIES, dealer)

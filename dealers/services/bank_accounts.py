"""Where a dealer's money goes: proposed by one person, in force when another one approves."""

from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.approval import must_be_undecided, reason_given, second_person
from channels_mgmt.core.audit import record, snapshot
from channels_mgmt.core.scopes import Access, Verb

from ..choices import BankAccountStatus
from ..models import BankAccount, Dealer
from .ledger import lock_dealer
from .proposals import require_against


def account_in_force(dealer: Dealer) -> BankAccount | None:
    """The one that payouts go to."""
    rows = BankAccount.objects.filter(dealer=dealer, status=BankAccountStatus.IN_FORCE)
    return rows.first()


@transaction.atomic
def propose_bank_account(*, account: BankAccount, access: Access, reason: str) -> BankAccount:
    """An account that waits for a second person; until then the one in force stays.

    Raises PermissionDenied out of the person's reach, ValidationError when it breaks a rule.
    """
    access.require(Verb.PROPOSE_ENTRIES, account.dealer)
    account.status, account.created_by = BankAccountStatus.PROPOSED, access.user
    account.account_name = account.account_name.strip()
    account.reason = reason_given(reason)
    account.full_clean()
    account.save(force_insert=True)
    after = snapshot(account)
    record("proposed", account, by=access.user, after=after, reason=account.reason)
    return account


@transaction.atomic
def approve_bank_account(*, account: BankAccount, access: Access, reason: str) -> BankAccount:
    """From now on payouts go there. Raises ValidationError when the person had a hand in it, or
    when it was decided already."""
    account = _lock(account)
    access.require(Verb.APPROVE_ENTRIES, account.dealer)
    must_be_undecided(account, BankAccountStatus.IN_FORCE)
    account.approved_by, account.approved_at = second_person(account, access), timezone.now()
    reason = reason_given(reason)
    former = account_in_force(account.dealer)
    if former is not None:
        _move(former, BankAccountStatus.REPLACED, "replaced", access, reason)
    return _move(account, BankAccountStatus.IN_FORCE, "approved", access, reason)


@transaction.atomic
def refuse_bank_account(*, account: BankAccount, access: Access, reason: str) -> BankAccount:
    """Decide against it, for good: an approver may, and whoever proposed it."""
    account = _lock(account)
    require_against(account, access)
    must_be_undecided(account, BankAccountStatus.REFUSED)
    return _move(account, BankAccountStatus.REFUSED, "refused", access, reason_given(reason))


def _lock(account: BankAccount) -> BankAccount:
    """The account as it stands now; whoever decides about another one of the dealer waits, too."""
    lock_dealer(account.dealer_id)
    rows = BankAccount.objects.select_related("dealer").select_for_update(of=("self",))
    return rows.get(pk=account.pk)


def _move(
    account: BankAccount, to: BankAccountStatus, action: str, access: Access, reason: str
) -> BankAccount:
    old, account.status = account.status, to
    account.save()
    changed = {"before": {"status": old}, "after": {"status": to.value}}
    record(action, account, by=access.user, reason=reason, **changed)
    return account

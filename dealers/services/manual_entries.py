"""Money moved by hand: adjustments, payouts, deposits. One person proposes, another one posts."""

import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import record, snapshot
from channels_mgmt.core.money import format_money
from channels_mgmt.core.scopes import Access, Scope, Verb

from ..choices import Account, EntryKind, ManualEntryStatus
from ..models import Dealer, ManualEntry
from .ledger import Posting, lock_dealer, post

SOURCE = "manual:"
MEMO_LENGTH = 200
ACCOUNTS: dict[EntryKind, tuple[Account, Account, int]] = {
    EntryKind.ADJUSTMENT: (Account.REBATES, Account.BRAND_REBATE_EXPENSE, 1),
    EntryKind.PAYOUT: (Account.PAYOUTS, Account.BRAND_CASH, -1),
    EntryKind.DEPOSIT_LODGED: (Account.DEPOSIT, Account.BRAND_CASH, 1),
    EntryKind.DEPOSIT_TOPPED_UP: (Account.DEPOSIT, Account.BRAND_CASH, 1),
    EntryKind.DEPOSIT_DRAWN: (Account.DEPOSIT, Account.FINES, -1),
    EntryKind.DEPOSIT_REFUNDED: (Account.DEPOSIT, Account.BRAND_CASH, -1),
}
"""The dealer's account, the one against it, and whether the dealer's one receives or gives.

What is drawn from the deposit goes to the dealer's own account of fines: it pays for them.
"""

TAKEN_FROM_DEPOSIT = {
    EntryKind.DEPOSIT_REFUNDED: gettext_lazy("The deposit held is %(there)s: no more is refunded."),
    EntryKind.DEPOSIT_DRAWN: gettext_lazy("The deposit held is %(there)s: no more can be drawn."),
}


@transaction.atomic
def propose_entry(
    *,
    dealer: Dealer,
    kind: EntryKind,
    amount: Decimal,
    date: datetime.date,
    reason: str,
    access: Access,
    reference: str = "",
) -> ManualEntry:
    """An entry that waits for a second person. ``amount`` is in yuan to the fen.

    A dealer that is suspended or terminated can still be paid out. Raises PermissionDenied out of
    the person's reach, ValidationError when it breaks a rule or no reason is given.
    """
    _require_over(access.to(Verb.PROPOSE_ENTRIES), dealer)
    entry = ManualEntry(
        dealer=dealer,
        kind=kind,
        amount=amount,
        date=date,
        reference=reference.strip(),
        reason=reason_given(reason),
        created_by=access.user,
    )
    entry.full_clean()
    _check_funds(entry)
    entry.save()
    after = snapshot(entry)
    record("proposed", entry, by=access.user, after=after, reason=entry.reason)
    return entry


@transaction.atomic
def approve_entry(*, entry: ManualEntry, access: Access, reason: str) -> ManualEntry:
    """Post it. Raises ValidationError, with nothing changed, when there is not enough to pay out
    of, when the person had a hand in it, or when it was decided already."""
    entry = _lock(entry)
    _require_over(access.to(Verb.APPROVE_ENTRIES), entry.dealer)
    _must_become(entry, ManualEntryStatus.POSTED)
    entry.approved_by, entry.approved_at = second_person(entry, access), timezone.now()
    reason = reason_given(reason)
    lock_dealer(entry.dealer_id)
    _check_funds(entry)
    [entry.entry] = post(
        dealer=entry.dealer,
        postings=[posting_of(entry)],
        source=source_of(entry),
        by=access.user,
    )
    return _move(entry, ManualEntryStatus.POSTED, "approved", access, reason)


@transaction.atomic
def refuse_entry(*, entry: ManualEntry, access: Access, reason: str) -> ManualEntry:
    """Decide against it, for good: an approver may, and whoever proposed it."""
    entry = _lock(entry)
    own = access.user is not None and entry.created_by_id == access.user.pk
    allowed = access.to(Verb.APPROVE_ENTRIES)
    _require_over(allowed | access.to(Verb.PROPOSE_ENTRIES) if own else allowed, entry.dealer)
    _must_become(entry, ManualEntryStatus.REFUSED)
    return _move(entry, ManualEntryStatus.REFUSED, "refused", access, reason_given(reason))


def source_of(entry: ManualEntry) -> str:
    """How the ledger names the entry that a person proposed; its key, too: it is posted once."""
    return f"{SOURCE}{entry.pk}"


def kind_of(debit: str, credit: str) -> EntryKind:
    """What kind of entry a person made that moved money between these accounts; the first lodging
    of a deposit and its topping up are alike in this."""
    for kind, (account, against, sign) in ACCOUNTS.items():
        if (debit, credit) == ((against, account) if sign > 0 else (account, against)):
            return kind
    return EntryKind.ADJUSTMENT  # one that lowers the balance


def posting_of(entry: ManualEntry) -> Posting:
    """What the entry is in the ledger."""
    account, against, sign = ACCOUNTS[EntryKind(entry.kind)]
    memo = " · ".join(filter(None, [entry.reference, entry.reason]))
    return Posting(
        account=account,
        against=against,
        amount=sign * entry.amount,
        date=entry.date,
        key=source_of(entry),
        memo=memo[:MEMO_LENGTH],
    )


def _check_funds(entry: ManualEntry) -> None:
    """Nothing is paid out beyond the balance, nor refunded or drawn beyond the deposit.

    A balance below zero carries forward. What counts is said under the dealer's lock.
    """
    if entry.kind == EntryKind.PAYOUT:
        there, text = entry.dealer.ledger.balance(), _("The balance is %(there)s: no more is paid.")
    elif entry.kind in TAKEN_FROM_DEPOSIT:
        there = entry.dealer.ledger.balance([Account.DEPOSIT])
        text = TAKEN_FROM_DEPOSIT[EntryKind(entry.kind)]
    else:
        return
    if entry.amount > there:
        error = ValidationError(text % {"there": format_money(there)}, "not_enough")
        raise ValidationError({"amount": error})


def _lock(entry: ManualEntry) -> ManualEntry:
    """The entry as it stands now; whoever else decides about it waits."""
    rows = ManualEntry.objects.select_related("dealer")
    return rows.select_for_update(of=("self",)).get(pk=entry.pk)


def _require_over(scope: Scope, dealer: Dealer) -> None:
    if not Dealer.objects.visible_to(scope).filter(pk=dealer.pk).exists():
        raise PermissionDenied


def _must_become(entry: ManualEntry, to: ManualEntryStatus) -> None:
    old = ManualEntryStatus(entry.status)
    if not old.can_become(to):
        raise ValidationError(
            _("%(entry)s was decided already: %(status)s.")
            % {"entry": entry, "status": old.label.lower()},
            "decided",
        )


def _move(
    entry: ManualEntry, to: ManualEntryStatus, action: str, access: Access, reason: str
) -> ManualEntry:
    old, entry.status = entry.status, to
    entry.save()
    record(
        action,
        entry,
        by=access.user,
        before={"status": old},
        after={"status": to.value, "entry": entry.entry_id},
        reason=reason,
    )
    return entry

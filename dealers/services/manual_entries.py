"""Money moved by hand: adjustments, payouts, deposits. One person proposes, another one posts."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.approval import must_be_undecided, reason_given, second_person
from channels_mgmt.core.audit import record, snapshot
from channels_mgmt.core.money import format_money
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.told import clipped

from ..choices import Account, EntryKind, ManualEntryStatus
from ..funds import available, on_its_way
from ..models import Dealer, LedgerEntry, ManualEntry
from .ledger import Posting, lock_dealer, post, reversal_key, reverse
from .proposals import require_against

SOURCE = "manual:"
MEMO_LENGTH = 200
ACCOUNTS: dict[EntryKind, tuple[Account, Account, int]] = {
    EntryKind.ADJUSTMENT: (Account.REBATES, Account.BRAND_REBATE_EXPENSE, 1),
    EntryKind.PAYOUT: (Account.PAYOUTS, Account.BRAND_CASH, -1),
    EntryKind.DEPOSIT_LODGED: (Account.DEPOSIT, Account.BRAND_CASH, 1),
    EntryKind.DEPOSIT_TOPPED_UP: (Account.DEPOSIT, Account.BRAND_CASH, 1),
    EntryKind.DEPOSIT_DRAWN: (Account.DEPOSIT, Account.FINES, -1),
    EntryKind.DEPOSIT_REFUNDED: (Account.DEPOSIT, Account.BRAND_CASH, -1),
    EntryKind.CREDIT_USED: (Account.GOODS_CREDIT, Account.BRAND_GOODS, -1),
}
"""The dealer's account, the one against it, and whether the dealer's one receives or gives.

What is drawn from the deposit goes to the dealer's own account of fines: it pays for them.
"""

NO_MORE = {
    EntryKind.DEPOSIT_REFUNDED: gettext_lazy("The deposit held is %(there)s: no more is refunded."),
    EntryKind.DEPOSIT_DRAWN: gettext_lazy("The deposit held is %(there)s: no more can be drawn."),
    EntryKind.CREDIT_USED: gettext_lazy("The goods credit is %(there)s: no more can be used."),
}
"""What there is not enough of: the accounts that never fall below zero by hand."""
NEVER_BELOW_ZERO = {
    Account.DEPOSIT: gettext_lazy("The deposit held is %(there)s: no more can be taken back."),
    Account.GOODS_CREDIT: gettext_lazy("The goods credit is %(there)s: no more can be taken back."),
}
"""The same of a reversal; a balance may fall below zero, and carries forward."""


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
    access.require(Verb.PROPOSE_ENTRIES, dealer)
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
def propose_reversal(*, entry: ManualEntry, access: Access, reason: str) -> ManualEntry:
    """Take a posted entry back, today, when a second person approves: both stay, and are linked.

    Raises ValidationError where it was not posted, is a reversal itself, or is reversed already.
    """
    entry = _lock(entry)
    access.require(Verb.PROPOSE_ENTRIES, entry.dealer)
    if entry.status != ManualEntryStatus.POSTED or entry.reverses_id:
        raise ValidationError(_("Only a posted entry that reverses no other can be reversed."))
    back = ManualEntry(
        dealer=entry.dealer,
        kind=entry.kind,
        amount=entry.amount,
        date=timezone.localdate(),
        reason=reason_given(reason),
        created_by=access.user,
        reverses=entry,
    )
    back.full_clean()
    _check_funds(back)
    back.save()
    record("proposed", back, by=access.user, after=snapshot(back), reason=back.reason)
    return back


@transaction.atomic
def approve_entry(*, entry: ManualEntry, access: Access, reason: str) -> ManualEntry:
    """Post it. Raises ValidationError, with nothing changed, when there is not enough to pay out
    of, when the person had a hand in it, or when it was decided already."""
    entry = _lock(entry)
    access.require(Verb.APPROVE_ENTRIES, entry.dealer)
    must_be_undecided(entry, ManualEntryStatus.POSTED)
    entry.approved_by, entry.approved_at = second_person(entry, access), timezone.now()
    reason = reason_given(reason)
    lock_dealer(entry.dealer_id)
    _check_funds(entry)
    entry.entry = _booked(entry, access)
    return _move(entry, ManualEntryStatus.POSTED, "approved", access, reason)


def _booked(entry: ManualEntry, access: Access) -> LedgerEntry:
    said, source = posting_of(entry), source_of(entry)
    if entry.reverses_id:
        return reverse(
            entry=entry.reverses.entry,
            source=source,
            by=access.user,
            memo=said.memo,
            date=said.date,
        )
    [booked] = post(dealer=entry.dealer, postings=[said], source=source, by=access.user)
    return booked


@transaction.atomic
def refuse_entry(*, entry: ManualEntry, access: Access, reason: str) -> ManualEntry:
    """Decide against it, for good: an approver may, and whoever proposed it."""
    entry = _lock(entry)
    require_against(entry, access)
    must_be_undecided(entry, ManualEntryStatus.REFUSED)
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
    memo = f"{entry.reference} · {entry.reason}" if entry.reference else entry.reason
    back = entry.reverses
    return Posting(
        account=account,
        against=against,
        amount=-sign * entry.amount if back else sign * entry.amount,
        date=entry.date,
        key=reversal_key(back.entry) if back else source_of(entry),
        memo=clipped(memo, MEMO_LENGTH),
    )


def _check_funds(entry: ManualEntry) -> None:
    """Nothing is paid out beyond the balance, nor taken from what is not there.

    A balance below zero carries forward. What counts is said under the dealer's lock.
    """
    said = posting_of(entry)
    if entry.reverses_id:
        text = NEVER_BELOW_ZERO.get(said.account) if said.amount < 0 else None
        there = entry.dealer.ledger.balance([said.account])
    elif entry.kind == EntryKind.PAYOUT:
        text, there = no_more_is_paid(entry.dealer), available(entry.dealer_id)
    else:
        text, there = NO_MORE.get(entry.kind), entry.dealer.ledger.balance([said.account])
    if text is not None and -said.amount > there:
        error = ValidationError(text % {"there": format_money(there)}, "not_enough")
        raise ValidationError({"amount": error})


def no_more_is_paid(dealer: Dealer) -> str:
    promised = on_its_way(dealer.pk)
    if not promised:
        return _("The balance is %(there)s: no more is paid.")
    text = _("%(there)s of the balance is left: payouts of %(promised)s are on their way.")
    return text % {"there": "%(there)s", "promised": format_money(promised)}


def _lock(entry: ManualEntry) -> ManualEntry:
    """The entry as it stands now; whoever else decides about it waits."""
    rows = ManualEntry.objects.select_related("dealer", "reverses__entry")
    return rows.select_for_update(of=("self",)).get(pk=entry.pk)


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

"""What became of the payouts: paid, and then in the ledger, or returned by the bank."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import must_be_undecided, reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.money import format_money
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import Account
from dealers.services.ledger import Posting, lock_dealer, post, reverse

from ..choices import BatchStatus, PaymentForm, PayoutStatus
from ..models import Payout, PayoutBatch
from .deciding import (
    lock_batch,
    lock_open,
    lock_payout,
    require_over_all,
)

SOURCE = "payout:"
AGAINST = {
    PaymentForm.CASH: Account.BRAND_CASH,
    PaymentForm.CREDIT: Account.GOODS_CREDIT,
    PaymentForm.GOODS: Account.GOODS_CREDIT,
}
"""Where a payout goes. It lowers the balance in each form; goods credit waits for an order."""


@transaction.atomic
def pay_batch(
    *,
    batch: PayoutBatch,
    access: Access,
    paid_on: datetime.date | None = None,
    bank_reference: str = "",
    bank_has_paid: bool = False,
) -> list[Payout]:
    """All that is still open was paid: each is posted. All of them, or none."""
    batch = lock_batch(batch)
    require_over_all(access, Verb.APPROVE_ENTRIES)
    payouts = lock_open(batch)
    if not payouts:
        raise ValidationError(_("No payout of this batch is open any more."), "decided")
    how = {"paid_on": paid_on, "bank_reference": bank_reference, "bank_has_paid": bank_has_paid}
    return [_pay(payout, access=access, **how) for payout in payouts]


@transaction.atomic
def pay(
    *,
    payout: Payout,
    access: Access,
    paid_on: datetime.date | None = None,
    bank_reference: str = "",
    bank_has_paid: bool = False,
) -> Payout:
    """The payout was made on a day (today by default): post it, once.

    A payout never exceeds the balance. Where a correction came in while the bank had the file,
    this says so; ``bank_has_paid`` then books what cannot be undone, and the balance below zero
    carries forward. Raises ValidationError when it was decided already, is not with the bank yet,
    or is marked by whoever proposed it.
    """
    payout = lock_payout(payout)
    access.require(Verb.APPROVE_ENTRIES, payout)
    how = {"paid_on": paid_on, "bank_reference": bank_reference, "bank_has_paid": bank_has_paid}
    return _pay(payout, access=access, **how)


def _pay(
    payout: Payout,
    *,
    access: Access,
    paid_on: datetime.date | None,
    bank_reference: str,
    bank_has_paid: bool,
) -> Payout:
    must_be_undecided(payout, PayoutStatus.PAID)
    _check_ready(payout)
    _not_the_proposer(payout.batch, access)
    lock_dealer(payout.dealer_id)
    payout.beyond_balance = _beyond(payout, bank_has_paid)
    payout.settled_on = _day(paid_on)
    payout.settled_by, payout.bank_reference = access.user, bank_reference.strip()
    [payout.entry] = post(
        dealer=payout.dealer,
        postings=[posting_of(payout)],
        source=source_of(payout),
        by=access.user,
    )
    return _settle(payout, PayoutStatus.PAID, access, reason="")


@transaction.atomic
def return_payout(*, payout: Payout, access: Access, reason: str) -> Payout:
    """The bank sent it back: what was posted is reversed, and the statement can be paid again.

    Whoever marked it as paid does not mark it as returned. Raises ValidationError then, and where
    it was never with the bank, or the goods credit is used already.
    """
    payout = lock_payout(payout)
    access.require(Verb.APPROVE_ENTRIES, payout)
    reason = reason_given(reason)
    must_be_undecided(payout, PayoutStatus.RETURNED)
    if payout.status == PayoutStatus.OPEN and payout.batch.status != BatchStatus.EXPORTED:
        raise ValidationError(_("It is not with the bank yet: withdraw it."), "not_exported")
    _not_the_proposer(payout.batch, access)
    if payout.entry_id:
        _take_back(payout, access, reason)
    return _settle(payout, PayoutStatus.RETURNED, access, reason=reason)


def _take_back(payout: Payout, access: Access, reason: str) -> None:
    if access.user is None or payout.settled_by_id == access.user.pk:
        raise ValidationError(
            _("Whoever marked it as paid cannot mark it as returned: a second person does."),
            "own_proposal",
        )
    lock_dealer(payout.dealer_id)
    there = payout.dealer.ledger.balance([Account.GOODS_CREDIT])
    if payout.form != PaymentForm.CASH and payout.amount > there:
        text = _("The goods credit is %(there)s: no more can be taken back.")
        raise ValidationError(text % {"there": format_money(there)}, "not_enough")
    reverse(entry=payout.entry, source=source_of(payout), by=access.user, memo=reason[:200])


def posting_of(payout: Payout) -> Posting:
    """What a payout is in the ledger: one movement, which names its statement."""
    return Posting(
        account=Account.PAYOUTS,
        against=AGAINST[PaymentForm(payout.form)],
        amount=-payout.amount,
        date=payout.settled_on,
        key=f"{SOURCE}{payout.pk}",
        memo=" · ".join(filter(None, [payout.statement.number, payout.bank_reference])),
    )


def source_of(payout: Payout) -> str:
    """How the ledger names the batch."""
    return f"{SOURCE}{payout.batch_id}"


def _check_ready(payout: Payout) -> None:
    """Cash is paid once the bank has the file; credit as soon as a second person approved it."""
    status, cash = payout.batch.status, payout.form == PaymentForm.CASH
    if cash and status != BatchStatus.EXPORTED:
        raise ValidationError(_("Make the bank's file first: it is not with the bank."))
    if status not in (BatchStatus.APPROVED, BatchStatus.EXPORTED):
        raise ValidationError(_("The batch is not approved."), "not_approved")


def _not_the_proposer(batch: PayoutBatch, access: Access) -> None:
    if access.user is None or batch.created_by_id == access.user.pk:
        raise ValidationError(
            _("Whoever proposed the batch does not say what became of it: a second person does."),
            "own_proposal",
        )


def _beyond(payout: Payout, bank_has_paid: bool) -> bool:
    """Whether the payout exceeds the balance, and the bank cannot be stopped any more."""
    balance = payout.dealer.ledger.balance()
    if payout.amount <= balance:
        return False
    if payout.form == PaymentForm.CASH and bank_has_paid:
        return True
    text = _(
        "%(dealer)s: the balance fell to %(balance)s, and %(amount)s would be paid. Stop it at the "
        "bank and mark it as returned; or say that the bank has paid."
    )
    if payout.form != PaymentForm.CASH:
        text = _(
            "%(dealer)s: the balance fell to %(balance)s, and %(amount)s would be paid. Withdraw "
            "the payout and propose it anew."
        )
    words = {"balance": format_money(balance), "amount": format_money(payout.amount)}
    raise ValidationError(text % (words | {"dealer": payout.dealer}), "not_enough")


def _day(day: datetime.date | None) -> datetime.date:
    today = timezone.localdate()
    if day is not None and day > today:
        error = ValidationError(_("That day lies ahead."), "future")
        raise ValidationError({"paid_on": error})
    return day or today


def _settle(payout: Payout, to: PayoutStatus, access: Access, *, reason: str) -> Payout:
    old, payout.status = payout.status, to
    payout.reason = reason or payout.reason
    payout.save()
    after = {
        "status": to.value,
        "entry": payout.entry_id,
        "settled_on": payout.settled_on,
        "bank_reference": payout.bank_reference,
        "beyond_balance": payout.beyond_balance,
    }
    record(to.value, payout, by=access.user, before={"status": old}, after=after, reason=reason)
    return payout

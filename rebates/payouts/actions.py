"""The buttons of batches and payouts: who may press them, and when."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action
from channels_mgmt.core.scopes import Access, Verb

from ..choices import BatchStatus, PaymentForm, PayoutStatus
from ..models import Payout, PayoutBatch
from .bank_file import export_batch
from .deciding import BY_DEALER, approve_batch, discard_batch, withdraw_payout
from .forms import PaidForm
from .paying import pay, pay_batch, return_payout

READY = (BatchStatus.APPROVED, BatchStatus.EXPORTED)


def _approve(batch: PayoutBatch, *, access: Access, reason: str) -> None:
    approve_batch(batch=batch, access=access, reason=reason)


def _export(batch: PayoutBatch, *, access: Access, reason: str) -> None:
    export_batch(batch=batch, access=access)


def _discard(batch: PayoutBatch, *, access: Access, reason: str) -> None:
    discard_batch(batch=batch, access=access, reason=reason)


def _pay_batch(
    batch: PayoutBatch,
    *,
    access: Access,
    reason: str,
    paid_on: datetime.date,
    bank_reference: str,
    bank_has_paid: bool,
) -> None:
    how = {"paid_on": paid_on, "bank_reference": bank_reference, "bank_has_paid": bank_has_paid}
    pay_batch(batch=batch, access=access, **how)


def _pay(
    payout: Payout,
    *,
    access: Access,
    reason: str,
    paid_on: datetime.date,
    bank_reference: str,
    bank_has_paid: bool,
) -> None:
    how = {"paid_on": paid_on, "bank_reference": bank_reference, "bank_has_paid": bank_has_paid}
    pay(payout=payout, access=access, **how)


def _return(payout: Payout, *, access: Access, reason: str) -> None:
    return_payout(payout=payout, access=access, reason=reason)


def _withdraw(payout: Payout, *, access: Access, reason: str) -> None:
    withdraw_payout(payout=payout, access=access, reason=reason)


def _open(batch: PayoutBatch) -> QuerySet[Payout]:
    return batch.payouts.filter(status=PayoutStatus.OPEN)


def _to_be_sent(batch: PayoutBatch) -> bool:
    cash = _open(batch).filter(form=PaymentForm.CASH)
    return batch.status == BatchStatus.APPROVED and cash.exists()


def _to_be_paid(batch: PayoutBatch) -> bool:
    return batch.status in READY and not _to_be_sent(batch) and _open(batch).exists()


def _payable(payout: Payout) -> bool:
    cash = payout.form == PaymentForm.CASH
    ready = READY[1:] if cash else READY
    return payout.status == PayoutStatus.OPEN and payout.batch.status in ready


def _returnable(payout: Payout) -> bool:
    sent = payout.status == PayoutStatus.OPEN and payout.batch.status == BatchStatus.EXPORTED
    return payout.status == PayoutStatus.PAID or sent


def _withdrawable(payout: Payout) -> bool:
    sent = payout.batch.status == BatchStatus.EXPORTED and payout.form == PaymentForm.CASH
    return payout.status == PayoutStatus.OPEN and not sent


def _of_another(payout: Payout, access: Access) -> bool:
    """Whoever proposed the batch does not say what became of it."""
    return access.user is None or payout.batch.created_by_id != access.user.pk


def _batch_of_another(batch: PayoutBatch, access: Access) -> bool:
    return access.user is None or batch.created_by_id != access.user.pk


BATCH_ACTIONS = (
    Action(
        name="approve",
        label=_("Approve"),
        run=_approve,
        verb=Verb.APPROVE_ENTRIES,
        when=lambda batch: batch.status == BatchStatus.DRAFT and _open(batch).exists(),
        by_another=True,
        reason="required",
        confirm=_("These amounts are then promised to the dealers. Nothing is posted yet."),
        tone="success",
        step_up=True,
    ),
    Action(
        name="release",
        label=_("Make the bank's file"),
        run=_export,
        verb=Verb.APPROVE_ENTRIES,
        when=_to_be_sent,
        confirm=_(
            "Balances and bank accounts are compared once more. Hand the file to the bank "
            "once: it is made once, and stays as it is."
        ),
        step_up=True,
    ),
    Action(
        name="paid",
        label=_("Mark as paid"),
        run=_pay_batch,
        verb=Verb.APPROVE_ENTRIES,
        when=_to_be_paid,
        allowed=_batch_of_another,
        form=PaidForm,
        confirm=_("All that is still open goes to the ledger. Mark what the bank returned first."),
        tone="success",
        step_up=True,
    ),
    Action(
        name="discard",
        label=_("Discard"),
        run=_discard,
        verb=Verb.PROPOSE_ENTRIES,
        when=lambda batch: BatchStatus(batch.status).can_become(BatchStatus.DISCARDED),
        reason="required",
        confirm=_("A discarded batch is kept for the record; its statements are free again."),
        tone="danger",
    ),
)
PAYOUT_ACTIONS = (
    Action(
        name="paid",
        label=_("Mark as paid"),
        run=_pay,
        verb=Verb.APPROVE_ENTRIES,
        when=_payable,
        allowed=_of_another,
        form=PaidForm,
        confirm=_("This posts the payout to the dealer's account."),
        tone="success",
        step_up=True,
    ),
    Action(
        name="return",
        label=_("Mark as returned"),
        run=_return,
        verb=Verb.APPROVE_ENTRIES,
        when=_returnable,
        allowed=_of_another,
        bulk=True,
        order=BY_DEALER,
        reason="required",
        confirm=_("What was posted is reversed, and the statement can be paid out again."),
        tone="danger",
        step_up=True,
    ),
    Action(
        name="withdraw",
        label=_("Withdraw"),
        run=_withdraw,
        verb=Verb.PROPOSE_ENTRIES,
        when=_withdrawable,
        bulk=True,
        order=BY_DEALER,
        reason="required",
        confirm=_("It is not paid with this batch; the statement can be proposed again."),
        tone="danger",
    ),
)

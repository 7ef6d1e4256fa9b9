"""Money moved by hand and paid out."""

from decimal import Decimal as D

from channels_mgmt.core.scopes import Verb
from dealers.choices import Account, EntryKind, ManualEntryStatus
from dealers.models import BankAccount, ManualEntry
from dealers.services.bank_accounts import approve_bank_account, propose_bank_account
from dealers.services.manual_entries import (
    approve_entry,
    propose_entry,
    propose_reversal,
    refuse_entry,
)
from rebates.choices import BatchStatus, PaymentForm, PayoutStatus
from rebates.models import Payout, PayoutBatch, SettlementRun, Statement
from rebates.payouts.bank_file import export_batch
from rebates.payouts.deciding import approve_batch, discard_batch, withdraw_payout
from rebates.payouts.paying import pay, pay_batch, return_payout
from rebates.payouts.proposing import propose_payouts
from tests.simulation.life import Life

WHY = "by the contract"
IN, OUT = 1, -1
MOVES = {
    EntryKind.ADJUSTMENT: (Account.REBATES, IN),
    EntryKind.PAYOUT: (Account.PAYOUTS, OUT),
    EntryKind.DEPOSIT_LODGED: (Account.DEPOSIT, IN),
    EntryKind.DEPOSIT_TOPPED_UP: (Account.DEPOSIT, IN),
    EntryKind.DEPOSIT_REFUNDED: (Account.DEPOSIT, OUT),
    EntryKind.CREDIT_USED: (Account.GOODS_CREDIT, OUT),
}
"""What each kind does to the dealer; what is drawn from the deposit pays the fines, besides."""


def propose_by_hand(life: Life) -> str:
    kind = life.dice.choice(list(EntryKind))
    amount = D(life.dice.randrange(1, 80_000)).scaleb(-2)
    if kind == EntryKind.ADJUSTMENT and life.maybe(0.3):
        amount = -amount
    entry = propose_entry(
        dealer=life.dealer(), kind=kind, amount=amount, date=life.today, reason=WHY,
        access=life.who(Verb.PROPOSE_ENTRIES),
    )  # fmt: skip
    return f"{entry.pk}: {kind} {amount} of {entry.dealer.code}"


def decide_by_hand(life: Life) -> str:
    entry = life.one_of(by_hand(ManualEntryStatus.PROPOSED))
    access = life.who(Verb.APPROVE_ENTRIES)
    if life.maybe(0.15):
        return f"{refuse_entry(entry=entry, access=access, reason=WHY).pk} is refused"
    entry = approve_entry(entry=entry, access=access, reason=WHY)
    back = -1 if entry.reverses_id else 1
    dealer, amount = entry.dealer.code, back * entry.amount
    if entry.kind == EntryKind.DEPOSIT_DRAWN:
        life.expected.moved_within(dealer, amount, Account.DEPOSIT)
    else:
        account, sign = MOVES[EntryKind(entry.kind)]
        life.expected.moved(dealer, sign * amount, account)
    return f"{entry.pk} is posted: {entry.kind} {amount} of {dealer}"


def reverse_by_hand(life: Life) -> str:
    entry = life.one_of(by_hand(ManualEntryStatus.POSTED))
    access = life.who(Verb.PROPOSE_ENTRIES)
    return f"{entry.pk} by {propose_reversal(entry=entry, access=access, reason=WHY).pk}"


def propose_a_payout(life: Life) -> str:
    """Of a whole run, or of a few statements of any age."""
    access, words = life.who(Verb.PROPOSE_ENTRIES), {"purpose": "rebates", "date": life.today}
    if life.maybe(0.4):
        run = life.one_of(SettlementRun.objects.filter(status__in=("posted", "reversed")))
        batch = propose_payouts(access=access, run=run, **words)
    else:
        some = [life.one_of(Statement.objects.defer("content")) for _ in range(3)]
        batch = propose_payouts(access=access, statements=some, **words)
    return f"{batch.pk}: {[str(payout.amount) for payout in batch.payouts.order_by('pk')]}"


def decide_a_payout(life: Life) -> str:
    batch = life.one_of(batches(BatchStatus.DRAFT, BatchStatus.APPROVED))
    access = life.who(Verb.APPROVE_ENTRIES)
    if life.maybe(0.12):
        discard_batch(batch=batch, access=access, reason=WHY)
    elif batch.status == BatchStatus.DRAFT:
        approve_batch(batch=batch, access=access, reason=WHY)
    else:
        export_batch(batch=batch, access=access)
    return f"{batch.pk}: {batch.status}, then {PayoutBatch.objects.get(pk=batch.pk).status}"


def withdraw_a_payout(life: Life) -> str:
    payout = life.one_of(payouts(PayoutStatus.OPEN))
    access = life.who(Verb.APPROVE_ENTRIES)
    return f"{withdraw_payout(payout=payout, access=access, reason=WHY).pk} is withdrawn"


def pay_out(life: Life) -> str:
    """A single one, or all of a batch; the bank may have paid what is not there any more."""
    access = life.who(Verb.APPROVE_ENTRIES)
    how = {"bank_has_paid": life.maybe(0.3), "paid_on": life.today}
    if life.maybe(0.5):
        paid = [pay(payout=life.one_of(payouts(PayoutStatus.OPEN)), access=access, **how)]
    else:
        batch = life.one_of(batches(BatchStatus.APPROVED, BatchStatus.EXPORTED))
        paid = pay_batch(batch=batch, access=access, **how)
    for payout in paid:
        paid_out(life, payout, payout.amount)
    return f"{[(payout.pk, str(payout.amount)) for payout in paid]}"


def return_a_payout(life: Life) -> str:
    payout = life.one_of(payouts(PayoutStatus.OPEN, PayoutStatus.PAID))
    was_paid = payout.status == PayoutStatus.PAID
    return_payout(payout=payout, access=life.who(Verb.APPROVE_ENTRIES), reason=WHY)
    if was_paid:
        paid_out(life, payout, -payout.amount)
    return f"{payout.pk}: {payout.amount}, {'paid' if was_paid else 'not paid'} before"


def paid_out(life: Life, payout: Payout, amount: D) -> None:
    """In cash, or to the goods credit."""
    code = payout.dealer.code
    if payout.form == PaymentForm.CASH:
        life.expected.moved(code, -amount, Account.PAYOUTS)
    else:
        life.expected.moved_within(code, -amount, Account.GOODS_CREDIT)


def change_bank_account(life: Life) -> str:
    """Proposed by one, approved by another."""
    access = life.who(Verb.APPROVE_ENTRIES)
    if life.maybe(0.5):
        account = life.one_of(BankAccount.objects.filter(status="proposed"))
        return f"{approve_bank_account(account=account, access=access, reason=WHY)} is in force"
    dealer = life.dealer()
    account = BankAccount(
        dealer=dealer, account_name=dealer.name, account_number=f"6222{life.number():012}",
        bank="中国工商银行",
    )  # fmt: skip
    access = life.who(Verb.PROPOSE_ENTRIES)
    account = propose_bank_account(account=account, access=access, reason=WHY)
    return f"{account} of {dealer.code} is proposed"


def by_hand(status: ManualEntryStatus):
    return ManualEntry.objects.filter(status=status)


def batches(*status: BatchStatus):
    return PayoutBatch.objects.filter(status__in=status)


def payouts(*status: PayoutStatus):
    return Payout.objects.filter(status__in=status).select_related("dealer")


OPERATIONS = {
    propose_by_hand: 4, decide_by_hand: 4, reverse_by_hand: 1, propose_a_payout: 4,
    decide_a_payout: 6, withdraw_a_payout: 1, pay_out: 5, return_a_payout: 2,
    change_bank_account: 2,
}  # fmt: skip

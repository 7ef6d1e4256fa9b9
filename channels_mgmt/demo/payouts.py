"""The demo's payouts: bank accounts by two persons, the rebates of 2025 paid out in a batch."""

from datetime import date

from channels_mgmt.core.scopes import Access
from dealers.choices import DealerStatus
from dealers.models import BankAccount, Dealer
from dealers.services.bank_accounts import approve_bank_account, propose_bank_account
from rebates.choices import PaymentForm
from rebates.models import SettlementRun
from rebates.payouts.bank_file import export_batch
from rebates.payouts.deciding import approve_batch
from rebates.payouts.paying import pay_batch, return_payout
from rebates.payouts.proposing import propose_payouts

from .network import FIRST_IN_GUANGZHOU

PAID_ON = date(2026, 2, 10)
PURPOSE = "2025年度返利"
BANKS = (
    ("中国工商银行", "102100099996", "622202"),
    ("中国建设银行", "105100000017", "621700"),
    ("中国农业银行", "103100000026", "622848"),
    ("招商银行", "308584000013", "621483"),
)
OPENED = "经销商开户许可证"  # the licence of the account, as the dealer sent it
CALLED = "已回拨经销商法人核实"  # the dealer's head was called back
MOVED = "经销商来函更换开户行"  # a letter: the dealer changes its bank
CHECKED = "已与结算单核对一致"  # compared with the statements
RECEIPT = "银行批次 20260210-01"
SENT_BACK = "收款账户状态异常，银行退汇"  # the bank sent it back: the account is not in order


def open_accounts(hq: Access, finance: Access) -> None:
    """Each dealer's account, but for the newest outlet's, which nobody has sent in yet."""
    dealers = list(Dealer.objects.exclude(status=DealerStatus.APPLICANT).order_by("code"))
    for number, dealer in enumerate(dealers[:-1], start=1):
        account = propose_bank_account(account=account_of(dealer, number), access=hq, reason=OPENED)
        approve_bank_account(account=account, access=finance, reason=CALLED)


def account_of(dealer: Dealer, number: int) -> BankAccount:
    """Of no bank's customer: the number says which dealer of the demo it is, and no more."""
    bank, cnaps, prefix = BANKS[number % len(BANKS)]
    return BankAccount(
        dealer=dealer,
        account_name=dealer.name,
        account_number=f"{prefix}0000{number:09}",
        bank=bank,
        branch=f"{dealer.home_region.name}支行",
        cnaps=cnaps,
    )


def pay_out(run: SettlementRun, hq: Access, finance: Access) -> None:
    """All statements of a posted run: what the bank sent back is open for the next batch."""
    batch = propose_payouts(run=run, date=PAID_ON, purpose=PURPOSE, access=hq)
    batch = approve_batch(batch=batch, access=finance, reason=CHECKED)
    batch = export_batch(batch=batch, access=finance)
    cash = batch.payouts.filter(form=PaymentForm.CASH, status="open").order_by("-pk")
    return_payout(payout=cash[0], access=finance, reason=SENT_BACK)
    pay_batch(batch=batch, access=finance, paid_on=PAID_ON, bank_reference=RECEIPT)


def change_bank(hq: Access) -> None:
    """A change that waits for a second person: of the dealer who signs in."""
    dealer = Dealer.objects.get(code=FIRST_IN_GUANGZHOU)
    propose_bank_account(account=account_of(dealer, 88), access=hq, reason=MOVED)

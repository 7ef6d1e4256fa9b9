"""The demo's settlements: what was posted, what was reversed and posted anew, what waits."""

from datetime import date
from decimal import Decimal

from channels_mgmt.core.models import User
from channels_mgmt.core.periods import Period
from dealers.choices import Account, DealerStatus
from dealers.models import Dealer
from dealers.roles import access_of
from dealers.services.ledger import Posting, post
from rebates.choices import PaymentForm
from rebates.models import SettlementRun
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, start_run

SETTLED = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2")
PAID_OUT = "2025Q4"
SETTLED_ANEW = "2026Q2"
WAITING = "2026Q3"
REASON = "6月退货单补录，重新结算"  # returns of June came in late: settled anew

DEPOSITS = {"national": 500_000, "provincial": 200_000, "city": 50_000, "outlet": 5_000}  # yuan
LODGED_ON, PAID_ON = date(2025, 1, 6), date(2026, 2, 10)


class Desk:
    """Two persons at work: `hq` starts settlements, `finance` approves and posts them."""

    def __init__(self) -> None:
        self.hq = access_of(User.objects.get(username="hq"))
        self.finance = access_of(User.objects.get(username="finance"))

    def draft(self, key: str) -> SettlementRun:
        period = Period.parse(key)
        run = start_run(date_from=period.start, date_to=period.end, access=self.hq)
        return calculate(run=run)

    def settle(self, key: str) -> SettlementRun:
        return self.approve_and_post(self.draft(key))

    def take_back(self, run: SettlementRun) -> SettlementRun:
        return self.approve_and_post(reverse_run(run=run, access=self.hq, reason=REASON))

    def approve_and_post(self, run: SettlementRun) -> SettlementRun:
        run = approve_run(run=run, access=self.finance)
        return post_run(run=run, access=self.finance)

    def lodge_deposits(self) -> None:
        """Each dealer's deposit, as its tier asks for."""
        dealers = Dealer.objects.exclude(status=DealerStatus.APPLICANT).select_related("tier")
        for dealer in dealers.order_by("code"):
            post(
                dealer=dealer,
                postings=[
                    Posting(
                        Account.DEPOSIT,
                        against=Account.BRAND_CASH,
                        amount=Decimal(DEPOSITS[dealer.tier.code]),
                        date=LODGED_ON,
                        key=f"deposit:{dealer.code}:{LODGED_ON}",
                    )
                ],
                source="deposit",
                by=self.finance.user,
            )

    def pay_out(self, run: SettlementRun) -> None:
        """The rebates of a posted run that are due in cash."""
        due = run.lines.filter(programme__payment_form=PaymentForm.CASH, amount__gt=0)
        for line in due.select_related("dealer", "programme").order_by("pk"):
            post(
                dealer=line.dealer,
                postings=[
                    Posting(
                        Account.PAYOUTS,
                        against=Account.BRAND_CASH,
                        amount=-line.amount,
                        date=PAID_ON,
                        key=f"payout:{line.dealer.code}:{line.programme.code}:{line.period}",
                        memo=str(line),
                    )
                ],
                source="payout",
                by=self.finance.user,
            )

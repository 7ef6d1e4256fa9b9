"""The demo's settlements: what was posted, what was reversed and posted anew, what waits."""

from datetime import date
from decimal import Decimal
from typing import Any

from channels_mgmt.core.models import User
from channels_mgmt.core.periods import Period
from dealers.choices import DealerStatus, EntryKind
from dealers.models import Dealer
from dealers.roles import access_of
from dealers.services.manual_entries import approve_entry, propose_entry
from rebates.models import SettlementRun, Statement
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, start_run

SETTLED = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2")
PAID_OUT = "2025Q4"
SETTLED_ANEW = "2026Q2"
WAITING = "2026Q3"
REASON = "6月退货单补录，重新结算"  # returns of June came in late: settled anew

AGREED = "年度政策会议通过"  # the yearly meeting agreed
CHECKED = "已与销售台账核对一致"  # checked against the sales books

DEPOSITS = {"national": 500_000, "provincial": 200_000, "city": 50_000, "outlet": 5_000}  # yuan
SHORTAGE = Decimal("-1280.00")
LODGED_ON, PROPOSED_ON = date(2025, 1, 6), date(2026, 10, 20)
LODGED = "按经销合同缴纳保证金"  # as the contract asks for
RECEIPT = "已核对银行回单"  # the bank's receipt was checked
DUE = "上期结算单余额兑付"  # the balance of the last statement
SHORT = "样机短少，从返利中扣除"  # show pieces are missing


class Desk:
    """Two persons at work: `hq` starts settlements, `finance` approves and posts them."""

    def __init__(self) -> None:
        self.hq = access_of(User.objects.get(username="hq"))
        self.finance = access_of(User.objects.get(username="finance"))

    def draft(self, key: str, **more: Any) -> SettlementRun:
        period = Period.parse(key)
        run = start_run(date_from=period.start, date_to=period.end, access=self.hq, **more)
        return calculate(run=run)

    def settle(self, key: str, **more: Any) -> SettlementRun:
        return self.approve_and_post(self.draft(key, **more))

    def take_back(self, run: SettlementRun) -> SettlementRun:
        return self.approve_and_post(reverse_run(run=run, access=self.hq, reason=REASON))

    def approve_and_post(self, run: SettlementRun) -> SettlementRun:
        run = approve_run(run=run, access=self.finance, reason=CHECKED)
        return post_run(run=run, access=self.finance)

    def lodge_deposits(self) -> None:
        """Each dealer's deposit, as its tier asks for."""
        dealers = Dealer.objects.exclude(status=DealerStatus.APPLICANT).select_related("tier")
        for dealer in dealers.order_by("code"):
            self.enter(
                dealer=dealer,
                kind=EntryKind.DEPOSIT_LODGED,
                amount=Decimal(DEPOSITS[dealer.tier.code]),
                date=LODGED_ON,
                reference=f"BZJ-{dealer.code}",
                reason=LODGED,
            )

    def enter(self, **entry: Any) -> None:
        """Proposed by headquarters, posted by finance."""
        proposed = propose_entry(access=self.hq, **entry)
        approve_entry(entry=proposed, access=self.finance, reason=RECEIPT)

    def propose_more(self) -> None:
        """What waits for finance: a payout, and an adjustment of a smaller amount."""
        statements = Statement.objects.filter(closing__gt=0, dealer__status=DealerStatus.ACTIVE)
        due = statements.select_related("dealer").order_by("-closing", "-pk").first()
        self.wait_for(due, EntryKind.PAYOUT, min(due.closing, due.dealer.ledger.balance()), DUE)
        self.wait_for(due, EntryKind.ADJUSTMENT, SHORTAGE, SHORT)

    def wait_for(self, due: Statement, kind: EntryKind, amount: Decimal, reason: str) -> None:
        propose_entry(
            dealer=due.dealer,
            kind=kind,
            amount=amount,
            date=PROPOSED_ON,
            reference=due.number,
            reason=reason,
            access=self.hq,
        )

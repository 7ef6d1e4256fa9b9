"""The demo's settlements: what was posted, what was reversed and posted anew, what waits."""

from channels_mgmt.core.models import User
from channels_mgmt.core.periods import Period
from dealers.roles import access_of
from rebates.models import SettlementRun
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, start_run

SETTLED = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2")
SETTLED_ANEW = "2026Q2"
WAITING = "2026Q3"
REASON = "6月退货单补录，重新结算"  # returns of June came in late: settled anew


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
        return self.post(self.draft(key))

    def take_back(self, run: SettlementRun) -> SettlementRun:
        return self.post(reverse_run(run=run, access=self.hq, reason=REASON))

    def post(self, run: SettlementRun) -> SettlementRun:
        run = approve_run(run=run, access=self.finance)
        return post_run(run=run, access=self.finance)

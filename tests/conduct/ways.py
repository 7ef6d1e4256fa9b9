"""A case on its way, as people move it."""

import datetime
from dataclasses import dataclass
from typing import Any

from channels_mgmt.core.scopes import Access
from dealers.models import Dealer
from rebates.conduct.models import PenaltyDecision, Violation
from rebates.conduct.services.appeals import appeal, decide_appeal
from rebates.conduct.services.cases import open_case, review
from rebates.conduct.services.deciding import confirm
from tests.conduct.making import make_finding, numbers

SPRING = datetime.date(2026, 3, 2)


@dataclass
class Desk:
    """Who opens, decides, judges appeals, and appeals; and the dealer whom the cases are about."""

    opener: Access
    decider: Access
    judge: Access
    accused: Access
    dealer: Dealer

    def detected(self, day: datetime.date = SPRING, **finding: Any) -> Violation:
        values = {"quantity": 20, "goods_value": 64_000, "supply_value": 51_200}
        values |= {"dealer": self.dealer, "day": day} | finding
        found = make_finding(**values)
        return open_case(findings=[found], group=f"group{next(numbers)}", access=self.opener)

    def under_review(self, day: datetime.date = SPRING, **finding: Any) -> Violation:
        return review(case=self.detected(day, **finding), access=self.opener)

    def confirmed(self, day: datetime.date = SPRING, **finding: Any) -> Violation:
        return self.confirm(self.under_review(day, **finding))

    def confirm(self, case: Violation, **more: Any) -> Violation:
        return confirm(case=case, access=self.decider, reason="证据充分", **more)

    def appealed(self, day: datetime.date = SPRING, **finding: Any) -> Violation:
        return self.appeal(self.confirmed(day, **finding))

    def appeal(self, case: Violation) -> Violation:
        appeal(case=case, text="这不是我们的货", access=self.accused)
        return fresh(case)

    def judged(self, case: Violation, outcome: str) -> Violation:
        if case.status != "appealed":
            self.appeal(case)
        decide_appeal(case=case, outcome=outcome, access=self.judge, reason="复核结果")
        return fresh(case)

    def overturned(self, case: Violation) -> Violation:
        return self.judged(case, "overturned")


def fresh(case: Violation) -> Violation:
    return Violation.objects.get(pk=case.pk)


def decision(case: Violation) -> PenaltyDecision:
    """The newest one."""
    return case.decisions.latest("pk")


def costs(*cases: Violation) -> list[str]:
    """What each case costs, as a person would say it."""
    return [_cost(decision(case)) for case in cases]


def _cost(made: PenaltyDecision) -> str:
    parts = [f"{made.fine:f}".removesuffix(".00")] if made.fine else []
    return " + ".join(parts + [made.termination] * bool(made.termination)) or "nothing"

"""Rows of fines for tests, one plain function each."""

import datetime
from decimal import Decimal

from dealers.models import Dealer
from rebates.models import FineLine, TopUpDemand
from tests.conduct.making import CLAUSE, make_confirmed, make_decision, make_later_version
from tests.factories import make_contract, make_dealer, make_run

TOLD = {
    "outcome": "fine", "case": "V1", "day": "2026-03-02", "kind": "cross_region",
    "severity": "general", "offence": 1, "rule": "RULE v1", "clause": CLAUSE,
    "parts": {"fixed": "100.00"}, "basis": {"quantity": "20", "step_fixed": "100.00"},
    "draws_on": "balance_then_deposit",
}  # fmt: skip


def make_fine_line(*, dealer: Dealer | None = None, **more) -> FineLine:
    """A fine of 100.00 in a posted run."""
    dealer = dealer or make_dealer()
    version = make_later_version()
    case = make_confirmed(dealer=dealer, rule_version=version)
    decision = make_decision(violation=case, version=version, fixed=100, fine=100)
    values = {
        "run": more.pop("run", None) or make_run(),
        "part": "fine",
        "decision": decision,
        "due": Decimal(-100),
        "already_posted": Decimal(0),
        "amount": Decimal(-100),
        "explanation": TOLD | {"case": case.number},
    }
    return FineLine.objects.create(dealer=dealer, case=case, **(values | more))


def make_demand(*, dealer: Dealer | None = None, **more) -> TopUpDemand:
    """By a contract of before: nothing is missing any more."""
    dealer = dealer or make_dealer()
    values = {
        "run": more.pop("run", None) or make_run(),
        "contract": more.pop("contract", None) or make_contract(dealer=dealer),
        "required": Decimal(1000),
        "held": Decimal(400),
        "amount": Decimal(600),
        "raised_on": datetime.date(2026, 3, 2),
        "due_on": datetime.date(2026, 3, 16),
    }
    return TopUpDemand.objects.create(dealer=dealer, **(values | more))

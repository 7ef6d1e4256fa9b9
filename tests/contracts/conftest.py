"""A dealer, and contracts that headquarters drafts for it and finance signs."""

import datetime
from decimal import Decimal as D

import pytest

from dealers.contracts.stages import Stage
from dealers.models import Contract, Dealer
from dealers.services.contracts import save_contract, sign_contract
from tests.factories import numbers

AGREED = "as agreed"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def dealer(dealers) -> Dealer:
    return dealers.guangzhou


@pytest.fixture
def draft(dealer, hq):
    """A draft for 2025 with a deposit of 10,000.00; ``stages`` are pairs of months and percent."""

    def call(start: str = "2025-01-01", end: str | None = "2026-01-01", **more) -> Contract:
        access, stages = more.pop("access", hq), more.pop("stages", ())
        values = {
            "number": f"HT{next(numbers)}",
            "dealer": dealer,
            "valid_from": day(start),
            "valid_to": end and day(end),
            "deposit_required": D("10000.00"),
        }
        planned = [Stage(months, D(percent)) for months, percent in stages]
        return save_contract(contract=Contract(**values | more), stages=planned, access=access)

    return call


@pytest.fixture
def signed(draft, finance):
    def call(*args, **more) -> Contract:
        return sign_contract(contract=draft(*args, **more), access=finance, reason=AGREED)

    return call

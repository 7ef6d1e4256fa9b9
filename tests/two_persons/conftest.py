"""A dealer with money on its accounts, and an entry that headquarters has proposed."""

from decimal import Decimal as D

import pytest

from dealers.choices import Account, EntryKind
from dealers.models import Dealer, ManualEntry
from dealers.services.manual_entries import propose_entry
from tests import factories as make


@pytest.fixture
def dealer(dealers) -> Dealer:
    """With 500.00 to pay out and a deposit of 1,000.00."""
    make.make_entry("500.00", dealer=dealers.guangzhou)
    make.make_entry(
        "1000.00", dealer=dealers.guangzhou, account=Account.DEPOSIT, against=Account.BRAND_CASH
    )
    return dealers.guangzhou


@pytest.fixture
def propose(dealer, hq):
    """An entry, proposed by headquarters: a payout of 100.00."""

    def call(kind: EntryKind = EntryKind.PAYOUT, amount: str = "100.00", **more) -> ManualEntry:
        values = {
            "dealer": dealer,
            "date": make.START,
            "reference": "R-1",
            "reason": "as agreed",
            "access": hq,
        }
        return propose_entry(kind=kind, amount=D(amount), **(values | more))

    return call


@pytest.fixture
def entry(propose) -> ManualEntry:
    return propose()

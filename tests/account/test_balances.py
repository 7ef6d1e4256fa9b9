"""The balance of every account at once is what each has by itself."""

from decimal import Decimal as D

import pytest

from dealers.choices import Account
from dealers.models import LedgerEntry
from tests.factories import make_entry

MOVED = (
    ("100.00", {}),
    ("-30.00", {"account": Account.FINES, "against": Account.BRAND_FINE_INCOME}),
    ("0.01", {"account": Account.DEPOSIT, "against": Account.BRAND_CASH}),
    ("12.50", {"account": Account.GOODS_CREDIT, "against": Account.REBATES}),
)


@pytest.fixture
def entries(dealers):
    """Of two dealers."""
    for dealer in (dealers.guangzhou, dealers.hangzhou):
        for amount, accounts in MOVED:
            make_entry(amount, dealer=dealer, **accounts)
    return LedgerEntry.objects.filter(dealer=dealers.guangzhou)


def test_it_works(entries, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = entries.by_account()
    assert (found.balance, found[Account.DEPOSIT]) == (D("57.50"), D("0.01"))


def test_each_account_has_what_it_has_by_itself(entries):
    found = entries.by_account()
    assert found.balance == entries.balance()
    for account in Account:
        assert found[account] == entries.balance([account])


def test_where_nothing_moved_there_is_nothing(dealers):
    found = dealers.guangzhou.ledger.by_account()
    assert (found.balance, found[Account.DEPOSIT]) == (D("0.00"), D("0.00"))

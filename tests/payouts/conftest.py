"""Headquarters proposes, one of finance approves, another one says what became of it."""

from types import SimpleNamespace

import pytest

from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from dealers.models import Dealer
from rebates.models import Payout, PayoutBatch
from rebates.payouts.bank_file import export_batch
from rebates.payouts.deciding import approve_batch
from rebates.payouts.proposing import propose_payouts
from rebates.services.books import CHECKS
from tests.conftest import person
from tests.payouts.papers import grant, make_bank_account

WHY = {"reason": "as agreed"}


@pytest.fixture
def dealer(dealers) -> Dealer:
    """With a bank account."""
    make_bank_account(dealer=dealers.guangzhou)
    return dealers.guangzhou


@pytest.fixture
def cashier(db) -> Access:
    """A second one of finance."""
    return person("cashier", Role.FINANCE)


@pytest.fixture
def desk(hq, finance, cashier) -> SimpleNamespace:
    """The steps of a batch, each by whom it falls to."""

    def propose(*statements, **more) -> PayoutBatch:
        return propose_payouts(access=hq, statements=statements, purpose="返利", **more)

    def approved(*statements) -> PayoutBatch:
        return approve_batch(batch=propose(*statements), access=finance, **WHY)

    def sent(*statements) -> PayoutBatch:
        return export_batch(batch=approved(*statements), access=finance)

    return SimpleNamespace(propose=propose, approved=approved, sent=sent)


@pytest.fixture
def sent(desk, dealer) -> Payout:
    """100.00 in cash, with the bank."""
    return desk.sent(grant(dealer, cash="100.00")).payouts.get()


def problems() -> list[str]:
    """What the books say of the ledger, of statements and of payouts."""
    asked = {"ledger", "statements", "balances", "payouts", "manual"}
    return [message for name in asked for message in CHECKS[name]()]

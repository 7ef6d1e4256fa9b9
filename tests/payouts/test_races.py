"""Two at the same time: a batch is approved once, paid once, and never beyond the balance."""

from decimal import Decimal as D
from functools import partial

import pytest
from django.db import IntegrityError

from dealers.choices import Role
from dealers.roles import access_of
from rebates.models import Payout, PayoutBatch
from rebates.payouts import deciding, paying
from rebates.payouts.bank_file import export_batch
from rebates.payouts.deciding import approve_batch, discard_batch
from rebates.payouts.paying import pay, pay_batch
from rebates.payouts.proposing import propose_payouts
from tests import factories as make
from tests.payouts.conftest import WHY, problems
from tests.payouts.papers import correct, grant, make_bank_account
from tests.settlement.test_races import at_once, refusals
from tests.settlement.world import World

ROUNDS = [3, pytest.param(200, marks=pytest.mark.prove)]


@pytest.fixture
def dealer(transactional_db):
    dealer = World(1).dealers["D1"]
    make_bank_account(dealer=dealer)
    return dealer


@pytest.fixture
def hq(dealer):
    return access_of(make.make_grant(role=Role.HEADQUARTERS).user)


@pytest.fixture
def finances(dealer):
    return [access_of(make.make_grant(role=Role.FINANCE).user) for _ in range(3)]


def proposed(dealer, hq, amount: str = "100.00") -> PayoutBatch:
    return propose_payouts(access=hq, statements=[grant(dealer, cash=amount)], purpose="返利")


def with_the_bank(dealer, hq, finance, amount: str = "100.00") -> PayoutBatch:
    batch = approve_batch(batch=proposed(dealer, hq, amount), access=finance, **WHY)
    return export_batch(batch=batch, access=finance)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_batch_is_approved_once_or_discarded(dealer, hq, finances, rounds):
    for _ in range(rounds):
        batch = proposed(dealer, hq)
        answers = at_once(
            partial(approve_batch, batch=batch, access=finances[0], **WHY),
            partial(approve_batch, batch=batch, access=finances[1], **WHY),
            partial(discard_batch, batch=batch, access=hq, **WHY),
        )
        batch.refresh_from_db()
        assert refusals(answers) in (1, 2)  # what was approved may still be discarded
        open_now = batch.payouts.filter(status="open").exists()
        assert open_now == (batch.status == "approved")
        if open_now:
            discard_batch(batch=batch, access=hq, **WHY)
    assert dealer.ledger.filter(source__startswith="payout:").count() == 0


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_batch_is_paid_once(dealer, hq, finances, rounds):
    for _ in range(rounds):
        batch = with_the_bank(dealer, hq, finances[0])
        payout = batch.payouts.get()
        answers = at_once(
            partial(pay_batch, batch=batch, access=finances[0]),
            partial(pay_batch, batch=batch, access=finances[1]),
            partial(pay, payout=payout, access=finances[2]),
        )
        assert refusals(answers) == 2
        assert dealer.ledger.balance() == D("0.00")
    assert dealer.ledger.filter(source__startswith="payout:").count() == rounds
    assert problems() == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_correction_and_a_payout_never_leave_it_paid_beyond_the_balance(
    dealer, hq, finances, rounds
):
    for _ in range(rounds):
        payout = with_the_bank(dealer, hq, finances[0]).payouts.get()
        answers = at_once(
            partial(pay, payout=payout, access=finances[1]),
            partial(correct, dealer, "-30.00"),
        )
        # either it was paid before the correction came, or not at all
        paid = refusals(answers) == 0
        payout.refresh_from_db()
        assert payout.status == ("paid" if paid else "open")
        assert dealer.ledger.balance() == (D("-30.00") if paid else D("70.00"))
        correct(dealer, "30.00")
        if not paid:
            pay(payout=payout, access=finances[1])
    assert problems() == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_proposals_do_not_take_the_same_statement(dealer, hq, rounds):
    for _ in range(rounds):
        statement = grant(dealer, cash="100.00")
        answers = at_once(
            *[partial(propose_payouts, access=hq, statements=[statement], purpose="返利")] * 3
        )
        assert refusals(answers) == 0
        assert Payout.objects.filter(statement=statement, status="open").count() == 1
        for batch in answers:
            discard_batch(batch=batch, access=hq, **WHY)


def test_without_its_guard_the_race_is_lost(dealer, hq, finances, monkeypatch):
    """The negative control: the key in the ledger is then the last that holds."""
    payout = with_the_bank(dealer, hq, finances[0]).payouts.get()
    late = Payout.objects.select_related(*deciding.RELATED, "entry").get(pk=payout.pk)
    pay(payout=payout, access=finances[1])
    monkeypatch.setattr(paying, "lock_payout", lambda payout: payout)  # what it read before
    monkeypatch.setattr(paying, "_beyond", lambda payout, bank_has_paid: False)
    with pytest.raises(IntegrityError):
        pay(payout=late, access=finances[2])
    assert dealer.ledger.balance() == D("0.00")


def test_without_the_look_at_the_balance_it_is_overdrawn_and_found(
    dealer, hq, finances, monkeypatch
):
    payout = with_the_bank(dealer, hq, finances[0]).payouts.get()
    correct(dealer, "-30.00")
    monkeypatch.setattr(paying, "_beyond", lambda payout, bank_has_paid: False)
    pay(payout=payout, access=finances[1])
    assert dealer.ledger.balance() == D("-30.00")
    assert any("left a balance of -30.00" in text for text in problems())

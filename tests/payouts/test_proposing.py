"""A batch pays what each dealer's balance allows, and says why where it pays nothing."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from dealers.choices import Role
from rebates.models import Payout, PayoutBatch, StatementAnswer
from rebates.payouts.proposing import propose_payouts
from tests import factories as make
from tests.conftest import person
from tests.payouts.papers import correct, grant, make_bank_account


def told(batch) -> list[tuple]:
    rows = batch.payouts.order_by("pk").values_list("form", "amount", "status", "why")
    return [(form, str(amount), status, why) for form, amount, status, why in rows]


def test_it_works(desk, dealer):
    batch = desk.propose(grant(dealer, cash="100.00"))
    assert told(batch) == [("cash", "100.00", "open", "")]
    assert batch.payouts.get().bank_account.dealer == dealer
    assert (batch.status, dealer.ledger.balance()) == ("draft", D("100.00"))


def test_a_run_pays_out_all_its_statements(hq, dealer):
    statement = grant(dealer, cash="100.00")
    batch = propose_payouts(access=hq, run=statement.run, purpose="返利")
    assert [payout.statement for payout in batch.payouts.all()] == [statement]
    assert batch.run == statement.run


def test_a_run_that_is_not_posted_pays_nothing(hq, dealer):
    run = make.make_run(status="approved")
    with pytest.raises(ValidationError) as refused:
        propose_payouts(access=hq, run=run, purpose="返利")
    assert refused.value.error_dict["run"][0].code == "not_posted"
    assert not PayoutBatch.objects.exists()


def test_credit_and_goods_are_payouts_of_their_own(desk, dealer):
    batch = desk.propose(grant(dealer, cash="10.00", credit="20.00", goods="30.00"))
    assert told(batch) == [
        ("cash", "10.00", "open", ""),
        ("credit", "20.00", "open", ""),
        ("goods", "30.00", "open", ""),
    ]
    assert [payout.bank_account is None for payout in batch.payouts.order_by("pk")] == [
        False, True, True,
    ]  # fmt: skip


def test_a_balance_below_zero_is_shown_and_carried_and_nothing_is_paid(desk, dealer):
    """DOMAIN §7, sum 21: 20.00, then a correction of −100.00."""
    statement = grant(dealer, cash="20.00")
    correct(dealer, "-100.00")
    [payout] = desk.propose(statement).payouts.all()
    assert (payout.status, payout.why, payout.amount) == ("carried", "negative", D("0.00"))
    assert (payout.statement.closing, payout.balance) == (D("20.00"), D("-80.00"))


def test_what_was_paid_by_hand_since_is_not_paid_again(desk, dealer):
    statement = grant(dealer, cash="100.00")
    make.make_manual_entry(dealer=dealer, kind="payout", amount=D("60.00"))
    correct(dealer, "500.00")
    assert told(desk.propose(statement)) == [("cash", "40.00", "open", "")]


def test_nothing_due_is_said(desk, dealer):
    statement = grant(dealer, cash="100.00")
    make.make_manual_entry(dealer=dealer, kind="payout", amount=D("100.00"))
    assert told(desk.propose(statement)) == [("cash", "0.00", "carried", "nothing_due")]


def test_a_disputed_statement_waits(desk, dealer):
    statement = grant(dealer, cash="100.00")
    StatementAnswer.objects.create(statement=statement, kind="disputed", text="no")
    assert told(desk.propose(statement)) == [("cash", "0.00", "carried", "disputed")]


def test_cash_needs_an_approved_bank_account_and_credit_does_not(desk, dealers):
    make_bank_account(dealer=dealers.hangzhou, status="proposed")
    batch = desk.propose(grant(dealers.hangzhou, cash="10.00", credit="20.00"))
    assert told(batch) == [
        ("cash", "0.00", "carried", "no_account"),
        ("credit", "20.00", "open", ""),
    ]


def test_a_statement_is_in_one_batch_at_a_time(desk, dealer):
    statement = grant(dealer, cash="100.00")
    first, second = desk.propose(statement), desk.propose(statement)
    assert told(first) == [("cash", "100.00", "open", "")]
    assert told(second) == [("cash", "0.00", "carried", "in_a_batch")]


def test_the_database_refuses_to_pay_a_statement_twice(desk, dealer):
    payout = desk.propose(grant(dealer, cash="100.00")).payouts.get()
    other = PayoutBatch.objects.create(purpose="-")
    payout.pk, payout.batch = None, other
    with pytest.raises(IntegrityError), transaction.atomic():
        payout.save(force_insert=True)
    assert Payout.objects.count() == 1


def test_two_statements_of_a_dealer_do_not_pay_the_same_money(desk, dealer):
    first = grant(dealer, cash="100.00")
    second = grant(dealer, cash="50.00", credit="5.00")
    assert second.closing == D("155.00")  # with what the first one left
    rows = told(desk.propose(second, first))
    assert rows == [
        ("cash", "100.00", "open", ""),
        ("cash", "50.00", "open", ""),
        ("credit", "5.00", "open", ""),
    ]


def test_what_is_in_another_draft_is_not_proposed_again(desk, dealer):
    first, second = grant(dealer, cash="100.00"), grant(dealer, cash="50.00")
    desk.propose(first)
    assert told(desk.propose(second)) == [("cash", "50.00", "open", "")]


def test_only_who_proposes_for_everybody_makes_a_batch(dealer, regions, auditor):
    statement = grant(dealer, cash="100.00")
    for access in (person("gd", Role.FINANCE, region=regions.guangdong), auditor):
        with pytest.raises(PermissionDenied):
            propose_payouts(access=access, statements=[statement], purpose="返利")


@pytest.fixture
def auditor(db):
    return person("auditor", Role.AUDITOR)

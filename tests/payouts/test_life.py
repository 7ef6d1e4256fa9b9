"""Approved, with the bank, paid or returned: and only what was paid is in the ledger."""

import datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.choices import Account
from dealers.services.ledger import reverse
from dealers.services.manual_entries import approve_entry, propose_entry
from rebates.payouts.bank_file import export_batch
from rebates.payouts.deciding import approve_batch, discard_batch, withdraw_payout
from rebates.payouts.paying import pay, pay_batch, return_payout
from tests import factories as make
from tests.payouts.conftest import WHY, problems
from tests.payouts.papers import correct, grant, make_bank_account


def code_of(refused) -> str:
    return refused.value.error_list[0].code


def test_it_works(sent, cashier, dealer):
    assert dealer.ledger.balance() == D("100.00")  # with the bank is not paid
    [payout] = pay_batch(batch=sent.batch, access=cashier, bank_reference="B-1")
    entry = payout.entry
    assert (entry.debit, entry.credit, entry.amount) == ("payouts", "brand_cash", D("100.00"))
    assert entry.source == f"payout:{payout.batch_id}"
    assert entry.memo == f"{payout.statement.number} · B-1"
    assert dealer.ledger.balance() == D("0.00")
    assert problems() == []


def test_credit_becomes_goods_credit_and_leaves_the_balance(desk, dealer, cashier):
    batch = desk.approved(grant(dealer, credit="20.00", goods="30.00"))
    pay_batch(batch=batch, access=cashier)
    assert dealer.ledger.balance() == D("0.00")
    assert dealer.ledger.balance([Account.GOODS_CREDIT]) == D("50.00")
    assert problems() == []


def test_a_batch_is_approved_by_a_second_person(desk, dealer, hq):
    batch = desk.propose(grant(dealer, cash="100.00"))
    with pytest.raises(ValidationError, match="second person"):
        approve_batch(batch=batch, access=Access(hq.user, SYSTEM.rights), **WHY)


def test_whoever_proposed_it_does_not_mark_it_as_paid(sent, hq):
    with pytest.raises(ValidationError) as refused:
        pay(payout=sent, access=Access(hq.user, SYSTEM.rights))
    assert code_of(refused) == "own_proposal"


def test_what_is_not_with_the_bank_is_not_paid(desk, dealer, cashier):
    for batch in (desk.propose, desk.approved):
        payout = batch(grant(dealer, cash="10.00")).payouts.last()
        with pytest.raises(ValidationError, match="file first"):
            pay(payout=payout, access=cashier)
    assert dealer.ledger.balance() == D("20.00")


def test_a_payout_is_posted_once(sent, cashier, finance):
    pay(payout=sent, access=cashier)
    with pytest.raises(ValidationError) as refused:
        pay(payout=sent, access=finance)
    assert code_of(refused) == "decided"


def next_step(batch, access, step: str) -> None:
    if step == "approve":
        approve_batch(batch=batch, access=access, **WHY)
    else:
        export_batch(batch=batch, access=access)


@pytest.mark.parametrize("step", ["approve", "export"])
def test_a_correction_in_between_stops_it(desk, dealer, finance, step):
    statement = grant(dealer, cash="100.00")
    batch = desk.propose(statement) if step == "approve" else desk.approved(statement)
    correct(dealer, "-30.00")
    with pytest.raises(ValidationError, match="only 70.00 is left") as refused:
        next_step(batch, finance, step)
    assert code_of(refused) == "not_enough"
    batch.refresh_from_db()
    assert (batch.status, batch.files.count()) == (
        "draft" if step == "approve" else "approved", 0,
    )  # fmt: skip


@pytest.mark.parametrize("step", ["approve", "export"])
def test_a_bank_account_that_was_replaced_stops_it(desk, dealer, finance, step):
    statement = grant(dealer, cash="100.00")
    batch = desk.propose(statement) if step == "approve" else desk.approved(statement)
    make_bank_account(dealer=dealer)
    with pytest.raises(ValidationError) as refused:
        next_step(batch, finance, step)
    assert code_of(refused) == "account_replaced"


def test_a_correction_while_the_bank_has_the_file_is_said(sent, cashier, dealer):
    correct(dealer, "-30.00")
    with pytest.raises(ValidationError, match="fell to 70.00") as refused:
        pay(payout=sent, access=cashier)
    assert code_of(refused) == "not_enough"
    assert dealer.ledger.balance() == D("70.00")


def test_what_the_bank_has_paid_already_is_booked_and_carried(sent, cashier, dealer):
    correct(dealer, "-30.00")
    payout = pay(payout=sent, access=cashier, bank_has_paid=True)
    assert (payout.beyond_balance, dealer.ledger.balance()) == (True, D("-30.00"))
    assert problems() == []


def test_credit_never_exceeds_the_balance_whoever_says_so(desk, dealer, cashier):
    payout = desk.approved(grant(dealer, credit="100.00")).payouts.get()
    correct(dealer, "-30.00")
    with pytest.raises(ValidationError, match="Withdraw the payout"):
        pay(payout=payout, access=cashier, bank_has_paid=True)


def test_a_day_ahead_is_refused(sent, cashier):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        pay(payout=sent, access=cashier, paid_on=tomorrow)
    assert "paid_on" in refused.value.error_dict


def test_what_the_bank_returns_before_it_is_paid_posts_nothing(sent, cashier, dealer, desk):
    return_payout(payout=sent, access=cashier, reason="账号有误")
    assert dealer.ledger.count() == 1
    again = desk.propose(sent.statement).payouts.get()
    assert (again.status, again.amount) == ("open", D("100.00"))
    assert problems() == []


def test_what_the_bank_returns_later_is_reversed_and_can_be_paid_again(
    sent, cashier, finance, dealer, desk
):
    pay(payout=sent, access=cashier)
    payout = return_payout(payout=sent, access=finance, reason="账户已销户")
    assert payout.entry.reversed_by.source == f"payout:{payout.batch_id}"
    assert dealer.ledger.balance() == D("100.00")
    assert desk.propose(sent.statement).payouts.get().amount == D("100.00")
    assert problems() == []


def test_whoever_marked_it_as_paid_does_not_take_it_back(sent, cashier):
    pay(payout=sent, access=cashier)
    with pytest.raises(ValidationError) as refused:
        return_payout(payout=sent, access=cashier, reason="mistake")
    assert code_of(refused) == "own_proposal"


def test_goods_credit_that_is_used_is_not_taken_back(desk, dealer, cashier, finance):
    payout = desk.approved(grant(dealer, goods="50.00")).payouts.get()
    pay(payout=payout, access=cashier)
    make.make_manual_entry(dealer=dealer, kind="credit_used", amount=D("20.00"))
    with pytest.raises(ValidationError) as refused:
        return_payout(payout=payout, access=finance, reason="mistake")
    assert code_of(refused) == "not_enough"


def test_one_is_withdrawn_and_the_rest_goes_on(desk, dealer, dealers, finance, cashier):
    make_bank_account(dealer=dealers.hangzhou)
    batch = desk.propose(grant(dealer, cash="100.00"), grant(dealers.hangzhou, cash="7.00"))
    gone = batch.payouts.get(dealer=dealers.hangzhou)
    withdraw_payout(payout=gone, access=finance, **WHY)
    batch = export_batch(batch=approve_batch(batch=batch, access=finance, **WHY), access=finance)
    assert (batch.count, batch.total) == (1, D("100.00"))
    with pytest.raises(ValidationError, match="with the bank"):
        withdraw_payout(payout=batch.payouts.get(dealer=dealer), access=finance, **WHY)
    pay_batch(batch=batch, access=cashier)
    assert problems() == []


def test_a_discarded_batch_frees_its_statements(desk, dealer, hq):
    statement = grant(dealer, cash="100.00")
    batch = discard_batch(batch=desk.approved(statement), access=hq, **WHY)
    assert [payout.status for payout in batch.payouts.all()] == ["withdrawn"]
    assert desk.propose(statement).payouts.get().amount == D("100.00")


def test_a_batch_that_pays_nothing_is_not_approved(desk, dealer, finance):
    statement = grant(dealer, cash="20.00")
    correct(dealer, "-100.00")
    with pytest.raises(ValidationError, match="Nothing is paid out"):
        approve_batch(batch=desk.propose(statement), access=finance, **WHY)


def test_what_is_promised_is_not_paid_by_hand_besides(desk, dealer, hq, finance):
    desk.approved(grant(dealer, cash="100.00"))
    correct(dealer, "10.00")
    how = {"dealer": dealer, "kind": "payout", "date": make.START, "access": hq, **WHY}
    with pytest.raises(ValidationError, match="10.00 of the balance is left"):
        propose_entry(amount=D("10.01"), **how)
    entry = propose_entry(amount=D("10.00"), **how)
    approve_entry(entry=entry, access=finance, reason="checked")
    assert dealer.ledger.balance() == D("100.00")


def test_who_did_what_is_in_the_history(sent, hq, finance, cashier):
    pay(payout=sent, access=cashier, bank_reference="B-1")
    steps = history_of(sent.batch).order_by("pk").values_list("action", "by__username")
    assert list(steps) == [
        ("proposed", hq.user.username),
        ("approved", finance.user.username),
        ("exported", finance.user.username),
    ]
    paid = history_of(sent).get()
    assert (paid.action, paid.by, paid.after["bank_reference"]) == ("paid", cashier.user, "B-1")


def test_a_reversal_behind_its_back_is_found(sent, cashier):
    payout = pay(payout=sent, access=cashier)
    reverse(entry=payout.entry, source="manual:0", by=None)
    assert any(f"Payout {payout.pk} is Paid" in text for text in problems())

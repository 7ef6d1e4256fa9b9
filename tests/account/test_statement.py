"""Opening balance + movements = closing balance, between any two days."""

import datetime
from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_mgmt.core.scopes import Scope
from dealers.account import statement as module
from dealers.account.statement import SECTIONS, Basis, statement_of_account
from dealers.choices import Account
from dealers.services.ledger import reverse
from tests.factories import make_entry, make_manual_entry
from tests.payouts.papers import grant, make_payout

ALL = Scope(everything=True)


def day(number: int) -> datetime.date:
    return datetime.date(2024, 3, number)


def stated(dealer, first: int = 1, last: int = 31, scope=ALL, **more):
    return statement_of_account(
        dealer=dealer, first=day(first), last=day(last), scope=scope, **more
    )


def sums(statement) -> dict[str, tuple]:
    return {
        section.sum.name: (section.sum.opening, section.sum.closing)
        for section in statement.sections
    }


@pytest.fixture
def dealer(dealers):
    """100.00 on 5 March, −30.00 on the 10th, a deposit of 1,000.00 on the 10th."""
    make_entry("100.00", dealer=dealers.guangzhou, date=day(5), memo="first")
    make_entry(
        "-30.00",
        dealer=dealers.guangzhou,
        date=day(10),
        account=Account.FINES,
        against=Account.BRAND_FINE_INCOME,
    )
    make_entry(
        "1000.00",
        dealer=dealers.guangzhou,
        date=day(10),
        account=Account.DEPOSIT,
        against=Account.BRAND_CASH,
    )
    return dealers.guangzhou


def test_it_works(dealer):
    statement = stated(dealer)
    balance, _goods, deposit = statement.sections
    assert [(row.day, row.debit, row.credit, row.balance) for row in balance.rows] == [
        (day(5), D("0"), D("100"), D("100")),
        (day(10), D("30"), D("0"), D("70")),
    ]
    assert (balance.sum.opening, balance.sum.closing) == (D("0.00"), D("70.00"))
    assert (deposit.sum.closing, len(deposit.rows)) == (D("1000.00"), 1)


def test_both_days_belong_to_it(dealer):
    assert sums(stated(dealer, 5, 5))["balance"] == (D("0.00"), D("100.00"))
    assert sums(stated(dealer, 6, 9))["balance"] == (D("100.00"), D("100.00"))
    assert sums(stated(dealer, 6, 10))["balance"] == (D("100.00"), D("70.00"))


def test_each_account_by_itself_adds_up_to_all_together(dealer):
    whole = stated(dealer, 6).sections[0]
    accounts = {sum.name: (sum.opening, sum.closing) for sum in whole.accounts}
    assert accounts["rebates"] == (D("100.00"), D("100.00"))
    assert accounts["fines"] == (D("0.00"), D("-30.00"))
    assert sum(closing for _opening, closing in accounts.values()) == whole.sum.closing


def test_goods_credit_is_apart(dealer):
    how = {"account": Account.GOODS_CREDIT, "against": Account.PAYOUTS, "date": day(12)}
    make_entry("20.00", dealer=dealer, **how)
    assert sums(stated(dealer)) == {
        "balance": (D("0.00"), D("50.00")),
        "goods_credit": (D("0.00"), D("20.00")),
        "deposit": (D("0.00"), D("1000.00")),
    }


def test_what_is_posted_today_for_an_earlier_day_comes_to_that_day(dealer):
    posted = {"first": day(1), "last": day(31), "dealer": dealer, "scope": ALL}
    by_posting = statement_of_account(**posted, basis=Basis.POSTED)
    assert sums(by_posting)["balance"] == (D("0.00"), D("0.00"))  # all of it was posted today
    today = datetime.date.today()
    now = statement_of_account(
        dealer=dealer, first=today, last=today, scope=ALL, basis=Basis.POSTED
    )
    assert sums(now)["balance"] == (D("0.00"), D("70.00"))


def test_a_reversal_and_what_it_reverses_are_both_there(dealer):
    entry = make_entry("5.00", dealer=dealer, date=day(20))
    reverse(entry=entry, source="test", by=None, date=day(21))
    rows = stated(dealer, 20, 21).sections[0].rows
    assert [(row.debit, row.credit) for row in rows] == [(D("0"), D("5")), (D("5"), D("0"))]


def test_every_movement_leads_to_its_document(dealers):
    dealer = dealers.hangzhou
    settled = grant(dealer, cash="10.00")
    entry = make_manual_entry(dealer=dealer, kind="adjustment", amount=D("3"))
    payout = make_payout(dealer=dealer, statement=settled, bank_reference="20240101-01")
    statement = statement_of_account(
        dealer=dealer, first=datetime.date(2024, 1, 1), last=datetime.date(2024, 1, 1), scope=ALL
    )
    rows = statement.sections[0].rows
    documents = [row.document for row in rows]
    assert rows[2].note == "20240101-01"  # not the number of the statement once more
    assert [document.label for document in documents] == [
        settled.number, f"Adjustment of the balance #{entry.pk}", settled.number,
    ]  # fmt: skip
    assert documents[2].url.endswith(f"/payouts/{payout.pk}/")


def test_an_entry_of_nobody_else_knows_is_its_own_document(dealer):
    row = stated(dealer).sections[0].rows[0]
    assert row.document.label == f"#{row.entry.pk}"


def test_out_of_scope_there_is_nothing(dealer, dealers):
    other = Scope(dealers=frozenset({dealers.hangzhou.pk}))
    assert sums(stated(dealer, scope=other))["balance"] == (D("0.00"), D("0.00"))


def test_what_does_not_add_up_is_not_shown(dealer, monkeypatch):
    kept = module.between
    monkeypatch.setattr(module, "between", lambda *args: list(kept(*args))[1:])
    with pytest.raises(ArithmeticError, match="is stated, the ledger has"):
        stated(dealer)


movement = st.tuples(
    st.integers(1, 31),
    st.sampled_from(Account.of_dealer()),
    st.decimals(D("-9999"), D("9999"), places=2).filter(bool),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(movement, max_size=8), st.integers(1, 31), st.integers(1, 31))
def test_any_two_days_say_what_a_plain_loop_over_the_ledger_says(dealers, moved, one, other):
    first, last = min(one, other), max(one, other)
    dealer = dealers.zhejiang
    for date, account, amount in moved:
        make_entry(amount, dealer=dealer, date=day(date), account=account)
    entries = list(dealer.ledger.all())
    for section in stated(dealer, first, last).sections:
        [accounts] = [names for name, _title, names in SECTIONS if name == section.sum.name]
        by_hand = {"opening": D(0), "closing": D(0)}
        for entry in entries:
            effect = entry.amount * ((entry.credit in accounts) - (entry.debit in accounts))
            by_hand["opening"] += effect if entry.date < day(first) else 0
            by_hand["closing"] += effect if entry.date <= day(last) else 0
        assert (section.sum.opening, section.sum.closing) == (*by_hand.values(),)
        running = section.rows[-1].balance if section.rows else section.sum.opening
        assert running == section.sum.closing

"""How much of a statement is paid, and in which form: a table, and what holds for any figures."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebates.choices import PaymentForm
from rebates.payouts.shares import Standing, shares

CASH, CREDIT, GOODS = PaymentForm.CASH, PaymentForm.CREDIT, PaymentForm.GOODS


def paid(closing, balance=None, since="0", on_its_way="0", credit="0", goods="0") -> dict:
    standing = Standing(
        D(closing),
        D(closing if balance is None else balance),
        D(since),
        D(on_its_way),
        {CREDIT: D(credit), GOODS: D(goods)},
    )
    return {form.value: f"{amount:.0f}" for form, amount in shares(standing).items()}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("100",), {"cash": "100"}),
        (("0",), {}),
        (("-80",), {}),  # DOMAIN, sum 21: carried, nothing is paid out
        (("20", "-80"), {}),  # the statement said 20, then −100 was posted
        (("100", "60"), {"cash": "60"}),  # never more than is there now
        (("100", "300"), {"cash": "100"}),  # nor than the statement says
        (("100", "60", "40"), {"cash": "60"}),  # 40 were paid since
        (("100", "0", "100"), {}),
        (("100", "100", "0", "30"), {"cash": "70"}),  # 30 are in another batch
    ],
)
def test_what_is_paid(figures, expected):
    assert paid(*figures) == expected


@pytest.mark.parametrize(
    ("closing", "balance", "credit", "goods", "expected"),
    [
        ("100", "100", "40", "0", {"cash": "60", "credit": "40"}),
        ("100", "100", "40", "60", {"credit": "40", "goods": "60"}),
        # fines of 30 against 90 in credit: cash is below zero, and takes from the credit
        ("60", "60", "90", "0", {"credit": "60"}),
        # a credit of 50 was taken back: it is set off against cash
        ("70", "70", "-50", "0", {"cash": "70"}),
        # a correction of −80 came after the statement: cash goes first, then credit
        ("100", "20", "40", "0", {"credit": "20"}),
        ("100", "10", "40", "60", {"goods": "10"}),
    ],
)
def test_in_which_form(closing, balance, credit, goods, expected):
    assert paid(closing, balance, credit=credit, goods=goods) == expected


amounts = st.decimals(D("-1000000"), D("1000000"), places=2)
above_zero = st.decimals(D(0), D("1000000"), places=2)


@given(amounts, amounts, above_zero, above_zero, amounts, amounts)
def test_the_parts_are_above_zero_and_sum_to_what_is_payable(
    closing, balance, since, on_its_way, credit, goods
):
    standing = Standing(closing, balance, since, on_its_way, {CREDIT: credit, GOODS: goods})
    parts = shares(standing)
    assert all(part > 0 for part in parts.values())
    assert sum(parts.values()) == standing.payable
    assert standing.payable <= max(balance - on_its_way, 0)
    assert standing.payable <= max(closing - since - on_its_way, 0)
    assert parts.get(CREDIT, 0) <= max(credit, 0)
    assert parts.get(GOODS, 0) <= max(goods, 0)

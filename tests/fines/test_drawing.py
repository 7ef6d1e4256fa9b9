"""What a fine takes from the deposit: a table of cases, and the laws that hold for any."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebates.fines.drawing import Change, Funds, drawn_by

FIRST, ONLY = "balance_then_deposit", "deposit_only"


@pytest.mark.parametrize(("draws_on", "amount", "free", "held", "drawn"), [
    (FIRST, "-100", "100", "500", "0"),  # the balance bears it
    (FIRST, "-100", "99.99", "500", "0.01"),
    (FIRST, "-100", "0", "500", "100"),
    (FIRST, "-100", "-40", "500", "100"),  # a debt is no fund, and not the deposit's either
    (FIRST, "-100", "30", "50", "50"),  # the rest stays as a debt
    (FIRST, "-100", "0", "0", "0"),
    (FIRST, "-100", "0", "-5", "0"),
    (ONLY, "-100", "1000", "500", "100"),
    (ONLY, "-100", "1000", "60", "60"),
])  # fmt: skip
def test_a_charge(draws_on, amount, free, held, drawn):
    assert drawn_by(Change(D(amount), draws_on), Funds(D(free), D(held))) == D(drawn)


@pytest.mark.parametrize(("fined", "before", "back", "drawn"), [
    ("100", "0", "100", "0"),  # the balance bore it all
    ("100", "80", "100", "-80"),
    ("150", "120", "50", "-50"),  # last taken, first returned
    ("150", "20", "50", "-20"),
    ("0", "-80", "-100", "80"),  # a reversal had given it back already: it bears it again
])  # fmt: skip
def test_what_is_taken_back_returns_to_the_deposit_first(fined, before, back, drawn):
    change = Change(D(back), FIRST, D(fined), D(before))
    assert drawn_by(change, Funds(D(1000), D(500))) == D(drawn)


fen = st.integers(0, 10**7).map(lambda n: D(n).scaleb(-2))
signed = st.integers(-(10**7), 10**7).map(lambda n: D(n).scaleb(-2))


@given(fine=fen, free=signed, held=fen, draws_on=st.sampled_from((FIRST, ONLY)))
def test_the_deposit_never_bears_more_than_there_is_or_than_the_fine(fine, free, held, draws_on):
    drawn = drawn_by(Change(-fine, draws_on), Funds(free, held))
    assert 0 <= drawn <= min(fine, held)
    if draws_on == FIRST and drawn:
        left = Funds(free, held).after(Change(-fine, draws_on), drawn)
        assert left.free <= max(free, 0)
        assert left.free == 0 or left.held == 0 or free < 0


@given(fine=fen, less=fen, free=signed, held=fen, draws_on=st.sampled_from((FIRST, ONLY)))
def test_charged_and_taken_back_restores_both(fine, less, free, held, draws_on):
    """In one go or in two."""
    start = Funds(free, held)
    charge = Change(-fine, draws_on)
    drawn = drawn_by(charge, start)
    funds, less = start.after(charge, drawn), min(less, fine)
    part = Change(less, draws_on, fine, drawn)
    given_back = drawn_by(part, funds)
    funds = funds.after(part, given_back)
    rest = Change(fine - less, draws_on, fine - less, drawn + given_back)
    assert funds.after(rest, drawn_by(rest, funds)) == start

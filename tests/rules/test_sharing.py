"""A budget for all dealers, a minimum that carries over, and who pays of an exclusion group."""

from decimal import Decimal as D
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_mgmt.core.money import to_fen
from rebates.rules.sharing import Candidate, Precedence, carry_over, chosen, share_budget
from rebates.rules.terms import Minimum

FEN = Fraction(1, 100)
laws = settings(max_examples=500, deadline=None, derandomize=True, database=None)
amounts = st.decimals(-100, 10**12, places=4) | st.fractions(-3, 3, max_denominator=900)
claims = st.dictionaries(st.integers(1, 9), amounts, max_size=8)
budgets = st.decimals("0.01", 10**12, places=2) | st.decimals("0.01", 9, places=2)
CARRIES = Minimum(D(100), carry_over=True)


def test_a_budget_that_reaches_leaves_all_as_it_is():
    assert share_budget(D("2.00"), {1: D("1.00"), 2: D("1.00")}) is None


@pytest.mark.parametrize(
    ("budget", "asked", "shares"),
    [
        ("1.03", ["1.00", "1.00"], ["0.52", "0.51"]),
        ("100", ["100", "200", "-50"], ["33.33", "66.67"]),
        ("0.01", ["0.005", "0.005"], ["0.01", "0.00"]),  # enough, but for the rounding
        ("1.00", ["0.995", "0.004"], None),
        ("1.00", ["0.995", "0.005"], ["1.00", "0.00"]),
    ],
)
def test_shares(budget, asked, shares):
    found = share_budget(D(budget), dict(enumerate(map(D, asked))))
    assert found == (shares and dict(enumerate(map(D, shares))))


@laws
@given(budgets, claims)
def test_a_budget_is_never_exceeded_and_nobody_is_a_fen_off_his_share(budget, asked):
    found = share_budget(budget, asked)
    positive = {dealer: Fraction(each) for dealer, each in asked.items() if each > 0}
    together = sum(positive.values())
    if found is None:
        assert sum(map(to_fen, positive.values())) <= budget
        return
    assert found.keys() == positive.keys()
    if together > budget:
        assert sum(found.values()) == budget
    assert sum(found.values()) <= budget
    for dealer, claim in positive.items():
        share = min(claim, claim * Fraction(budget) / together)
        assert abs(Fraction(found[dealer]) - share) < FEN


@laws
@given(budgets, claims, st.randoms())
def test_the_shares_hang_on_claims_alone(budget, asked, random):
    """The order decides only who of equal remainders gets the fen that is left."""
    shuffled = dict(random.sample(list(asked.items()), len(asked)))
    one, other = share_budget(budget, asked), share_budget(budget, shuffled)
    assert (one is None) == (other is None)
    for dealer in one or ():
        assert abs(one[dealer] - other[dealer]) <= D("0.01")


@pytest.mark.parametrize(
    ("earned", "paid"),
    [
        (["250"], "250"),
        (["40"], "100"),
        (["40", "250"], "190"),  # 60 was topped up
        (["40", "130", "250"], "220"),  # 30 of it was made good, 30 is left
        (["40", "90", "300"], "230"),
    ],
)
def test_what_was_topped_up_is_taken_from_what_is_earned_above_it(earned, paid):
    assert carry_over([(CARRIES, D(each)) for each in earned]).exact == D(paid)


def test_a_period_with_a_minimum_of_its_own_is_topped_up_by_that():
    low = Minimum(D(50), carry_over=True)
    assert carry_over([(low, D(40)), (CARRIES, D(250))]).exact == D(240)


def test_what_was_guaranteed_for_good_is_not_taken_back():
    for earlier in (None, Minimum(D(100))):
        assert carry_over([(earlier, D(40)), (CARRIES, D(250))]).exact == D(250)


@laws
@given(st.lists(amounts, min_size=1, max_size=12), st.decimals("0.01", 500, places=2))
def test_over_the_year_all_that_is_earned_is_paid_and_what_is_left_was_topped_up(earned, least):
    periods = [(Minimum(least, carry_over=True), each) for each in earned]
    found = [carry_over(periods[: number + 1]) for number in range(len(periods))]
    paid = list(accumulate(Fraction(each.exact) for each in found))
    for each, so_far, all_earned in zip(
        found, paid, accumulate(map(Fraction, earned)), strict=True
    ):
        assert each.exact >= least
        assert so_far - all_earned == each.left >= 0


candidates = st.lists(
    st.builds(Candidate, st.sampled_from("ABCDE"), st.integers(0, 2), st.integers(-3, 3).map(D)),
    unique_by=lambda each: each.programme,
)


@laws
@given(candidates, st.sampled_from(Precedence), st.randoms())
def test_who_pays_is_declared_and_no_accident_of_the_run(found, precedence, random):
    code = chosen(precedence, found)
    assert chosen(precedence, random.sample(found, len(found))) == code
    granting = {each.programme: each for each in found if each.granted > 0}
    if not granting:
        assert code is None
        return
    winner = granting.pop(code)
    for other in granting.values():
        if precedence is Precedence.BEST and other.granted != winner.granted:
            assert other.granted < winner.granted
        else:
            assert (winner.priority, winner.programme) < (other.priority, other.programme)

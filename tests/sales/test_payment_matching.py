"""Payments settle purchases first in first out: tables of cases, laws, and a slow double."""

import datetime
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebates.sales.payment_matching import Account, mean_days, received

JANUARY = date(2026, 1, 1), date(2026, 2, 1)
TODAY = date(2026, 3, 2)  # the 61st day


def day(number: int) -> date:
    """The first is the first of January."""
    return date(2025, 12, 31) + datetime.timedelta(days=number)


def account(bought: dict[int, int], paid: dict[int, int]) -> Account:
    return Account({day(n): u for n, u in bought.items()}, {day(n): u for n, u in paid.items()})


@pytest.mark.parametrize(
    ("bought", "paid", "days"),
    [
        pytest.param({1: 100}, {16: 100}, 15, id="paid after fifteen days"),
        pytest.param({1: 100}, {1: 100}, 0, id="on the same day"),
        pytest.param({10: 100}, {1: 100}, 0, id="in advance counts no day"),
        pytest.param({1: 100}, {}, 60, id="unpaid counts to today"),
        pytest.param({1: 100}, {11: 50}, 35, id="half after ten days, half not yet"),
        pytest.param({1: 100}, {11: 50, 31: 50}, 20, id="in two parts"),
        pytest.param({1: 100, 11: 300}, {11: 100, 21: 300}, 10, id="the first is paid first"),
        pytest.param({1: 100, 11: 300}, {21: 400}, Fraction(5000, 400), id="weighted by amount"),
        pytest.param({-30: 100, 1: 100}, {1: 100, 31: 100}, 30, id="old debts come first"),
        pytest.param({1: 100}, {11: 500}, 10, id="more than is owed"),
        pytest.param({1: 100, 21: 400}, {11: 500}, Fraction(1000, 500), id="the rest is advance"),
        pytest.param({1: 100, 11: -100}, {}, 10, id="a return is a payment"),
        pytest.param({1: 100, 11: -40}, {31: 60}, 22, id="a return in part"),
        pytest.param({1: 100, 40: -100}, {}, 39, id="a return after the window pays, too"),
        pytest.param({1: 100, 41: 900}, {11: 100}, 10, id="what is bought later does not count"),
        pytest.param({31: 100, 32: 900}, {41: 1000}, 10, id="the window is half-open"),
        pytest.param({1: 100}, {61: 100}, 60, id="paid today"),
        pytest.param({1: 100}, {62: 100}, 60, id="what is paid tomorrow is open today"),
        pytest.param({1: 100}, {11: 100, 13: -100}, 60, id="a payment that bounced was none"),
        pytest.param({1: 100}, {11: 100, 13: -100, 31: 100}, 30, id="it was paid again later"),
        pytest.param({1: 100}, {11: 100, 12: 50, 13: -50}, 10, id="the latest goes back first"),
        pytest.param({1: 100}, {5: -100, 11: 100, 31: 100}, 30, id="back before it had come"),
        pytest.param({1: 100}, {11: 100, 31: 0}, 10, id="a day of nothing"),
        pytest.param({1: 100, 11: -100}, {5: 100, 12: -100}, 4, id="a refund of a returned thing"),
        pytest.param({-30: 100}, {11: 100}, None, id="nothing bought in the window"),
        pytest.param({11: -100}, {}, None, id="only returns in the window"),
        pytest.param({11: 0}, {}, None, id="returned on the day itself"),
        pytest.param({}, {11: 100}, None, id="never bought anything"),
        pytest.param({}, {}, None, id="nothing at all"),
        pytest.param({1: 10**16}, {1: 10**16 - 1}, Fraction(60, 10**16), id="every digit counts"),
        pytest.param({1: 1, 2: 1, 3: 1}, {4: 3}, 2, id="three days in a row"),
        pytest.param({1: 3}, {2: 1, 3: 1}, 21, id="no day is rounded"),
    ],
)
def test_the_mean_number_of_days(bought, paid, days):
    assert mean_days(account(bought, paid), *JANUARY, TODAY) == days


@pytest.mark.parametrize(
    ("today", "days"), [(date(2025, 12, 31), None), (date(2026, 1, 1), 0), (date(2026, 1, 11), 10)]
)
def test_what_is_dated_after_today_has_not_happened(today, days):
    assert mean_days(account({1: 100}, {30: 100}), *JANUARY, today) == days


numbers = st.integers(-3, 12)
units = st.integers(-6, 9)
movements = st.dictionaries(numbers, units, max_size=8)
accounts = st.builds(account, movements, movements)
SOON = day(11)


def slowly(found: Account, start: date, end: date, today: date) -> Fraction | None:
    """Unit by unit, day by day, as the rule is told to a clerk."""
    stack: list[date] = []
    owed: list[date] = []
    missing = 0
    for at in [day(n) for n in range(-4, 14)]:
        if at > today:
            break
        bought, paid = found.bought.get(at, 0), found.paid.get(at, 0)
        owed += [at] * bought
        for _ in range(max(-bought, 0) + max(paid, 0)):
            if missing:
                missing -= 1
            else:
                stack.append(at)
        for _ in range(max(-paid, 0)):
            if stack:
                stack.pop()
            else:
                missing += 1
    settled = stack + [today] * len(owed)
    waits = [
        max((paid - bought).days, 0)
        for bought, paid in zip(owed, settled, strict=False)
        if start <= bought < end
    ]
    return Fraction(sum(waits), len(waits)) if waits else None


@settings(max_examples=500)
@given(accounts)
def test_it_is_what_a_clerk_would_find_unit_by_unit(found):
    window = day(1), day(8)
    assert mean_days(found, *window, SOON) == slowly(found, *window, SOON)


@settings(max_examples=500)
@given(accounts, st.integers(1, 10**6))
def test_the_unit_does_not_matter(found, factor):
    larger = Account(
        {at: units * factor for at, units in found.bought.items()},
        {at: units * factor for at, units in found.paid.items()},
    )
    window = day(1), day(8)
    assert mean_days(found, *window, SOON) == mean_days(larger, *window, SOON)


@settings(max_examples=500)
@given(accounts, numbers, st.integers(1, 9))
def test_paying_more_never_makes_anybody_slower(found, when, more):
    window = day(1), day(8)
    before = mean_days(found, *window, SOON)
    found.paid[day(when)] = found.paid.get(day(when), 0) + more
    after = mean_days(found, *window, SOON)
    assert (before is None) == (after is None)
    assert before is None or after <= before


@given(accounts)
def test_what_is_received_is_all_that_came_less_what_went_back(found):
    came = sum(max(-u, 0) for at, u in found.bought.items() if at <= SOON)
    money = sum(u for at, u in found.paid.items() if at <= SOON)
    assert sum(piece.units for piece in received(found, SOON)) >= max(came + money, 0)
    assert all(piece.units > 0 for piece in received(found, SOON))

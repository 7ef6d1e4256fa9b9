"""What attainment is measured against: targets that cover the whole time, and no others."""

import datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealers.models import Target
from dealers.targets import asked_by, asked_throughout, goals, target_for
from tests import factories as make

from .conftest import day

pytestmark = pytest.mark.django_db
QUARTER = day("2025-01-01"), day("2025-04-01")
MONTHS = [("2025-01-01", "2025-02-01"), ("2025-02-01", "2025-03-01"), ("2025-03-01", "2025-04-01")]


def put(dealer, dates, line=None, **asked):
    start, end = map(day, dates)
    values = {"amount": None, "product_line": line, **asked}
    return make.make_target(dealer=dealer, period_from=start, period_to=end, **values)


def test_it_works(dealer):
    for month in MONTHS:
        put(dealer, month, amount=D(100))
    assert goals([dealer.pk], None, *QUARTER) == {dealer.pk: (D(300), None)}


@pytest.mark.parametrize(
    ("rows", "goal"),
    [
        pytest.param([(("2025-01-01", "2025-04-01"), 9, 3)], (D(9), 3), id="one row"),
        pytest.param([(MONTHS[0], 9, None)], None, id="only its first month"),
        pytest.param([(MONTHS[0], 9, 1), (MONTHS[2], 9, 1)], None, id="a month between is missing"),
        pytest.param(
            [(MONTHS[0], 9, 1), (MONTHS[1], 9, None), (MONTHS[2], 9, 1)], (D(27), None),
            id="pieces of two months in three",
        ),
        pytest.param(
            [(MONTHS[0], 9, None), (MONTHS[1], None, 4), (MONTHS[2], 9, None)], None,
            id="money and pieces by turns",
        ),
        pytest.param([(("2025-01-01", "2026-01-01"), 9, 3)], None, id="the target of a year"),
        pytest.param(
            [(("2024-12-01", "2025-02-01"), 9, 3), (MONTHS[1], 9, 3), (MONTHS[2], 9, 3)], None,
            id="across its first day",
        ),
        pytest.param([(("2025-01-01", "2025-04-01"), 0, None)], (D(0), None), id="nothing asked"),
        pytest.param([], None, id="no row"),
    ],
)  # fmt: skip
def test_only_what_covers_every_day_is_a_goal(rows, goal, dealer):
    for dates, amount, pieces in rows:
        put(dealer, dates, amount=amount if amount is None else D(amount), quantity=pieces)
    assert goals([dealer.pk], None, *QUARTER) == ({dealer.pk: goal} if goal else {})


def test_a_line_is_just_that_one_and_all_dealers_take_one_query(
    dealer, dealers, django_assert_num_queries
):
    kitchen = make.make_line("kitchen")
    quarter = ("2025-01-01", "2025-04-01")
    put(dealer, quarter, amount=D(5))
    put(dealer, quarter, kitchen, amount=D(7))
    put(dealers.hangzhou, quarter, make.make_line("hoods", kitchen), amount=D(9))
    with django_assert_num_queries(1):
        found = goals([dealer.pk, dealers.hangzhou.pk], kitchen, *QUARTER)
    assert found == {dealer.pk: (D(7), None)}


FIRST = datetime.date(2025, 1, 1)


@given(st.sets(st.integers(1, 89), max_size=6), st.integers(0, 99))
def test_however_the_time_is_cut_the_goal_is_the_sum(cuts, last):
    """A time that is covered asks for what its rows ask for together."""
    ends = [0, *sorted(cuts), 90]
    days = [FIRST + datetime.timedelta(days=cut) for cut in ends]
    rows = [
        Target(period_from=a, period_to=b, amount=D(last + number))
        for number, (a, b) in enumerate(zip(days, days[1:], strict=False))
    ]
    assert asked_throughout(rows, 90) == asked_by(rows, FIRST, days[-1])
    assert asked_throughout(rows[1:], 90) == (None, None)


def test_where_it_is_a_goal_it_is_what_is_asked_for(dealer):
    for month in MONTHS:
        put(dealer, month, amount=D("0.01"), quantity=2)
    assert goals([dealer.pk], None, *QUARTER) == target_for([dealer.pk], None, *QUARTER)

"""Calendar periods: which one a day lies in, what they are called, which ones a run closes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.periods import Period, PeriodLength, periods_ending_within

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
lengths = st.sampled_from(PeriodLength)


@pytest.mark.parametrize(
    ("length", "key", "label", "start", "end"),
    [
        ("month", "2012-08", "2012-08", date(2012, 8, 1), date(2012, 9, 1)),
        ("quarter", "2012Q3", "2012 Q3", date(2012, 7, 1), date(2012, 10, 1)),
        ("half", "2012H2", "2012 H2", date(2012, 7, 1), date(2013, 1, 1)),
        ("year", "2012", "2012", date(2012, 1, 1), date(2013, 1, 1)),
    ],
)
def test_a_day_lies_in_one_period_of_each_length(length, key, label, start, end):
    period = Period.containing(date(2012, 8, 31), length)
    assert (period.start, period.end) == (start, end)
    assert (period.key, period.label, period.length) == (key, label, length)


@given(days, lengths)
def test_a_key_names_its_period(day, length):
    period = Period.containing(day, length)
    assert day in period
    assert Period.parse(period.key) == period


@given(days, lengths)
def test_neighbours_touch_and_do_not_overlap(day, length):
    period = Period.containing(day, length)
    assert period.previous().end == period.start
    assert period.next().start == period.end
    assert period.next().previous() == period
    assert period.end not in period


@pytest.mark.parametrize(
    "key",
    [
        "",
        "12",
        "2012Q5",
        "2012H3",
        "2012-13",
        "2012-00",
        "2012-7",
        "2012q1",
        "2012Q1 ",
        "2012-01-01",
        "2012-02-01/2012-01-01",
    ],
)
def test_what_is_not_a_key_is_refused(key):
    with pytest.raises(ValueError, match=r"."):
        Period.parse(key)


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError, match="end after it starts"):
        Period(date(2012, 1, 1), date(2012, 1, 1))


@pytest.mark.parametrize(
    ("length", "start", "end", "keys"),
    [
        ("year", date(2012, 1, 1), date(2013, 1, 1), ["2012"]),
        ("quarter", date(2012, 1, 1), date(2013, 1, 1), ["2012Q1", "2012Q2", "2012Q3", "2012Q4"]),
        ("month", date(2012, 1, 15), date(2012, 3, 1), ["2012-01", "2012-02"]),
        ("quarter", date(2012, 2, 1), date(2012, 6, 30), ["2012Q1"]),
        ("half", date(2012, 7, 1), date(2012, 12, 31), []),
        ("year", date(2012, 7, 1), date(2013, 7, 1), ["2012"]),
    ],
)
def test_a_settlement_closes_the_periods_that_end_in_it(length, start, end, keys):
    assert [period.key for period in periods_ending_within(length, start, end)] == keys


def test_months_of_a_period():
    assert list(Period.parse("2012Q4").months()) == [
        date(2012, 10, 1),
        date(2012, 11, 1),
        date(2012, 12, 1),
    ]


def test_the_year_and_the_year_to_date_of_a_period():
    quarter = Period.parse("2012Q3")
    assert quarter.year() == Period.parse("2012")
    assert quarter.year_to_date() == Period(date(2012, 1, 1), date(2012, 10, 1))


def test_any_window_of_days_is_a_period_without_a_length():
    window = Period(date(2012, 1, 10), date(2012, 3, 16))
    assert window.length is None
    assert window.key == "2012-01-10/2012-03-16"
    assert window.label == "2012-01-10 – 2012-03-15"
    assert Period.parse(window.key) == window
    assert list(window.months()) == [date(2012, 1, 1), date(2012, 2, 1), date(2012, 3, 1)]
    with pytest.raises(ValueError, match="Not a calendar period"):
        window.previous()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2012, 2, 1), date(2012, 5, 1)),  # three months, but no quarter
        (date(2012, 1, 1), date(2014, 1, 1)),
        (date(2012, 1, 1), date(2012, 1, 31)),
    ],
)
def test_only_the_calendars_own_periods_have_a_length(start, end):
    assert Period(start, end).length is None

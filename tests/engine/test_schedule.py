"""Which periods fall due, and over which days their versions measure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from channels_mgmt.core.periods import Period, PeriodLength
from rebates.engine.schedule import Version, dues_between, year_before
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.terms import Cumulation, Measure, Method, OnChange, Step, Terms

TERMS = Terms(
    LineScope((LineKind.SELL_IN,)), Measure.NET_AMOUNT, Measure.NET_AMOUNT,
    (Step(D(0), percent=D(1)),), Method.WHOLE, PeriodLength.QUARTER,
)  # fmt: skip
PROGRESSIVE = replace(TERMS, cumulation=Cumulation.PROGRESSIVE)


def version(number, start, end=None, terms=TERMS, **changes) -> Version:
    day = date.fromisoformat
    return Version(number, number, 1, "P", day(start), end and day(end), replace(terms, **changes))


def due(period: str, *versions: Version):
    year = date(2012, 1, 1), date(2013, 1, 1)
    [found] = [due for due in dues_between(versions, *year) if due.period.key == period]
    return found


def windows(measured) -> list[tuple[int, str, str]]:
    """Version, target window, earning window."""
    return [(m.version.number, m.target.key, m.earning.key) for m in measured]


@pytest.mark.parametrize(("start", "end", "periods"), [
    (date(2012, 1, 1), date(2013, 1, 1), ["2012Q1", "2012Q2", "2012Q3", "2012Q4"]),
    (date(2012, 1, 1), date(2012, 3, 31), []),
    (date(2012, 2, 1), date(2012, 4, 1), ["2012Q1"]),
    (date(2012, 4, 1), date(2012, 9, 30), ["2012Q2"]),
])  # fmt: skip
def test_a_run_settles_the_periods_that_end_in_it(start, end, periods):
    found = dues_between([version(1, "2012-01-01")], start, end)
    assert [due.period.key for due in found] == periods


def test_a_period_in_which_no_version_was_in_force_is_not_due():
    found = dues_between(
        [version(1, "2012-04-01", "2012-06-15")], date(2012, 1, 1), date(2013, 1, 1)
    )
    assert [due.period.key for due in found] == ["2012Q2"]


def test_lines_take_the_version_of_their_day_and_the_target_runs_over_all():
    first, second = version(1, "2012-01-01", "2012-02-16"), version(2, "2012-02-16")
    found = due("2012Q1", first, second)
    assert found.version is second
    assert windows(found.measured) == [
        (1, "2012Q1", "2012-01-01/2012-02-16"),
        (2, "2012Q1", "2012-02-16/2012-04-01"),
    ]


def test_with_restart_each_version_has_a_target_of_its_own():
    first = version(1, "2012-01-01", "2012-02-16")
    second = version(2, "2012-02-16", on_change=OnChange.RESTART)
    assert windows(due("2012Q1", first, second).measured) == [
        (1, "2012-01-01/2012-02-16", "2012-01-01/2012-02-16"),
        (2, "2012-02-16/2012-04-01", "2012-02-16/2012-04-01"),
    ]


def test_a_programme_that_starts_in_mid_period_counts_from_there():
    found = due("2012Q1", version(1, "2012-02-16"))
    assert windows(found.measured) == [(1, "2012-02-16/2012-04-01", "2012-02-16/2012-04-01")]


def test_progressive_measures_the_year_to_date_and_what_was_before():
    found = due("2012Q3", version(1, "2012-01-01", terms=PROGRESSIVE))
    to_date, before = "2012-01-01/2012-10-01", "2012H1"
    assert windows(found.measured) == [(1, to_date, to_date)]
    assert windows(found.before) == [(1, before, before)]


@pytest.mark.parametrize(("period", "start"), [
    ("2012Q1", "2012-01-01"),          # the first of the year
    ("2012Q3", "2012-07-01"),          # the first of the programme
])  # fmt: skip
def test_nothing_is_before_the_first_progressive_period(period, start):
    assert due(period, version(1, start, terms=PROGRESSIVE)).before == ()


def test_per_period_asks_for_nothing_before():
    assert due("2012Q3", version(1, "2012-01-01")).before is None


def test_versions_of_another_period_length_have_periods_of_their_own():
    months = version(1, "2012-01-01", "2012-08-16", period=PeriodLength.MONTH)
    quarters = version(2, "2012-08-16")
    year = date(2012, 1, 1), date(2013, 1, 1)
    dues = dues_between([months, quarters], *year)
    found = {due.period.key: windows(due.measured) for due in dues}
    assert list(found) == [*(f"2012-{month:02}" for month in range(1, 9)), "2012Q3", "2012Q4"]
    assert found["2012-08"] == [(1, "2012-08-01/2012-08-16", "2012-08-01/2012-08-16")]
    assert found["2012Q3"] == [(2, "2012-08-16/2012-10-01", "2012-08-16/2012-10-01")]


def test_given_days_that_are_a_calendar_period_do_not_fall_due_twice():
    quarters = version(1, "2012-04-01", "2012-05-16")
    given = version(2, "2012-05-16", period=Period.parse("2012Q2"))
    found = due("2012Q2", quarters, given)
    assert [measured.version.number for measured in found.measured] == [1, 2]


@pytest.mark.parametrize(("window", "before"), [
    ("2012-02-29/2012-03-16", "2011-03-01/2011-03-16"),
    ("2012-01-01/2012-02-29", "2011-01-01/2011-03-01"),
    ("2012-02-29/2012-03-01", None),
])  # fmt: skip
def test_the_same_days_one_year_earlier(window, before):
    assert year_before(Period.parse(window)) == (before and Period.parse(before))

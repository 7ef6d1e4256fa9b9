"""Versions that settle by other periods follow each other where no period is cut."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from channels_mgmt.core.periods import Period, PeriodLength
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.succession import first_day_for_both, settle_alike
from rebates.rules.terms import Cumulation, Measure, Method, Minimum, Step, Terms

QUARTERS = Terms(
    LineScope((LineKind.SELL_IN,)), Measure.NET_AMOUNT, Measure.NET_AMOUNT,
    (Step(D(0), percent=D(1)),), Method.WHOLE, PeriodLength.QUARTER,
)  # fmt: skip
MONTHS = replace(QUARTERS, period=PeriodLength.MONTH)
YEARS = replace(QUARTERS, period=PeriodLength.YEAR)
PROGRESSIVE = replace(QUARTERS, cumulation=Cumulation.PROGRESSIVE)
CARRYING = replace(MONTHS, minimum=Minimum(D(100), carry_over=True))
SEASON = replace(QUARTERS, period=Period(date(2024, 6, 1), date(2024, 6, 19)))


@pytest.mark.parametrize(
    ("one", "other", "day", "free"),
    [
        (QUARTERS, MONTHS, "2024-04-01", "2024-04-01"),
        (QUARTERS, MONTHS, "2024-05-01", "2024-07-01"),
        (MONTHS, QUARTERS, "2024-05-01", "2024-07-01"),
        (MONTHS, QUARTERS, "2024-05-15", "2024-07-01"),
        (QUARTERS, YEARS, "2024-07-01", "2025-01-01"),
        (QUARTERS, PROGRESSIVE, "2024-04-01", "2025-01-01"),
        (PROGRESSIVE, QUARTERS, "2024-12-31", "2025-01-01"),
        (PROGRESSIVE, MONTHS, "2024-01-01", "2024-01-01"),
        (CARRYING, QUARTERS, "2024-04-01", "2025-01-01"),
        (SEASON, QUARTERS, "2024-06-01", "2024-07-01"),
        (SEASON, MONTHS, "2024-06-19", "2024-07-01"),
        (SEASON, replace(SEASON, period=Period(date(2024, 11, 1), date(2024, 11, 12))),
         "2024-06-10", "2024-06-19"),
    ],
)  # fmt: skip
def test_the_first_day_on_which_nothing_of_either_is_under_way(one, other, day, free):
    assert first_day_for_both(one, other, date.fromisoformat(day)) == date.fromisoformat(free)
    assert first_day_for_both(other, one, date.fromisoformat(day)) == date.fromisoformat(free)


@pytest.mark.parametrize(("other", "alike"), [
    (replace(QUARTERS, steps=(Step(D(0), percent=D(2)),), budget=D(5)), True),
    (replace(QUARTERS, minimum=Minimum(D(100), carry_over=True)), True),
    (MONTHS, False),
    (PROGRESSIVE, False),
])  # fmt: skip
def test_only_period_and_cumulation_keep_a_version_from_following_in_mid_period(other, alike):
    assert settle_alike(QUARTERS, other) is alike
    assert settle_alike(other, QUARTERS) is alike

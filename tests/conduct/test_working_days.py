"""Deadlines in working days, by the published table of holidays."""

import csv
import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from rebates.conduct.holidays import deadline
from rebates.conduct.models import Holiday
from rebates.conduct.rules.working_days import (
    is_working,
    working_days_between,
    working_days_later,
)

FILE = Path(__file__).parents[2] / "rebates" / "conduct" / "data" / "holidays.csv"
day = datetime.date.fromisoformat
with FILE.open(encoding="utf-8", newline="") as file:
    TABLE = {day(row["day"]): row["working"] == "1" for row in csv.DictReader(file)}
laws = settings(max_examples=500, derandomize=True, deadline=None, database=None)
dates = st.dates(day("2024-12-01"), day("2027-01-31"))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),  # Friday to Monday
        ("2026-03-07", 1, "2026-03-09"),  # from a Saturday
        ("2026-03-02", 10, "2026-03-16"),
        # Spring Festival 2026: off from the 15th to the 23rd; the 14th and the 28th are worked
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-10", 10, "2026-03-02"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday
        ("2025-09-27", 1, "2025-09-28"),  # a Sunday
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-12-31", 1, "2026-01-04"),  # over the turn of the year, to a worked Sunday
    ],
)
def test_a_deadline_ends_on_a_working_day(start, days, last):
    assert working_days_later(day(start), days, TABLE) == day(last)


def test_without_a_table_only_weekends_are_off():
    assert working_days_later(day("2026-02-13"), 10, {}) == day("2026-02-27")


def test_a_deadline_does_not_run_backwards():
    with pytest.raises(ValueError, match="-1"):
        working_days_later(day("2026-02-13"), -1, {})


@laws
@given(dates, st.integers(1, 60))
def test_it_is_the_inverse_of_counting(start, days):
    last = working_days_later(start, days, TABLE)
    assert is_working(last, TABLE)
    assert working_days_between(start, last, TABLE) == days


@laws
@given(dates, st.integers(0, 30), st.integers(0, 30))
def test_two_deadlines_in_a_row_are_one(start, one, other):
    via = working_days_later(working_days_later(start, one, TABLE), other, TABLE)
    assert via == working_days_later(start, one + other, TABLE)


@laws
@given(dates, st.integers(1, 30), dates)
def test_a_further_holiday_never_shortens_a_deadline(start, days, off):
    assert working_days_later(start, days, {**TABLE, off: False}) >= working_days_later(
        start, days, TABLE
    )


@pytest.mark.django_db
def test_the_published_table_is_in_the_database_and_can_be_changed():
    Holiday.objects.all().delete()  # tests that commit may have emptied it before
    import_module("rebates.conduct.migrations.0002_holidays").load(apps, None)
    assert dict(Holiday.objects.values_list("day", "working")) == TABLE
    assert deadline(day("2026-09-30"), 1) == day("2026-10-08")
    Holiday.objects.create(day=day("2026-10-08"), name="店休")
    assert deadline(day("2026-09-30"), 1) == day("2026-10-09")


def test_the_table_names_only_what_differs_from_the_week():
    assert all(working == (on.weekday() >= 5) for on, working in TABLE.items())
    assert len(TABLE) == 48

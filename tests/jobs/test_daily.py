"""What is to be done once a day."""

import datetime
import logging

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from channels_mgmt.core import daily

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def done(monkeypatch):
    """Nothing but what the test registers; the days on which it was done."""
    monkeypatch.setattr(daily, "_daily", [])
    days = []
    daily.register_daily(days.append)
    return days


@pytest.mark.django_db
def test_the_worker_does_it_when_it_starts(done):
    call_command("work", "--once")
    assert done == [timezone.localdate()]


def test_what_fails_is_logged_and_keeps_nothing_else_from_being_done(done, caplog):
    def failing(day: datetime.date) -> None:
        raise ValueError("no such dealer")

    daily._daily.insert(0, failing)
    with caplog.at_level(logging.ERROR):
        daily.run_daily(DAY)
    assert done == [DAY]
    assert "no such dealer" in caplog.text


def test_a_database_that_does_not_answer_is_said(done):
    def unanswered(day: datetime.date) -> None:
        raise OperationalError

    daily._daily.insert(0, unanswered)
    with pytest.raises(OperationalError):
        daily.run_daily(DAY)

"""What is to be done once a day: a job for each thing, however many workers see the day begin."""

import datetime
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone

from channels_mgmt.core import daily
from channels_mgmt.core.jobs import ATTEMPTS, claim, run_job
from channels_mgmt.core.models import Job, JobStatus

DAY = datetime.date(2026, 3, 1)
NEXT = datetime.date(2026, 3, 2)


@pytest.fixture
def done(monkeypatch):
    """Nothing but what the test registers; the days on which it was done."""
    monkeypatch.setattr(daily, "_daily", [])
    days = []

    def tidy_up(day: datetime.date) -> None:
        days.append(day)

    daily.register_daily(tidy_up)
    return days


def work() -> None:
    while job := claim():
        run_job(job)


@pytest.mark.django_db
def test_the_worker_does_it_when_it_starts(done):
    call_command("work", "--once")
    assert done == [timezone.localdate()]


@pytest.mark.django_db
def test_each_day_once_however_many_workers_ask(done):
    for day in (DAY, DAY, NEXT, DAY):
        daily.plan_daily(day)
        work()
    assert done == [DAY, NEXT]
    assert Job.objects.filter(task="daily_work").count() == 2


@pytest.mark.django_db
def test_what_fails_is_tried_again_and_keeps_nothing_else_from_being_done(done, caplog):
    def failing(day: datetime.date) -> None:
        raise ValueError("no such dealer")

    daily._daily.insert(0, failing)
    daily.plan_daily(DAY)
    for _ in range(ATTEMPTS):
        work()
        Job.objects.filter(status=JobStatus.QUEUED).update(leased_until=None)
    assert done == [DAY]
    assert caplog.text.count("no such dealer") >= ATTEMPTS
    failed = Job.objects.get(status=JobStatus.FAILED)
    assert failed.arguments["what"].endswith("failing")


@pytest.mark.django_db
def test_what_is_not_done_any_more_says_so(done):
    daily.plan_daily(DAY)
    daily._daily.clear()
    run_job(claim())
    assert "tidy_up" in Job.objects.get().error


@pytest.mark.django_db(transaction=True)
def test_workers_that_see_the_day_at_the_same_time(done):
    start = Barrier(4)

    def plan() -> None:
        start.wait()
        while True:
            try:
                daily.plan_daily(DAY)
            except OperationalError:
                continue
            break
        connections.close_all()

    threads = [Thread(target=plan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    assert done == [DAY]

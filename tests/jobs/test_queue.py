"""The queue of background work: who gets a job, how often it is tried, how it ends."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from channels_mgmt.core import job_tasks, jobs
from channels_mgmt.core.jobs import ATTEMPTS, LEASE, LostLease, Stopped, claim, enqueue, run_job
from channels_mgmt.core.models import Job, JobStatus

calls: list = []
given_up: list = []


@pytest.fixture(autouse=True)
def tasks(monkeypatch):
    """Three more tasks that write down that they were called; afterwards they are gone."""
    job_tasks.autodiscover_modules("tasks")
    calls.clear()
    given_up.clear()
    monkeypatch.setattr(job_tasks, "_registry", dict(job_tasks._registry))

    @jobs.task("count")
    def count(to, *, report):
        calls.append(to)
        for number in range(to):
            report(number + 1, to)

    @jobs.task("crash", given_up=lambda **told: given_up.append(told))
    def crash(*, report):
        calls.append("crash")
        raise ZeroDivisionError("by zero")

    @jobs.task("refuse", given_up=lambda **told: given_up.append(told))
    def refuse(*, report):
        calls.append("refuse")
        raise ValidationError("The period is closed.")


def put(task="count", **arguments):
    return enqueue(task=task, arguments=arguments, by=None)


def later(seconds):
    return timezone.now() + timedelta(seconds=seconds)


def rested(job):
    """The same job once its rest after a failed attempt is over."""
    Job.objects.filter(pk=job.pk).update(leased_until=later(-1))


@pytest.mark.django_db
class TestLife:
    def test_it_works(self):
        job = put(to=3)
        run_job(claim())
        job.refresh_from_db()
        assert calls == [3]
        assert (job.status, job.done, job.total, job.attempts) == (JobStatus.DONE, 3, 3, 1)
        assert job.finished_at
        assert job.leased_until is None

    def test_an_unknown_task_is_refused_at_the_door(self):
        with pytest.raises(LookupError, match="no_such_task"):
            put("no_such_task")

    def test_the_oldest_comes_first_and_each_is_given_out_once(self):
        first, second = put(to=1), put(to=2)
        assert [claim(), claim(), claim()] == [first, second, None]

    def test_without_a_commit_there_is_no_job(self):
        with transaction.atomic():
            put(to=1)
            transaction.set_rollback(True)
        assert claim() is None

    def test_what_the_user_can_mend_fails_at_once_with_its_words(self):
        job = put("refuse")
        run_job(claim())
        job.refresh_from_db()
        assert (job.status, job.error) == (JobStatus.FAILED, "The period is closed.")
        assert given_up == [{"error": "The period is closed."}]
        assert claim(later(3600)) is None

    def test_anything_else_is_tried_three_times_with_a_rest_between(self, caplog):
        job = put("crash")
        for attempt in range(1, ATTEMPTS + 1):
            run_job(claim())
            job.refresh_from_db()
            assert job.attempts == attempt
            assert claim() is None
            assert not given_up or attempt == ATTEMPTS
            rested(job)
        assert (job.status, job.error) == (JobStatus.FAILED, "ZeroDivisionError: by zero")
        assert given_up == [{"error": "ZeroDivisionError: by zero"}]
        assert calls == ["crash"] * ATTEMPTS
        assert caplog.text.count("Traceback") == ATTEMPTS

    def test_when_telling_of_the_failure_fails_too_the_job_has_still_failed(self, caplog):
        @jobs.task("hopeless", given_up=lambda **told: 1 / 0)
        def hopeless(*, report):
            raise ValidationError("No.")

        job = put("hopeless")
        run_job(claim())
        job.refresh_from_db()
        assert job.status == JobStatus.FAILED
        assert "ZeroDivisionError" in caplog.text

    def test_a_task_that_no_app_knows_any_more_fails_and_the_worker_goes_on(self):
        job = Job.objects.create(task="gone")
        for _ in range(ATTEMPTS):
            run_job(claim())
            rested(job)
        job.refresh_from_db()
        assert (job.status, job.error) == (
            JobStatus.FAILED,
            "LookupError: No task is named 'gone'.",
        )


@pytest.mark.django_db
class TestLease:
    def test_a_job_in_work_is_left_alone_until_its_lease_ends(self):
        put(to=1)
        claim()
        assert claim(timezone.now() + LEASE / 2) is None
        assert claim(timezone.now() + LEASE * 2).attempts == 2

    def test_the_progress_renews_the_lease(self):
        put(to=1)
        job = claim()
        Job.objects.update(leased_until=later(-1))
        jobs.reporter(job, lambda: False)(1, 10)
        assert claim() is None
        job.refresh_from_db()
        assert (job.done, job.total) == (1, 10)

    def test_whoever_was_overtaken_stops_and_changes_nothing(self):
        put(to=1)
        slow = claim()
        fast = claim(timezone.now() + LEASE * 2)
        run_job(fast)
        with pytest.raises(LostLease):
            jobs.reporter(slow, lambda: False)(1, 1)
        run_job(slow)
        slow.refresh_from_db()
        assert (slow.status, slow.attempts) == (JobStatus.DONE, 2)

    def test_a_job_that_kills_its_workers_is_given_up(self):
        job = put("crash")
        for attempt in range(ATTEMPTS):
            assert claim(timezone.now() + LEASE * 2 * attempt)
        assert claim(timezone.now() + LEASE * 2 * ATTEMPTS) is None
        job.refresh_from_db()
        assert job.status == JobStatus.FAILED
        assert job.error == "The worker stopped 3 times in the middle of it."
        assert given_up == [{"error": job.error}]

    def test_a_worker_that_is_stopped_gives_the_job_back_uncounted(self):
        job = put(to=5)
        with pytest.raises(Stopped):
            run_job(claim(), stopping=lambda: True)
        job.refresh_from_db()
        assert (job.status, job.attempts) == (JobStatus.QUEUED, 0)
        assert claim() == job


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_never_get_the_same_job():
    for number in range(12):
        put(to=number)
    start, taken = Barrier(4), []

    def next_job():
        """On the shared in-memory SQLite of tests a locked table answers at once: ask again."""
        while True:
            try:
                return claim()
            except OperationalError:
                continue

    def worker():
        start.wait()
        while job := next_job():
            taken.append(job.pk)
        connections.close_all()

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_the_command_does_all_that_waits():
    put(to=1), put("refuse"), put(to=2)
    call_command("work", once=True)
    assert calls == [1, "refuse", 2]
    assert set(Job.objects.values_list("status", flat=True)) == {"done", "failed"}
    assert connection.is_usable()

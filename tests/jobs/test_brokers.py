"""Celery with RabbitMQ and Redis, workers as processes, PostgreSQL: each job is done, and once."""

import os
import signal

import pytest
from django.db import transaction

from channels_mgmt.core import delivery, job_board
from channels_mgmt.core.models import Job, JobStatus
from tests.jobs.workers import all_done, begun, put, states, until

prove = pytest.mark.prove


def purge() -> int:
    """The broker forgets what it holds, as one does that is started anew without its disk."""
    from channels_mgmt.core.celery_app import app

    return app.control.purge()


def test_it_works(brokered):
    brokered.start()
    until(job_board.worker_is_up, "the worker says that it is there")
    with transaction.atomic():
        put(3)
        transaction.set_rollback(True)  # without a commit there is no job
    with transaction.atomic():
        put(10)
    all_done(10)
    assert brokered.times("begun") == brokered.times("ended") == {f"item-{n}": 1 for n in range(10)}
    assert set(Job.objects.values_list("attempts", "done")) >= {(1, 2)}


def test_what_a_killed_process_had_in_hand_is_done_by_another_one(brokered):
    brokered.close()
    put(1)
    brokered.start()
    [(_item, pid)] = begun(brokered)
    os.kill(pid, signal.SIGKILL)
    brokered.open()
    all_done(1)
    [(_item, ended)] = brokered.noted("ended")
    assert ended != pid
    assert Job.objects.get(task="toil").attempts == 2


@prove
def test_what_a_killed_worker_had_in_hand_is_done_by_another_one(brokered):
    """With the lease and the waits of earnest: it takes a little more than a minute."""
    brokered.close()
    put(3)
    first = brokered.start(processes=3, every=5)
    lost = {pid for _item, pid in begun(brokered, 3)}
    brokered.kill(first)
    brokered.open()
    brokered.start(processes=2, every=5)
    all_done(3, within=150)
    assert brokered.times("ended") == {f"item-{n}": 1 for n in range(3)}
    assert lost.isdisjoint(pid for _item, pid in brokered.noted("ended"))


@prove
def test_two_workers_share_forty_jobs_and_do_none_twice(brokered):
    brokered.start(), brokered.start()
    until(lambda: (brokered.place / "log").read_text().count(" ready.") == 2, "both are ready")
    put(40)
    all_done(40)
    assert brokered.times("begun") == {f"item-{n}": 1 for n in range(40)}
    assert len({pid for _item, pid in brokered.noted("ended")}) == 4


@prove
def test_jobs_whose_messages_were_lost_are_sent_anew(brokered):
    put(5)
    assert purge() == 5
    brokered.start()
    all_done(5)
    assert brokered.times("ended") == {f"item-{n}": 1 for n in range(5)}


@prove
def test_a_job_that_no_broker_could_be_told_of_is_sent_later(brokered, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(delivery, "send", lambda pk: False)
        put(1)
    brokered.start()
    all_done(1)


@prove
def test_a_worker_that_is_asked_to_stop_gives_back_what_it_has_in_hand(brokered):
    brokered.close()
    brokered.book("talks").touch()
    put(1)
    worker = brokered.start(processes=1)
    begun(brokered)
    assert brokered.stop(worker) == 0
    job = Job.objects.get(task="toil")
    assert (job.status, job.attempts) == (JobStatus.QUEUED, 0)
    brokered.open()
    brokered.start(processes=1)
    all_done(1)
    assert brokered.times("ended") == {"item-0": 1}


@prove
def test_a_broker_that_was_away_for_a_moment_while_all_were_busy(own_redis, settings, yard):
    """Celery does not notice, and hears of nothing any more: the sweep does."""
    yard.environment = {"JOBS_BROKER": own_redis.url, "JOBS_QUEUE": settings.JOBS_QUEUE}
    yard.close()
    yard.start(processes=1)
    put(3)
    begun(yard)
    own_redis.kill()
    own_redis.start()
    yard.open()
    all_done(3, within=60)


@prove
def test_a_broker_that_is_killed_and_has_forgotten_all(own_redis, settings, yard):
    """Jobs that are made while it is away, and those whose messages died with it, are done."""
    yard.environment = {"JOBS_BROKER": own_redis.url, "JOBS_QUEUE": settings.JOBS_QUEUE}
    yard.close()
    yard.start(processes=1)
    put(3)
    begun(yard)
    own_redis.kill()
    put(2)
    yard.open()
    until(lambda: not job_board.worker_is_up(), "a worker that hears of no job is missed")
    assert states() == {JobStatus.DONE: 1, JobStatus.QUEUED: 4}
    own_redis.start()
    all_done(5, within=60)
    assert yard.times("ended") == {"item-0": 2, "item-1": 2, "item-2": 1}
    assert job_board.worker_is_up()

"""Workers as processes, without a broker: they take up what waits and end when asked to."""

import os
import signal

import pytest

from channels_mgmt.core import job_board
from channels_mgmt.core.models import Job, JobStatus
from tests.jobs.workers import all_done, put, until


def log(yard) -> str:
    return (yard.place / "log").read_text()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_by_itself_when_it_is_asked_to(yard, number):
    Job.objects.create(task="gone")
    worker = yard.start(processes=1)
    until(lambda: "No task is named 'gone'" in log(yard), "the worker has tried")
    worker.send_signal(number)
    assert worker.wait(timeout=20) == 0


def test_several_processes_share_the_jobs_and_replace_one_that_dies(yard):
    yard.close()
    worker = yard.start(processes=2)
    until(job_board.worker_is_up, "the worker says that it is there")
    put(4)
    until(lambda: len(yard.noted("begun")) == 2, "two have begun")
    [(lost, pid), (_item, other)] = yard.noted("begun")
    assert pid != other
    os.kill(pid, signal.SIGKILL)
    yard.open()
    all_done(4)
    assert yard.times("ended") == {f"item-{n}": 1 for n in range(4)}
    assert yard.times("begun")[lost] == 2
    assert yard.stop(worker) == 0
    assert all(is_gone(pid) for _item, pid in yard.noted("begun"))


def test_a_worker_that_is_asked_to_stop_gives_back_what_it_has_in_hand(yard):
    yard.close()
    yard.book("talks").touch()
    worker = yard.start(processes=2)
    put(1)
    until(lambda: yard.noted("begun"), "it has begun")
    assert yard.stop(worker) == 0
    job = Job.objects.get(task="toil")
    assert (job.status, job.attempts) == (JobStatus.QUEUED, 0)


def test_nobody_is_missed_while_the_only_worker_is_busy_and_somebody_is_when_it_is_gone(yard):
    yard.close()
    worker = yard.start(processes=1)
    put(1)
    until(lambda: yard.noted("begun"), "it has begun")
    job_board.cache.clear()
    until(job_board.worker_is_up, "it says again that it is there", within=2 * job_board.BEAT)
    yard.kill(worker)
    until(lambda: not job_board.worker_is_up(), "it is missed", within=10)


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_a_number_of_processes_that_is_none_is_refused(number, capsys):
    from django.core.management import call_command
    from django.core.management.base import CommandError

    with pytest.raises(CommandError, match="is not a number of processes"):
        call_command("work", f"--processes={number}")

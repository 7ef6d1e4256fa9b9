"""What each safeguard is for: with it and without it, on real brokers."""

import os
import signal

import pytest
from django.utils import timezone

from channels_mgmt.core import delivery
from channels_mgmt.core.models import Job, JobStatus
from tests.jobs.workers import all_done, begun, put, until

pytestmark = pytest.mark.prove
NEVER = 3600  # seconds until the next sweep


def test_a_message_that_comes_twice_does_nothing(brokered):
    assert times_begun_when_sent_twice(brokered) == 1


def test_without_the_claim_it_would_be_done_twice(brokered):
    assert times_begun_when_sent_twice(brokered, without=("claim",), every=NEVER) == 2


def times_begun_when_sent_twice(yard, **how) -> int:
    """How often a job is begun before another one, sent after it, has ended."""
    [job] = put(1)
    yard.close()
    delivery.send(job.pk)
    yard.start(processes=2, **how)
    if how:
        begun(yard, 2)
    else:
        begun(yard)
        until(queue_is_empty, "both messages are taken")
    yard.open()
    until(lambda: len(yard.noted("ended")) == len(yard.noted("begun")), "what began has ended")
    return yard.times("begun")["item-0"]


def queue_is_empty() -> bool:
    from channels_mgmt.core.celery_app import messages_waiting

    return messages_waiting() == 0


def killed_after_its_lease(yard, **how) -> None:
    """A process dies in a job so long after its lease that the message alone brings it back."""
    yard.close()
    put(1)
    yard.start(processes=2, lease=1, every=NEVER, **how)
    [(_item, pid)] = begun(yard)
    job = Job.objects.filter(task="toil")
    until(lambda: job.filter(leased_until__lt=timezone.now()).exists(), "the lease has ended")
    os.kill(pid, signal.SIGKILL)
    yard.open()


def test_the_broker_gives_a_message_out_again_whose_process_died(brokered):
    killed_after_its_lease(brokered)
    all_done(1)


def test_with_early_acknowledgement_it_would_be_lost_but_for_the_sweep(brokered):
    killed_after_its_lease(brokered, without=("acks_late",))
    log = brokered.place / "log"
    until(lambda: "WorkerLostError" in log.read_text(), "the worker notes the death")
    assert queue_is_empty()
    assert Job.objects.get(task="toil").status == JobStatus.RUNNING  # and nobody will ever end it
    brokered.start()  # a worker that sweeps
    all_done(1)

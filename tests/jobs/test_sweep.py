"""Which jobs are sent to the broker anew, and that those are enough."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from channels_mgmt.core import delivery, sweeping
from channels_mgmt.core.jobs import LEASE, claim, claim_sent, enqueue, run_job
from channels_mgmt.core.models import Job, JobStatus

NONE, PLENTY = 0, 1_000
SILENCE = sweeping.SILENCE


@pytest.fixture
def sent(settings, monkeypatch) -> list[int]:
    """The numbers that the broker was told."""
    found: list[int] = []
    settings.JOBS_BROKER = "amqp://nowhere"

    def send(pk: int) -> bool:
        found.append(pk)
        return True

    monkeypatch.setattr(delivery, "send", send)
    return found


def put(**values) -> Job:
    return Job.objects.create(task="post_run", **{"sent_at": timezone.now(), **values})


def ago(time: timedelta):
    return timezone.now() - time


@pytest.mark.django_db(transaction=True)
class TestSending:
    def test_it_is_sent_when_it_is_committed(self, sent):
        with transaction.atomic():
            job = enqueue(task="post_run", arguments={}, by=None)
            assert sent == []
        assert sent == [job.pk]
        assert sweeping.resend(NONE) == 0  # a moment ago

    def test_without_a_commit_it_is_not(self, sent):
        with transaction.atomic():
            enqueue(task="post_run", arguments={}, by=None)
            transaction.set_rollback(True)
        assert sent == []

    def test_without_a_broker_nothing_is(self, sent, settings):
        settings.JOBS_BROKER = ""
        assert enqueue(task="post_run", arguments={}, by=None).sent_at is None
        assert sent == []

    def test_a_broker_that_is_away_fails_no_request(self, settings, sending_to):
        with sending_to("redis://127.0.0.1:1/0"):
            job = enqueue(task="post_run", arguments={}, by=None)
        assert Job.objects.get() == job


@pytest.mark.django_db
class TestTheSweep:
    @pytest.mark.parametrize(
        ("state", "messages", "wanted"),
        [
            (lambda: {}, NONE, False),  # sent a moment ago
            # given back, or made before there was a broker
            (lambda: {"sent_at": None}, PLENTY, True),
            (lambda: {"sent_at": ago(SILENCE * 2)}, NONE, True),
            (lambda: {"sent_at": ago(SILENCE * 2)}, 1, False),  # its message waits in a long queue
            # failed, and has rested since it was sent
            (lambda: {"sent_at": ago(2 * LEASE), "leased_until": ago(LEASE)}, PLENTY, True),
            # rests
            (lambda: {"sent_at": ago(SILENCE * 2), "leased_until": ago(-LEASE)}, NONE, False),
            # in work, and its worker is gone
            (lambda: {"sent_at": ago(2 * LEASE), "leased_until": ago(LEASE), "status": "running"},
             PLENTY, True),
            (lambda: {"sent_at": ago(LEASE), "leased_until": ago(2 * LEASE), "status": "running"},
             PLENTY, False),  # that was told already
            (lambda: {"sent_at": ago(LEASE), "leased_until": ago(-LEASE), "status": "running"},
             NONE, False),  # its worker is there
            (lambda: {"sent_at": None, "status": "done"}, NONE, False),
            (lambda: {"sent_at": None, "status": "failed"}, NONE, False),
            (lambda: {"sent_at": None, "status": "cancelled"}, NONE, False),
        ],
    )  # fmt: skip
    def test_whose_message_is_missing(self, sent, state, messages, wanted):
        job = put(**state())  # moments are counted from the test's own
        assert sweeping.resend(messages) == wanted
        assert sent == ([job.pk] if wanted else [])
        assert sweeping.resend(messages) == 0

    def test_when_the_broker_does_not_answer_the_rest_waits_for_the_next_sweep(
        self, settings, monkeypatch
    ):
        monkeypatch.setattr(delivery, "send", lambda pk: False)
        put(sent_at=None), put(sent_at=None)
        assert sweeping.resend(NONE) == 0
        assert Job.objects.filter(sent_at=None).count() == 1


@pytest.mark.django_db
class TestAMessage:
    def test_takes_the_job_that_it_names(self):
        put()
        second = put()
        assert claim_sent(second.pk) == second

    @pytest.mark.parametrize("status", ["running", "done", "failed", "cancelled"])
    def test_does_nothing_to_a_job_that_is_taken_or_has_ended(self, status):
        lease = ago(-LEASE) if status == "running" else None
        job = put(status=status, leased_until=lease)
        assert claim_sent(job.pk) is None
        assert Job.objects.get().attempts == 0

    def test_does_nothing_while_a_job_that_failed_rests(self):
        job = put(leased_until=ago(-LEASE))
        assert claim_sent(job.pk) is None

    def test_of_another_installation_does_nothing(self):
        assert claim_sent(4_711) is None

    def test_of_a_dead_worker_takes_the_job_over(self):
        job = put(status="running", leased_until=ago(LEASE), attempts=1)
        taken = claim_sent(job.pk)
        assert taken.attempts == 2
        run_job(taken)
        assert Job.objects.get().status != JobStatus.RUNNING
        assert claim() is None


@pytest.mark.django_db(transaction=True)
def test_workers_that_sweep_at_the_same_time_send_each_job_once(sent):
    jobs = [put(sent_at=None) for _ in range(10)]
    start = Barrier(4)

    def sweep() -> None:
        start.wait()
        for _ in range(20):
            try:
                sweeping.resend(PLENTY)
            except OperationalError:
                continue  # SQLite is busy: ask again
        connections.close_all()

    threads = [Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [job.pk for job in jobs]

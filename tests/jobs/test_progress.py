"""What the page says about a job while it waits, works, and has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_mgmt.core.models import Job


@pytest.fixture
def said(hq_client):
    """What the fragment says about a job; seconds ago is when it was put into the queue."""

    def say(seconds_ago=0, **values):
        job = Job.objects.create(task="count", **values)
        created = timezone.now() - timedelta(seconds=seconds_ago)
        Job.objects.filter(pk=job.pk).update(created_at=created)
        return hq_client.get(f"/jobs/{job.pk}/progress").content.decode()

    return say


HINT = "No worker has taken this up yet."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "queued"}, "Waiting for a worker"),
        ({"status": "queued", "seconds_ago": 11}, HINT),
        ({"status": "running", "done": 48, "total": 80}, "48 of 80"),
        ({"status": "running", "done": 48, "total": 80}, 'value="60" max="100"'),
        ({"status": "running"}, "progress-bar-indeterminate"),
        ({"status": "queued", "attempts": 1, "error": "Timeout"}, "will be repeated: Timeout"),
        ({"status": "failed", "error": "The disk is full."}, "The disk is full."),
        ({"status": "done"}, "Done."),
    ],
)
def test_it_says_how_things_stand(said, values, words):
    assert words in " ".join(said(**values).split())


@pytest.mark.parametrize(
    "values",
    [{"status": "queued"}, {"status": "running", "seconds_ago": 60},
     {"status": "queued", "attempts": 1, "seconds_ago": 60}],
)  # fmt: skip
def test_the_hint_is_only_for_a_job_that_nobody_takes(said, values):
    assert HINT not in said(**values)


@pytest.mark.parametrize(
    ("status", "asks"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_it_asks_again_until_the_job_has_ended(said, status, asks):
    assert ("hx-trigger" in said(status=status)) is asks


def test_nobody_asks_without_signing_in(client, db):
    job = Job.objects.create(task="count")
    assert client.get(f"/jobs/{job.pk}/progress").status_code == 302

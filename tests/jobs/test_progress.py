"""What the page says about a job while it waits, works, and has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_mgmt.core import job_board
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


HINT = "No worker is running"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "queued"}, "Waiting for a worker"),
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


@pytest.mark.parametrize("status", ["queued", "running"])
def test_it_says_when_no_worker_is_running_and_how_to_start_one(said, status):
    text = said(status=status, seconds_ago=4)
    assert HINT in text
    assert "manage.py work" in text
    job_board.beat()
    assert HINT not in said(status=status, seconds_ago=600)


def test_a_worker_may_take_a_moment_to_come_up(said):
    assert HINT not in said(status="queued", seconds_ago=1)


@pytest.mark.parametrize("status", ["done", "failed", "cancelled"])
def test_nobody_misses_a_worker_once_it_has_ended(said, status):
    assert HINT not in said(status=status, seconds_ago=60)


@pytest.mark.parametrize(
    ("status", "asks"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_it_asks_again_until_the_job_has_ended(said, status, asks):
    assert ("hx-trigger" in said(status=status)) is asks


class TestAGroup:
    """Jobs that are parts of one work: each shows all of it."""

    @pytest.fixture
    def said_of(self, hq_client):
        def say(*parts):
            jobs = [
                Job.objects.create(task="render_statements", group="pdfs:1", total=40, **part)
                for part in parts
            ]
            return hq_client.get(f"/jobs/{jobs[-1].pk}/progress").content.decode()

        return say

    def test_it_works(self, said_of):
        Job.objects.create(task="render_statements", group="pdfs:2", total=1000)
        text = said_of({"status": "done", "done": 40}, {"status": "running", "done": 5}, {})
        assert "45 of 120" in text
        assert "Make PDFs of statements" in text

    @pytest.mark.parametrize(
        ("parts", "words", "goes_on"),
        [
            (["done", "queued"], "Waiting for a worker", True),
            (["failed", "running"], "Working…", True),
            (["done", "failed"], "The disk is full.", False),
            (["done", "cancelled"], "This was cancelled.", False),
            (["done", "done"], "Done.", False),
        ],
    )
    def test_what_the_parts_are_together(self, said_of, parts, words, goes_on):
        errors = {"failed": "The disk is full."}
        text = said_of(*({"status": s, "error": errors.get(s, "")} for s in parts))
        assert words in text
        assert ("hx-trigger" in text) is goes_on


def test_nobody_asks_without_signing_in(client, db):
    job = Job.objects.create(task="count")
    assert client.get(f"/jobs/{job.pk}/progress").status_code == 302

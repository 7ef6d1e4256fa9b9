"""The list of jobs and the page of one, for those who see everything; the same by API."""

import pytest

from channels_mgmt.core import job_board
from channels_mgmt.core.models import Job, JobStatus
from dealers.choices import Role
from tests.conftest import person, signed_in

HINT = "No worker is running"


@pytest.fixture
def job(db) -> Job:
    return Job.objects.create(
        task="render_statements", status="failed", done=3, total=1_240, attempts=3,
        error="The disk is full.",
    )  # fmt: skip


@pytest.fixture
def auditor_client(db):
    return signed_in(person("auditor", Role.AUDITOR))


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(job, hq_client):
    shown = text(hq_client, "/jobs/")
    for part in ("Make PDFs of statements", "Failed", "3 of 1,240", "The disk is full."):
        assert part in shown
    assert f"/jobs/{job.pk}/retry/" in text(hq_client, f"/jobs/{job.pk}/")


@pytest.mark.parametrize("status", ["queued", "running"])
def test_the_list_says_when_nobody_does_what_waits(hq_client, status):
    Job.objects.create(task="post_run", status=status)
    assert HINT in text(hq_client, "/jobs/")
    job_board.beat()
    assert HINT not in text(hq_client, "/jobs/")


def test_when_nothing_waits_nobody_is_missed(job, hq_client):
    assert HINT not in text(hq_client, "/jobs/")


class TestButtons:
    @pytest.mark.parametrize(
        ("status", "offered"),
        [("queued", "cancel"), ("running", "cancel"), ("failed", "retry"), ("cancelled", "retry"),
         ("done", None)],
    )  # fmt: skip
    def test_each_state_has_its_own(self, job, hq_client, status, offered):
        Job.objects.update(status=status)
        shown = text(hq_client, f"/jobs/{job.pk}/")
        for name in ("cancel", "retry"):
            assert (f"/jobs/{job.pk}/{name}/" in shown) is (name == offered)

    def test_retry(self, job, finance_client):
        finance_client.post(f"/jobs/{job.pk}/retry/")
        job.refresh_from_db()
        assert (job.status, job.last_attempt) == (JobStatus.QUEUED, 6)

    def test_retry_of_ticked_ones(self, job, hq_client):
        other = Job.objects.create(task="post_run", status="cancelled")
        answer = hq_client.post("/jobs/retry/", {"row": [job.pk, other.pk]})
        assert answer.status_code == 302
        assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.QUEUED}

    def test_cancel_asks_first(self, job, hq_client):
        Job.objects.update(status="running")
        address = f"/jobs/{job.pk}/cancel/"
        assert "It ends when it next tells how far it is." in text(hq_client, address)
        hq_client.post(address)
        job.refresh_from_db()
        assert (job.status, job.stop_asked) == (JobStatus.RUNNING, True)
        assert job_board.asked_to_stop(job)

    def test_progress_in_between_does_not_matter(self, job, hq_client):
        Job.objects.update(status="running")
        seen = hq_client.get(f"/jobs/{job.pk}/cancel/").context["form"].initial["seen"]
        Job.objects.update(done=700)
        answer = hq_client.post(f"/jobs/{job.pk}/cancel/", {"seen": seen})
        assert answer.status_code == 302

    @pytest.mark.parametrize("name", ["cancel", "retry"])
    def test_an_auditor_looks_on(self, job, auditor_client, name):
        assert "The disk is full." in text(auditor_client, f"/jobs/{job.pk}/")
        assert f"/{name}/" not in text(auditor_client, f"/jobs/{job.pk}/")
        assert auditor_client.post(f"/jobs/{job.pk}/{name}/").status_code == 403
        assert not job_board.asked_to_stop(job)


class TestApi:
    def test_retry(self, job, hq_client):
        answer = hq_client.post(f"/api/v1/jobs/{job.pk}/retry/")
        assert (answer.status_code, answer.json()["status"]) == (200, "queued")
        answer = hq_client.post(f"/api/v1/jobs/{job.pk}/retry/")
        assert answer.status_code == 400
        assert "only what failed" in answer.json()["errors"][0]["message"]

    def test_cancel(self, job, hq_client):
        Job.objects.update(status="queued")
        answer = hq_client.post(f"/api/v1/jobs/{job.pk}/cancel/")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        assert hq_client.post(f"/api/v1/jobs/{job.pk}/cancel/").status_code == 400

    @pytest.mark.parametrize("name", ["cancel", "retry"])
    def test_what_has_moved_on_since_is_left_alone(self, job, hq_client, name):
        seen = hq_client.get(f"/api/v1/jobs/{job.pk}/").headers["ETag"]
        Job.objects.update(status="running")
        answer = hq_client.post(f"/api/v1/jobs/{job.pk}/{name}/", headers={"if-match": seen})
        assert answer.status_code == 412
        assert Job.objects.get().status == "running"

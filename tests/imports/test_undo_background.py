"""A large import is undone by a worker: the page may be left, and says how it goes."""

import pytest
from django.urls import reverse

from channels_mgmt.core import job_board, jobs
from channels_mgmt.core.imports.background import undo
from channels_mgmt.core.jobs import claim, run_job
from channels_mgmt.core.models import AuditEntry, ImportBatch, ImportStatus, Job, JobStatus
from dealers.models import Grant
from rebates.sales.models import SalesLine, Serial
from rebates.sales.services import fact_deletion

from .test_undo import taken, world
from .test_wizard_background import work
from .uploading import address, page_of
from .world import take

__all__ = ["world"]
SERIALS = "serial,sku,dealer,shipped_on\n" + "".join(
    f"U{n},HOOD-1,D1,2012-03-15\n" for n in range(7)
)


@pytest.fixture(autouse=True)
def _everything_is_large(settings, monkeypatch):
    settings.UNDO_IN_REQUEST = 1
    monkeypatch.setattr(jobs, "REPORT_EVERY", 0)
    monkeypatch.setattr(fact_deletion, "SLICE", 2)


def undone(client, batch: ImportBatch, reason: str = "the wrong file") -> str:
    url = address(batch, "importbatch_undo")
    return client.post(url, {"reason": reason}, follow=True).content.decode()


def test_it_works(world, hq_client, hq):
    batch = taken()
    lines = SalesLine.objects.count()
    page = undone(hq_client, batch)
    assert "Waiting for a worker" in page
    assert "Being undone" in page
    assert SalesLine.objects.count() == lines
    job = work()
    assert (job.status, job.created_by) == (JobStatus.DONE, hq.user)
    assert not SalesLine.objects.filter(batch=batch).exists()
    batch.refresh_from_db()
    assert (batch.status, batch.reason) == (ImportStatus.UNDONE, "the wrong file")
    assert batch.undone_by == hq.user
    assert AuditEntry.objects.get(action="undone", object_id=batch.pk).reason == "the wrong file"
    assert "In the background" not in page_of(hq_client, batch)


def test_a_small_one_is_undone_in_the_request(world, hq_client, settings):
    settings.UNDO_IN_REQUEST = 1_000
    batch = taken()
    undone(hq_client, batch)
    assert not SalesLine.objects.filter(batch=batch).exists()
    assert not Job.objects.exists()


def test_it_says_how_many_of_how_many_rows_are_out(world, hq_client, monkeypatch):
    batch, said = taken(), []
    total = SalesLine.objects.filter(batch=batch).count()
    monkeypatch.setattr(job_board, "say", lambda job, done, of: said.append((done, of)))
    undone(hq_client, batch)
    work()
    assert said[-1] == (total, total)
    assert len(said) > 1
    assert said == sorted(said)


def test_the_worker_asks_anew_what_rests_on_it(world, hq_client):
    """A run may have been posted between the click and the work."""
    batch = taken()
    undone(hq_client, batch)
    run = world.settle()
    job = work()
    assert job.status == JobStatus.FAILED
    batch.refresh_from_db()
    assert batch.status == ImportStatus.COMMITTED
    assert SalesLine.objects.filter(batch=batch).exists()
    assert f"run {run.pk}" in page_of(hq_client, batch)


def test_what_rests_on_it_already_is_said_at_once(world, hq_client):
    batch = taken()
    run = world.settle()
    assert f"run {run.pk}" in undone(hq_client, batch)
    assert not Job.objects.exists()


def test_whoever_lost_the_right_meanwhile_undoes_nothing(world, hq_client, hq):
    batch = taken()
    undone(hq_client, batch)
    Grant.objects.filter(user=hq.user).delete()
    assert work().status == JobStatus.FAILED
    batch.refresh_from_db()
    assert batch.status == ImportStatus.COMMITTED


def test_it_can_be_stopped_and_then_nothing_is_out(world, hq_client, monkeypatch):
    batch = taken()
    lines = SalesLine.objects.filter(batch=batch).count()
    undone(hq_client, batch)
    job = claim()
    job_board.ask_to_stop(job)
    run_job(job)
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    batch.refresh_from_db()
    assert batch.status == ImportStatus.COMMITTED
    assert SalesLine.objects.filter(batch=batch).count() == lines


def test_while_a_worker_undoes_it_nobody_else_takes_it_back(world, hq_client):
    batch = taken()
    undone(hq_client, batch)
    page = page_of(hq_client, batch)
    assert "Undo this import" not in page
    undone(hq_client, batch)
    assert Job.objects.count() == 1


def test_a_worker_that_comes_second_does_nothing(world, hq_client):
    batch = taken()
    undone(hq_client, batch)
    job = work()
    run_job(job)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    assert AuditEntry.objects.filter(action="undone", object_id=batch.pk).count() == 1


def test_other_facts_too(world, hq_client, hq):
    batch = ImportBatch.objects.get(pk=take("serials", SERIALS).batch)
    _batch, at_once = undo(batch=batch, access=hq, reason="wrong")
    assert not at_once
    work()
    assert not Serial.objects.exists()


def test_by_the_api_the_answer_says_that_it_is_under_way(world, hq_client):
    batch = taken()
    url = reverse("api:imports-undo", args=[batch.pk])
    answer = hq_client.post(url, {"reason": "wrong"}, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "undoing")
    work()
    assert hq_client.get(f"/api/v1/imports/{batch.pk}/").json()["status"] == "undone"

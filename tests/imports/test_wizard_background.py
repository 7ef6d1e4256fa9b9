"""Large files are looked into and taken in by a worker; the page may be left."""

import pytest
from django.utils import timezone

from channels_mgmt.core import job_board, jobs
from channels_mgmt.core.imports import background, service
from channels_mgmt.core.jobs import ATTEMPTS, LEASE, claim, run_job
from channels_mgmt.core.models import AuditEntry, ImportBatch, ImportStatus, Job, JobStatus
from dealers.models import Dealer, Grant
from rebates.sales.models import SalesLine

from .uploading import FAULTY, HEAD, address, decide, page_of, uploaded
from .world import DEALERS, SALES

pytestmark = pytest.mark.usefixtures("brand_masters", "_everything_is_large")
MANY = HEAD + "".join(f"ERP,sell_in,M{n},1,2025-01-05,GZ,H-1,1,,1,,,,\n" for n in range(50))


@pytest.fixture
def _everything_is_large(settings, monkeypatch):
    settings.IMPORT_IN_REQUEST = 10
    monkeypatch.setattr(service, "REPORT_EVERY", 10)
    monkeypatch.setattr(jobs, "REPORT_EVERY", 0)


def work() -> Job:
    job = claim()
    run_job(job)
    job.refresh_from_db()
    return job


def checked(client, text: str) -> ImportBatch:
    batch = uploaded(client, "sales", text)
    work()
    batch.refresh_from_db()
    return batch


def test_it_works(hq_client, hq):
    batch = uploaded(hq_client, "sales", MANY)
    assert (batch.status, batch.rows) == (ImportStatus.CHECKING, 0)
    assert "Waiting for a worker" in page_of(hq_client, batch)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.accepted) == (ImportStatus.CHECKED, 50)
    assert "a worker takes it in" in decide(hq_client, batch, "commit")
    batch.refresh_from_db()
    assert (batch.status, SalesLine.objects.count()) == (ImportStatus.TAKING_IN, 0)
    job = work()
    batch.refresh_from_db()
    assert (job.status, job.created_by) == (JobStatus.DONE, hq.user)
    assert (batch.status, batch.accepted) == (ImportStatus.COMMITTED, 50)
    assert SalesLine.objects.filter(batch=batch).count() == 50
    assert AuditEntry.objects.get(action="imported", object_id=batch.pk).by == hq.user
    assert "In the background" not in page_of(hq_client, batch)


def test_a_small_file_is_done_in_the_request(hq_client, settings):
    settings.IMPORT_IN_REQUEST = 100_000
    assert uploaded(hq_client, "sales", MANY).status == ImportStatus.CHECKED
    assert not Job.objects.exists()


def test_columns_that_are_not_ours_are_asked_for_then_too(hq_client):
    batch = checked(hq_client, MANY.replace("dealer", "客户编码"))
    assert batch.status == ImportStatus.MAPPING
    form = hq_client.get(address(batch, "columns")).context["form"]
    hq_client.post(address(batch, "columns"), {bound.name: bound.initial for bound in form})
    batch.refresh_from_db()
    assert batch.status == ImportStatus.CHECKING
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.accepted) == (ImportStatus.CHECKED, 50)


def test_a_refusal_says_so_and_the_file_can_be_decided_about(hq_client):
    batch = checked(hq_client, SALES.replace("GD,H-1", "HZ,H-1"))
    Dealer.objects.get(code="HZ").delete()
    decide(hq_client, batch, "commit")
    job = work()
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    assert "nothing is written" in job.error
    batch.refresh_from_db()
    assert (batch.status, batch.rejected) == (ImportStatus.CHECKED, 1)
    page = page_of(hq_client, batch)
    assert "nothing is written" in page
    assert "Discard" in page


def test_the_good_rows_alone_by_a_worker(hq_client):
    batch = checked(hq_client, FAULTY)
    decide(hq_client, batch, "commit_good")
    assert work().status == JobStatus.DONE
    assert SalesLine.objects.count() == 2
    assert batch.rejected_rows.count() == 12


def test_faults_are_told_in_the_language_of_whoever_uploaded(hq_client):
    hq_client.cookies["django_language"] = "zh-hans"
    batch = checked(hq_client, FAULTY)
    assert any("一" <= letter <= "鿿" for e in batch.errors for letter in e["message"])


class TestProgress:
    def test_the_page_shows_how_far_it_is(self, hq_client, monkeypatch):
        batch = uploaded(hq_client, "sales", MANY)
        pages = []

        def look(job, done, total):
            say(job, done, total)
            pages.append(hq_client.get(progress_url).content.decode())

        say, progress_url = job_board.say, progress_of(hq_client, batch)
        monkeypatch.setattr(job_board, "say", look)
        work()
        assert "50 of 50" in pages[-1]
        assert len(pages) >= 5

    def test_a_worker_that_speaks_keeps_its_job_however_old_its_lease(self):
        job = Job.objects.create(
            task="take_in_import", status=JobStatus.RUNNING, attempts=1,
            leased_until=timezone.now() - LEASE,
        )  # fmt: skip
        job_board.say(job, 1, 2)
        assert claim() is None
        job_board.cache.clear()  # it says nothing any more
        assert claim() == job


def progress_of(client, batch: ImportBatch) -> str:
    return page_of(client, batch).split('hx-get="')[1].split('"')[0].replace("&amp;", "&")


class TestCancel:
    def test_before_a_worker_has_begun(self, hq_client):
        batch = uploaded(hq_client, "sales", MANY)
        assert "asked to stop" in decide(hq_client, batch, "cancel")
        batch.refresh_from_db()
        assert (batch.status, batch.job.status) == (ImportStatus.DISCARDED, JobStatus.CANCELLED)
        assert claim() is None

    def test_in_the_middle_nothing_is_written(self, hq_client, monkeypatch):
        batch = checked(hq_client, MANY)
        decide(hq_client, batch, "commit")

        def cancel_after(job, done, total):
            say(job, done, total)
            if done > total / 2:
                hq_client.post(address(batch, "cancel"))

        say = job_board.say
        monkeypatch.setattr(job_board, "say", cancel_after)
        job = work()
        batch.refresh_from_db()
        assert (job.status, batch.status) == (JobStatus.CANCELLED, ImportStatus.CHECKED)
        assert not SalesLine.objects.exists()
        assert "This was cancelled" in page_of(hq_client, batch)
        monkeypatch.undo()
        decide(hq_client, batch, "commit")
        batch.refresh_from_db()
        assert batch.status != ImportStatus.CHECKED

    def test_too_late_it_is_said(self, hq_client):
        batch = checked(hq_client, MANY)
        decide(hq_client, batch, "commit")
        work()
        assert "decided already: Committed" in decide(hq_client, batch, "cancel")
        assert SalesLine.objects.count() == 50

    def test_only_by_who_may_take_in(self, hq_client, finance_client):
        batch = uploaded(hq_client, "sales", MANY)
        assert "Cancel the work" in page_of(hq_client, batch)
        assert "Cancel the work" not in page_of(finance_client, batch)
        assert finance_client.post(address(batch, "cancel")).status_code == 403


def test_a_right_that_was_taken_away_meanwhile_is_missing_to_the_worker(hq_client, hq):
    batch = checked(hq_client, MANY)
    decide(hq_client, batch, "commit")
    Grant.objects.filter(user=hq.user).update(valid_to=timezone.localdate())
    job = work()
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    assert "may not import" in job.error
    assert not SalesLine.objects.exists()


def test_a_worker_that_comes_second_finds_it_done(hq_client):
    batch = checked(hq_client, MANY)
    decide(hq_client, batch, "commit")
    first = claim()
    run_job(first)
    Job.objects.filter(pk=first.pk).update(status=JobStatus.RUNNING)  # it died before saying so
    job_board.cache.clear()
    job = claim(timezone.now() + 2 * LEASE)
    run_job(job)
    assert SalesLine.objects.count() == 50
    assert Job.objects.get(pk=first.pk).status == JobStatus.DONE


def test_a_file_that_kills_its_workers_can_be_discarded(hq_client):
    batch = uploaded(hq_client, "sales", MANY)
    Job.objects.update(attempts=ATTEMPTS, status=JobStatus.RUNNING)
    assert claim() is None
    batch.refresh_from_db()
    assert (batch.status, batch.errors[0]["code"]) == (ImportStatus.CHECKED, "not_checked")
    assert "nothing of it was written" in decide(hq_client, batch, "discard")


def test_a_large_file_of_masters_too(hq_client):
    batch = uploaded(hq_client, "dealers", DEALERS.replace("广州经销商", "新名"))
    work()
    decide(hq_client, batch, "commit")
    work()
    assert Dealer.objects.get(code="GZ").name == "新名"


def test_what_is_large_is_measured_by_what_is_in_it(hq_client, settings):
    settings.IMPORT_IN_REQUEST = 1000
    small = uploaded(hq_client, "sales", HEAD)
    assert not background.is_large(small)
    packed = uploaded(hq_client, "sales", b"PK\x03\x04" + bytes(300))
    assert background.is_large(packed)

"""What the page of a run says of the work behind it, and what becomes of it on the jobs' pages."""

import pytest

from channels_mgmt.core.job_control import cancel_job, retry_job
from channels_mgmt.core.models import Job, JobStatus
from rebates.choices import RunStatus
from rebates.models import SettlementRun
from rebates.services.background import post_run_in_background
from rebates.services.runs import approve_run, discard_run
from tests.runs_pages.conftest import work

PDFS = "Make PDFs of statements"


def page(client, run) -> str:
    return client.get(f"/settlement-runs/{run.pk}/").content.decode()


def status(run) -> str:
    return SettlementRun.objects.get(pk=run.pk).status


@pytest.fixture
def posting(draft, finance) -> SettlementRun:
    run = approve_run(run=draft, access=finance, reason="checked")
    return post_run_in_background(run=run, access=finance)


def test_once_it_is_posted_the_page_counts_its_pdfs(posting, hq_client):
    assert "Post a settlement" in page(hq_client, posting)
    work()
    text = page(hq_client, posting)
    assert PDFS in text
    assert "0 of 4" in text
    work()
    assert PDFS not in page(hq_client, posting)


def test_a_pdf_that_fails_is_seen_there(posting, hq_client):
    work()
    Job.objects.filter(group__gt="").update(status=JobStatus.FAILED, error="The disk is full.")
    assert "The disk is full." in page(hq_client, posting)


class TestACalculation:
    @pytest.fixture
    def calculating(self, annual, sold, hq_client) -> SettlementRun:
        hq_client.post("/settlement-runs/add/", {"period": "2024"})
        return SettlementRun.objects.get()

    def test_that_is_cancelled_has_failed_and_says_so(self, calculating, hq, hq_client):
        cancel_job(job=calculating.job, access=hq)
        assert status(calculating) == RunStatus.FAILED
        text = page(hq_client, calculating)
        assert "This was cancelled." in text
        assert "Calculate again" in text
        assert "Its calculation was cancelled." in text

    def test_is_calculated_when_its_job_is_retried(self, calculating, hq, hq_client):
        job = cancel_job(job=calculating.job, access=hq)
        retry_job(job=job, access=hq)
        assert status(calculating) == RunStatus.CALCULATING
        assert "Waiting for a worker" in page(hq_client, calculating)
        work()
        assert status(calculating) == RunStatus.DRAFT

    def test_is_not_retried_once_it_is_discarded(self, calculating, hq, hq_client):
        job = cancel_job(job=calculating.job, access=hq)
        discard_run(run=calculating, access=hq, reason="too early")
        answer = hq_client.post(f"/jobs/{job.pk}/retry/", follow=True)
        assert "cannot become “Calculating”" in answer.content.decode()
        assert Job.objects.get(pk=job.pk).status == JobStatus.CANCELLED


def test_a_posting_that_was_cancelled_is_taken_up_again(posting, hq, finance_client):
    cancel_job(job=posting.job, access=hq)
    assert status(posting) == RunStatus.POSTING
    assert f"/settlement-runs/{posting.pk}/post/" in page(finance_client, posting)
    finance_client.post(f"/settlement-runs/{posting.pk}/post/")
    work()
    assert status(posting) == RunStatus.POSTED

"""A settlement on the pages: started, watched, read, approved by another, posted, reversed."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from channels_mgmt.core.models import Job, JobStatus
from rebates.choices import RunStatus
from rebates.models import RunLine, SettlementRun
from tests.runs_pages.conftest import work


def page(client, run, query=""):
    answer = client.get(f"/settlement-runs/{run.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, run, button, **more):
    return client.post(f"/settlement-runs/{run.pk}/{button}/", more, follow=True).content.decode()


def status(run):
    return SettlementRun.objects.get(pk=run.pk).status


def test_it_works(draft, finance_client, hq_client, dealers):
    assert "Step 1 of 2: 60,000.00 × 1 % = 600.00." in page(hq_client, draft)
    press(finance_client, draft, "approve", reason="checked")
    press(finance_client, draft, "post")
    assert status(draft) == RunStatus.POSTING
    work()
    assert status(draft) == RunStatus.POSTED
    assert dealers.guangzhou.ledger.balance() == D("600.00")
    assert list(Job.objects.values_list("task", flat=True)) == [
        "render_statements",
        "post_run",
        "calculate_run",
    ]


def test_a_zero_says_what_is_missing(draft, hq_client):
    assert "38,200.00 short of the first step (50,000.00)." in page(hq_client, draft)


def test_the_page_shows_the_progress_and_asks_again(annual, sold, hq_client):
    hq_client.post("/settlement-runs/add/", {"period": "2024"})
    run = SettlementRun.objects.get()
    fragment = reverse("jobs:progress", args=[run.job.pk]) + "?key="
    text = page(hq_client, run)
    assert f'hx-get="{fragment}' in text
    assert "Waiting for a worker" in text
    work()
    assert fragment not in page(hq_client, run)


def test_a_calculation_that_fails_says_why_and_can_be_tried_again(draft, hq_client):
    SettlementRun.objects.update(status=RunStatus.FAILED)
    Job.objects.update(status=JobStatus.FAILED, error="The disk is full.")
    text = page(hq_client, draft)
    assert "The disk is full." in text
    assert "Calculate again" in text
    press(hq_client, draft, "calculate")
    assert status(draft) == RunStatus.CALCULATING
    work()
    assert status(draft) == RunStatus.DRAFT


def test_whoever_started_it_sees_why_she_cannot_approve(draft, hq_client):
    text = page(hq_client, draft)
    assert "You proposed or changed this, so another person approves it." in text
    assert f"/settlement-runs/{draft.pk}/approve/" not in text
    answer = press(hq_client, draft, "approve", reason="mine")
    assert "cannot approve it: a second person does." in answer
    assert status(draft) == RunStatus.DRAFT


def test_posting_asks_first_and_needs_an_approval(draft, finance_client):
    assert "is “Draft” and cannot become “Posting”" in press(finance_client, draft, "post")
    assert status(draft) == RunStatus.DRAFT
    assert "This field is required" in press(finance_client, draft, "approve")
    press(finance_client, draft, "approve", reason="checked")
    question = finance_client.get(f"/settlement-runs/{draft.pk}/post/").content.decode()
    assert "every dealer gets a statement" in question


def test_reversing_asks_for_a_reason_and_leads_to_the_reversal(posted, hq_client):
    assert "This field is required" in press(hq_client, posted, "reverse")
    text = press(hq_client, posted, "reverse", reason="Wrong scope")
    reversal = SettlementRun.objects.get(reverses=posted)
    assert f"Settlement run {reversal.pk}" in text
    assert f"Run {posted.pk} is taken back: Wrong scope" in text
    assert f"Run {reversal.pk} takes this run back." in page(hq_client, posted)
    assert f"/settlement-runs/{posted.pk}/reverse/" not in page(hq_client, posted)


def test_a_discarded_run_can_do_nothing_more(draft, hq_client, finance_client):
    press(hq_client, draft, "discard", reason="too early")
    assert status(draft) == RunStatus.DISCARDED
    text = page(finance_client, draft)
    assert not any(f"/{draft.pk}/{button}/" in text for button in ("approve", "post", "discard"))


def test_when_nothing_changed_it_says_so(posted, start, hq_client):
    text = page(hq_client, start())
    assert "Posting this run changes no balance." in text
    assert f'href="/settlement-runs/{posted.pk}/"' in text  # the other run of these days


class TestTheForm:
    @pytest.fixture(autouse=True)
    def world(self, annual, sold):
        pass

    def refused(self, client, **data):
        answer = client.post("/settlement-runs/add/", data)
        assert answer.status_code == 422
        assert not SettlementRun.objects.exists()
        return answer.content.decode()

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Choose a period, or give the first and the last day."),
            ({"first_day": "2024-01-01"}, "Choose a period, or give the first and the last day."),
            ({"period": "2024", "first_day": "2024-01-01"}, "or give days, not both."),
            ({"first_day": "2024-02-01", "last_day": "2024-01-31"}, "lies before the first"),
            ({"period": "2024", "dealers": "GZ, NOBODY"}, "No dealer has the code NOBODY."),
            ({"period": "2024", "cut_off": "2999-01-01T00:00"}, "lies in the future"),
            ({"period": "1999"}, "1999 is not one of the available choices"),
        ],
    )
    def test_what_is_wrong_is_said(self, hq_client, data, words):
        assert words in self.refused(hq_client, **data)

    def test_the_last_day_belongs_to_it(self, hq_client):
        days = {"first_day": "2024-01-01", "last_day": "2024-12-31"}
        hq_client.post("/settlement-runs/add/", days)
        run = SettlementRun.objects.get()
        assert str(run.date_to) == "2025-01-01"
        assert "2024 (2024-01-01 – 2024-12-31)" in page(hq_client, run)

    def test_codes_may_be_separated_as_one_likes(self, hq_client):
        data = {"period": "2024", "dealers": "HZ，GZ\nGD", "programmes": ["ANNUAL"]}
        hq_client.post("/settlement-runs/add/", data)
        run = SettlementRun.objects.get()
        assert (run.dealers, run.programmes) == (["GD", "GZ", "HZ"], ["ANNUAL"])

    def test_it_offers_the_periods_that_have_sales(self, hq_client):
        text = hq_client.get("/settlement-runs/add/").content.decode()
        for key in ("2024", "2024H1", "2024Q1", "2024-01"):
            assert f'<option value="{key}">' in text
        assert '<option value="2023">' not in text


class TestLines:
    def test_they_are_filtered_within_the_run(self, draft, hq_client):
        assert "2 lines" in page(hq_client, draft)
        assert "1 line<" in page(hq_client, draft, "?dealer=GZ")
        assert "38,200.00 short" not in page(hq_client, draft, "?changed=true")
        assert "2 lines" in page(hq_client, draft, "?period=202")
        assert "Nothing matches the filter." in page(hq_client, draft, "?period=2023")

    def test_a_line_tells_the_whole_reasoning(self, draft, hq_client, dealers):
        line = RunLine.objects.get(dealer=dealers.guangzhou)
        text = hq_client.get(f"/run-lines/{line.pk}/").content.decode()
        assert "Counted: net sales of 60,000.00, sales minus returns." in text
        assert "Step 1 on everything: 60,000.00 × 1 % = 600.00." in text

    def test_the_sales_behind_it_add_up_to_what_was_measured(self, draft, hq_client, dealers):
        line = RunLine.objects.get(dealer=dealers.guangzhou)
        text = hq_client.get(f"/run-lines/{line.pk}/sales/?version=1").content.decode()
        assert "add up to exactly what was measured: 60,000.00." in text
        assert hq_client.get(f"/run-lines/{line.pk}/sales/?version=2").status_code == 404

    def test_the_export_says_why_too(self, draft, hq_client):
        answer = hq_client.get(f"/run-lines/export/?run={draft.pk}")
        text = b"".join(answer.streaming_content).decode()
        assert "38,200.00 short of the first step (50,000.00)." in text

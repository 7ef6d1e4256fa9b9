"""Statements on the screen: a dealer sees its own and nothing of anybody else's."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from channels_mgmt.core import checks
from channels_mgmt.core.models import Job, JobStatus
from rebates.models import StatementDocument
from rebates.services.background import render_in_background
from rebates.services.statements import document_of


@pytest.fixture
def own(world, dealers):
    """Of the dealer in Guangzhou: 1,000.00 of rebate, 300.00 of fine."""
    run = world.run()
    world.line(run, dealers.guangzhou, world.programme(), "75000")
    world.line(run, dealers.guangzhou, world.programme("NEW", name_en="New"), "0")
    world.entry(dealers.guangzhou, "-300", memo="2012-118")
    return world.post(run, dealers.guangzhou)


@pytest.fixture
def foreign(world, dealers):
    return world.post(world.run(), dealers.hangzhou)


def page(name: str, statement=None, **query) -> str:
    args = [statement.pk] if statement else []
    return reverse(f"rebates:statement_{name}", args=args, query=query)


def test_it_works(own, dealer_client):
    shown = dealer_client.get(page("detail", own)).content.decode()
    for part in (
        own.number,
        "700.00",
        "人民币柒佰元整",
        "1,000.00",
        "75,000.00",
        "-300.00",
        "2012-118",
        "Step 2 of 3 is reached",
        "Nothing was sold",
        own.digest,
    ):
        assert part in shown, part


def test_the_way_back_to_the_sales_behind_a_figure(own, dealer_client, hq_client):
    line = own.content["lines"][0]["id"]
    for client in (dealer_client, hq_client):
        shown = client.get(page("detail", own)).content.decode()
        assert reverse("rebates:runline_detail", args=[line]) in shown
        assert reverse("rebates:runline_sales", args=[line]) in shown


@pytest.mark.parametrize("name", ["detail", "pdf", "history"])
def test_a_foreign_statement_does_not_exist(own, foreign, dealer_client, stranger_client, name):
    assert dealer_client.get(page(name, own)).status_code == 200
    assert dealer_client.get(page(name, foreign)).status_code == 404
    assert stranger_client.get(page(name, foreign)).status_code == 200
    assert stranger_client.get(page(name, own)).status_code == 404


def test_a_province_sees_its_dealers(own, foreign, province_client):
    assert province_client.get(page("detail", own)).status_code == 200
    assert province_client.get(page("pdf", foreign)).status_code == 404


@pytest.mark.parametrize("name", ["list", "export"])
def test_lists_and_exports_hold_only_what_may_be_seen(own, foreign, hq_client, dealer_client, name):
    def shown(client):
        answer = client.get(page(name))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return own.number in body.decode(), foreign.number in body.decode()

    assert shown(hq_client) == (True, True)
    assert shown(dealer_client) == (True, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"dealer": "GZ"}, True),
        ({"dealer": "HZ"}, False),
        ({"q": "GZ"}, True),
        ({"ends_after": "2012-12-31"}, True),
        ({"ends_after": "2013-01-01"}, False),
        ({"starts_before": "2012-01-01"}, True),
        ({"starts_before": "2011-12-31"}, False),
    ],
)
def test_the_list_is_filtered(own, hq_client, query, found):
    assert (own.number in hq_client.get(page("list", **query)).content.decode()) is found


def test_a_stranger_to_the_house_signs_in_first(own, client):
    for name in ("detail", "pdf"):
        assert client.get(page(name, own)).status_code == 302


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ({"lang": "zh-hans"}, "zh-hans"),
        ({"lang": "en"}, "en"),
        ({}, "en"),
    ],
)
def test_the_pdf_opens_in_the_browser(own, dealer_client, query, language):
    answer = dealer_client.get(page("pdf", own, **query))
    assert answer["Content-Type"] == "application/pdf"
    name = f"{own.number}-{language}.pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'
    stored = StatementDocument.objects.get(language=language)
    assert answer.content == bytes(stored.pdf)
    assert PdfReader(io.BytesIO(answer.content)).pages


def test_an_unknown_language_is_refused_in_words(own, dealer_client):
    answer = dealer_client.get(page("pdf", own, lang="fr"))
    assert answer.status_code == 400
    assert "choose one of: zh-hans, en" in answer.content.decode()


class TestWhileAWorkerPreparesThem:
    @pytest.fixture
    def job(self, own):
        [job] = render_in_background(run=own.run, by=None)
        return job

    @staticmethod
    def asks_again(client, statement) -> bool:
        answer = client.get(page("pdf", statement, lang="en"))
        waiting = answer["Content-Type"].startswith("text/html")
        assert waiting == (b'http-equiv="refresh"' in answer.content)
        return waiting

    def test_the_page_asks_again(self, own, job, dealer_client):
        assert self.asks_again(dealer_client, own)
        assert not StatementDocument.objects.exists()

    def test_what_is_ready_is_shown_at_once(self, own, job, dealer_client):
        document_of(statement=own, language="en")
        assert not self.asks_again(dealer_client, own)

    @pytest.mark.parametrize(
        ("state", "waits"),
        [
            ({"status": JobStatus.QUEUED}, True),
            ({"status": JobStatus.QUEUED, "created_at": timedelta(minutes=-1)}, False),
            ({"status": JobStatus.RUNNING, "leased_until": timedelta(seconds=30)}, True),
            ({"status": JobStatus.RUNNING, "leased_until": timedelta(seconds=-1)}, False),
            ({"status": JobStatus.DONE}, False),
            ({"status": JobStatus.FAILED}, False),
            ({"arguments": {"run": 1, "statements": [999_999]}}, False),
            ({"group": "render_statements:999999"}, False),
            ({"task": "post_run"}, False),
        ],
    )
    def test_it_does_not_wait_for_a_worker_that_is_not_there(
        self, own, job, dealer_client, state, waits
    ):
        now = timezone.now()
        state = {k: now + v if isinstance(v, timedelta) else v for k, v in state.items()}
        Job.objects.update(**state)
        assert self.asks_again(dealer_client, own) is waits


def test_a_system_without_the_font_says_so_and_stores_nothing(own, dealer_client, monkeypatch):
    monkeypatch.setattr("channels_mgmt.core.pdf.missing_packages", lambda: ("fonts-noto-cjk",))
    answer = dealer_client.get(page("pdf", own), follow=True)
    assert answer.redirect_chain[-1][0] == page("detail", own)
    assert "fonts-noto-cjk" in answer.content.decode()
    assert not StatementDocument.objects.exists()
    assert checks.missing_packages() == ()


class TestApi:
    def test_a_statement(self, own, dealer_client):
        told = dealer_client.get(reverse("api:statements-detail", args=[own.pk])).json()
        assert told["number"] == own.number
        assert (told["opening"], told["movements"], told["closing"]) == ("0.00", "700.00", "700.00")
        assert told["dealer"] == "GZ"
        assert "content" not in told

    @pytest.mark.parametrize("name", ["detail", "pdf", "content"])
    def test_a_foreign_one_does_not_exist(self, own, foreign, dealer_client, name):
        address = f"api:statements-{name}"
        assert dealer_client.get(reverse(address, args=[own.pk])).status_code == 200
        assert dealer_client.get(reverse(address, args=[foreign.pk])).status_code == 404

    def test_its_content(self, own, dealer_client):
        address = reverse("api:statements-content", args=[own.pk])
        assert dealer_client.get(address).json() == own.content

    @pytest.mark.parametrize("accept", ["application/pdf", "*/*"])
    def test_its_pdf(self, own, dealer_client, accept):
        address = reverse("api:statements-pdf", args=[own.pk], query={"lang": "en"})
        answer = dealer_client.get(address, headers={"accept": accept})
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content == bytes(StatementDocument.objects.get(language="en").pdf)

    def test_an_unknown_language(self, own, dealer_client):
        address = reverse("api:statements-pdf", args=[own.pk], query={"lang": "fr"})
        answer = dealer_client.get(address)
        assert answer.status_code == 400
        assert b"zh-hans, en" in answer.content

    def test_nothing_is_written_through_it(self, own, hq_client):
        address = reverse("api:statements-detail", args=[own.pk])
        for method in (hq_client.post, hq_client.put, hq_client.patch, hq_client.delete):
            assert method(address).status_code == 405

"""The papers of many statements as one ZIP: what is ready, in a stable order, and what is not."""

import io
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse

from channels_mgmt.core.models import Job
from channels_mgmt.core.zips import zip_stream
from dealers.choices import Role
from rebates.models import Statement, StatementAnnex
from rebates.pages import statement_files
from rebates.services.statements import document_of, render_all
from rebates.services.statements.batch import ready_of
from tests import factories as make
from tests.conftest import person, signed_in
from tests.statements.world import MOMENT

ZIP = "/statements/zip/"


@pytest.fixture
def run(dealers, brand):
    run = make.make_run(status="posted")
    for dealer in (dealers.hangzhou, dealers.guangzhou, dealers.guangdong):
        make.make_statement(dealer, run)
    return run


@pytest.fixture
def made(run):
    render_all(run=run, progress=lambda done, total: None)
    return run


def archive(answer) -> zipfile.ZipFile:
    assert answer["Content-Type"] == "application/zip", answer.content
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert found.testzip() is None
    return found


def numbers(run, *languages: str, annexes: bool = False) -> list[str]:
    tails = [f"-{language}.pdf" for language in languages] + [".xlsx"] * annexes
    found = run.statements.order_by("number").values_list("number", flat=True)
    return [number + tail for number in found for tail in tails]


def test_it_works(made, hq_client):
    found = archive(hq_client.get(ZIP, {"run": made.pk, "what": "everything"}))
    assert found.namelist() == numbers(made, "zh-hans", "en", annexes=True)
    first = made.statements.order_by("number").first()
    pdf = document_of(statement=first, language="zh-hans").pdf
    assert found.read(f"{first.number}-zh-hans.pdf") == bytes(pdf)
    assert found.read(f"{first.number}.xlsx") == first.annex.file.read()


@pytest.mark.parametrize(("what", "languages"), [
    ("zh-hans", ["zh-hans"]), ("en", ["en"]), ("both", ["zh-hans", "en"]),
])  # fmt: skip
def test_in_one_language_or_both(made, hq_client, what, languages):
    found = archive(hq_client.get(ZIP, {"run": made.pk, "what": what}))
    assert found.namelist() == numbers(made, *languages)


def test_the_same_papers_are_the_same_bytes(made, hq_client):
    bodies = {b"".join(hq_client.get(ZIP, {"run": made.pk}).streaming_content) for _ in range(2)}
    assert len(bodies) == 1


def test_what_is_not_ready_is_named(run, hq_client):
    one = run.statements.first()
    document_of(statement=one, language="en")
    found = archive(hq_client.get(ZIP, {"run": run.pk, "what": "en"}))
    assert found.namelist() == [f"{one.number}-en.pdf", "not-ready.txt"]
    text = found.read("not-ready.txt").decode("utf-8-sig")
    assert all(s.number in text for s in run.statements.exclude(pk=one.pk))


def test_where_nothing_is_ready_it_says_so(run, hq_client):
    answer = hq_client.get(ZIP, {"run": run.pk}, follow=True)
    assert "None of these papers is made yet" in answer.content.decode()


def test_the_run_says_how_many_are_ready(run, hq_client):
    page = reverse("rebates:settlementrun_detail", args=[run.pk])
    assert "0 of 3 ready" in hq_client.get(page).content.decode()
    for statement in run.statements.all()[:2]:
        document_of(statement=statement, language="en")
    shown = hq_client.get(page).content.decode()
    assert "2 of 3 ready" in shown
    assert ready_of(Statement.objects.all()).documents == {"zh-hans": 0, "en": 2}


def test_of_the_ticked_rows_alone(made, hq_client):
    chosen = [s.pk for s in made.statements.order_by("number")[:2]]
    found = archive(hq_client.get(ZIP, {"row": chosen, "what": "en"}))
    assert found.namelist() == numbers(made, "en")[:2]
    listed = hq_client.get("/statements/").content.decode()
    assert f'name="row" value="{chosen[0]}"' in listed
    assert 'formaction="/statements/zip/"' in listed


def test_of_what_the_filter_shows(made, hq_client, dealers):
    found = archive(hq_client.get(ZIP, {"dealer": dealers.hangzhou.code, "what": "en"}))
    assert [name.endswith("HZ-en.pdf") for name in found.namelist()] == [True]


class TestWho:
    def test_a_dealer_gets_its_own_alone(self, made, dealer_client, dealers):
        found = archive(dealer_client.get(ZIP, {"what": "en"}))
        own = made.statements.get(dealer=dealers.guangzhou)
        assert found.namelist() == [f"{own.number}-en.pdf"]

    def test_a_row_out_of_sight_is_404(self, made, dealer_client, dealers):
        foreign = made.statements.get(dealer=dealers.hangzhou)
        assert dealer_client.get(ZIP, {"row": foreign.pk}).status_code == 404
        for odd in ("x", "9" * 19, "-1"):
            assert dealer_client.get(ZIP, {"row": odd}).status_code == 404

    def test_a_province_gets_its_province(self, made, regions, dealers):
        client = signed_in(person("gd", Role.PROVINCE, region=regions.guangdong))
        found = archive(client.get(ZIP, {"run": made.pk, "what": "en"}))
        assert not any("HZ" in name for name in found.namelist())
        assert len(found.namelist()) == 2


class TestOneAnnex:
    def address(self, statement, api: bool = False) -> str:
        return f"{'/api/v1' if api else ''}/statements/{statement.pk}/annex/"

    @pytest.mark.parametrize("api", [False, True])
    def test_it_works(self, run, dealers, dealer_client, api):
        own = run.statements.get(dealer=dealers.guangzhou)
        answer = dealer_client.get(self.address(own, api))
        body = b"".join(answer.streaming_content)
        assert answer["ETag"] == f'"{own.annex.sha256}"'
        assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
        foreign = run.statements.get(dealer=dealers.hangzhou)
        assert dealer_client.get(self.address(foreign, api)).status_code == 404

    def test_a_large_one_is_a_workers_work(self, run, dealers, dealer_client, monkeypatch):
        monkeypatch.setattr(statement_files, "IN_A_REQUEST", -1)
        own = run.statements.get(dealer=dealers.guangzhou)
        for _ in range(2):
            page = dealer_client.get(self.address(own)).content.decode()
            assert "The annex is being prepared." in page
        assert dealer_client.get(self.address(own, api=True)).status_code == 202
        assert not StatementAnnex.objects.exists()
        assert [job.arguments for job in Job.objects.filter(task="write_annex")] == [
            {"statement": own.pk}
        ]
        call_command("work", "--once")
        assert dealer_client.get(self.address(own))["Content-Type"].endswith("sheet")

    def test_the_page_for_everybody_knows_it(self, run, client, dealers):
        from django.core.files.uploadedfile import SimpleUploadedFile

        from rebates.services.statements.annex import annex_of

        one = run.statements.get(dealer=dealers.guangzhou)
        content = annex_of(one).file.read()
        where = reverse("rebates:verify", args=[one.number, one.digest[:16]])
        for data, words in ((content, "the annex of this statement"), (b"PK", "False: this file")):
            answer = client.post(where, {"file": SimpleUploadedFile("annex.xlsx", data)})
            assert words in answer.content.decode()


def test_a_stream_hands_on_what_it_has():
    """An archive of large files is never whole in memory."""
    part = b"x" * 300_000
    pieces = list(zip_stream((f"{n}.bin", MOMENT, io.BytesIO(part)) for n in range(5)))
    assert max(map(len, pieces)) < 300_000
    found = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert [found.read(name) for name in found.namelist()] == [part] * 5

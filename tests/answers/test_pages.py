"""Answering on the pages: confirm at a touch, dispute with words and a file, read the reply."""

import hashlib
import io

import pytest
from django.urls import reverse
from PIL import Image

from dealers.choices import Role
from rebates.models import Statement, StatementAnswer
from tests import factories as make
from tests.answers.conftest import a_pdf, a_photo, upload
from tests.conftest import person, signed_in


def page(name: str, statement: Statement | None = None, *more, **query) -> str:
    args = [statement.pk, *more] if statement else []
    return reverse(f"rebates:statement_{name}", args=args, query=query)


def shown(client, *where, **query) -> str:
    return client.get(page(*where, **query)).content.decode()


def dispute(client, statement, **sent):
    sent = {"text": "少算了100元", **sent}
    return client.post(page("dispute", statement), sent, follow=True)


def test_it_works(statement, dealer_client, hq_client):
    answer = dispute(dealer_client, statement, file=upload())
    text = answer.content.decode()
    assert answer.redirect_chain[-1] == (page("detail", statement), 302)
    for part in ("The dispute is sent.", "少算了100元", "送货单.jpg", ">Disputed<"):
        assert part in text, part
    answer = hq_client.post(page("reply", statement), {"text": "已核实，下期更正"}, follow=True)
    assert "The reply is sent." in answer.content.decode()
    for part in ("已核实，下期更正", "A Brand", "Brand replied"):
        assert part in shown(dealer_client, "detail", statement), part


@pytest.mark.parametrize("kind", ["confirm", "dispute", "reply"])
def test_a_page_asks_before_anything_is_said(kind, statement, say, dealer_client, hq_client):
    if kind == "reply":
        say("disputed")
    before = StatementAnswer.objects.count()
    client = hq_client if kind == "reply" else dealer_client
    text = shown(client, kind, statement)
    assert statement.dealer.name_en in text
    assert ("<textarea" in text) == (kind != "confirm")
    assert ('type="file"' in text) == (kind != "confirm")
    assert StatementAnswer.objects.count() == before


def test_confirming_takes_one_more_touch(statement, dealer_client):
    answer = dealer_client.post(page("confirm", statement), follow=True)
    text = answer.content.decode()
    assert "The statement is confirmed." in text
    assert page("dispute", statement) not in text
    assert StatementAnswer.objects.get().kind == "confirmed"


def links(text: str, statement: Statement) -> list[str]:
    names = ("confirm", "dispute", "reply")
    return [name for name in names if f'href="{page(name, statement)}"' in text]


@pytest.mark.parametrize(("said", "of_dealer", "of_brand"), [
    ([], ["confirm", "dispute"], []),
    (["disputed"], ["confirm", "dispute"], ["reply"]),
    (["disputed", "replied"], ["confirm", "dispute"], ["reply"]),
    (["confirmed"], [], []),
])  # fmt: skip
def test_the_page_offers_what_can_be_said(
    said, of_dealer, of_brand, statement, say, dealer_client, hq_client, finance_client
):
    for kind in said:
        say(kind)
    assert links(shown(dealer_client, "detail", statement), statement) == of_dealer
    assert links(shown(hq_client, "detail", statement), statement) == of_brand
    assert links(shown(finance_client, "detail", statement), statement) == []


def test_what_cannot_be_said_any_more_leads_back_with_the_reason(statement, say, dealer_client):
    say("confirmed")
    for name in ("confirm", "dispute"):
        answer = dealer_client.get(page(name, statement), follow=True)
        assert answer.redirect_chain[-1] == (page("detail", statement), 302)
        assert "that is final" in answer.content.decode()


class TestARefusedForm:
    def test_names_the_field_and_keeps_the_words(self, statement, dealer_client):
        answer = dispute(dealer_client, statement, file=upload(b"<html>", "page.png"))
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "“page.png” is no PDF, JPEG or PNG." in text
        assert "少算了100元" in text
        assert "choose the file once more" in text
        assert not StatementAnswer.objects.exists()

    def test_asks_for_words(self, statement, dealer_client):
        answer = dispute(dealer_client, statement, text=" ")
        assert answer.status_code == 422
        assert "Say what is wrong and what would be right." in answer.content.decode()

    def test_says_that_somebody_has_answered_meanwhile(self, statement, say, dealer_client):
        say("disputed", text="先前的异议")
        answer = dispute(dealer_client, statement, seen="0")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Somebody has answered since you opened this page." in text
        assert "先前的异议" in text
        assert 'name="seen" value="1"' in text
        assert dispute(dealer_client, statement, seen="1").status_code == 200


ROUTES = ["confirm", "dispute", "reply"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROUTES)
class TestWhoComesIn:
    def status(self, client, name, method, statement) -> int:
        return getattr(client, method)(page(name, statement), {"text": "x"}).status_code

    def test_a_foreign_statement_does_not_exist(
        self, name, method, foreign, dealer_client, province_client
    ):
        for client in (dealer_client, province_client):
            assert self.status(client, name, method, foreign) == 404
        assert not StatementAnswer.objects.exists()

    def test_who_lacks_the_verb_is_refused(
        self, name, method, statement, dealers, dealer_client, hq_client, finance_client
    ):
        clerk = signed_in(person("clerk", Role.CLERK, dealer=dealers.guangzhou))
        refused = [clerk, finance_client, dealer_client if name == "reply" else hq_client]
        assert {self.status(client, name, method, statement) for client in refused} == {403}
        assert not StatementAnswer.objects.exists()


class TestTheFile:
    def test_is_saved_by_both_sides_as_it_was_stored(self, answer, dealer_client, hq_client):
        for client in (dealer_client, hq_client):
            given = client.get(page("answer_file", answer.statement, answer.pk))
            body = b"".join(given.streaming_content)
            assert hashlib.sha256(body).hexdigest() == answer.file_sha256
            assert Image.open(io.BytesIO(body)).format == "JPEG"
            assert given["Content-Type"] == "image/jpeg"
            assert given["Content-Disposition"].startswith("attachment; filename*=utf-8''")
            assert given["X-Content-Type-Options"] == "nosniff"
            assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert given["Cache-Control"] == "private, no-store"

    def test_of_a_foreign_statement_does_not_exist(self, answer, foreign, stranger_client):
        for statement in (answer.statement, foreign):
            address = page("answer_file", statement, answer.pk)
            assert stranger_client.get(address).status_code == 404

    def test_is_found_under_its_own_statement_alone(self, answer, dealers, dealer_client):
        other = make.make_statement(dealers.guangzhou)
        assert dealer_client.get(page("answer_file", other, answer.pk)).status_code == 404

    def test_of_an_answer_without_one_does_not_exist(self, say, statement, dealer_client):
        said = say("disputed")
        assert dealer_client.get(page("answer_file", statement, said.pk)).status_code == 404

    def test_is_not_there_without_signing_in(self, answer, client):
        address = page("answer_file", answer.statement, answer.pk)
        assert client.get(address)["Location"].startswith("/sign-in/")

    def test_has_no_address_of_its_own(self, answer, hq_client):
        for prefix in ("/", "/files/", "/media/", "/static/"):
            assert hq_client.get(prefix + answer.file.name).status_code == 404

    def test_may_be_a_pdf(self, statement, dealer_client):
        dispute(dealer_client, statement, file=upload(a_pdf(), "../../对账单.pdf"))
        said = StatementAnswer.objects.get()
        assert (said.file_name, said.media_type) == ("对账单.pdf", "application/pdf")


class TestNames:
    def test_of_the_brand_are_the_brands_to_a_dealer(
        self, statement, say, hq, dealer_user, dealer_client, hq_client
    ):
        hq.user.full_name = "沈知远"
        dealer_user.user.full_name = "冯嘉树"
        for access in (hq, dealer_user):
            access.user.save()
        say("disputed")
        say("replied")
        for name in ("detail", "history", "dispute"):
            text = shown(dealer_client, name, statement)
            assert ("沈知远" in text, "冯嘉树" in text) == (False, True), name
            assert ("The brand" if name == "history" else "A Brand") in text
        for name in ("detail", "history", "reply"):
            text = shown(hq_client, name, statement)
            assert ("沈知远" in text, "冯嘉树" in text) == (True, True), name


def test_what_was_written_is_text_and_nothing_else(statement, say, hq_client):
    say("disputed", text="<script>alert(1)</script>\n\nzweite & Zeile", file=a_photo())
    text = shown(hq_client, "detail", statement)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<p>zweite &amp; Zeile</p>" in text


class TestInLists:
    @pytest.mark.parametrize(("query", "found"), [
        ({}, True),
        ({"answer": "disputed"}, True),
        ({"answer": "open"}, False),
        ({"answer": "silent"}, False),
        ({"answer": "nonsense"}, False),
    ])  # fmt: skip
    def test_the_list_is_filtered_by_the_answer(self, statement, say, hq_client, query, found):
        say("disputed")
        text = shown(hq_client, "list", **query)
        assert (statement.number in text) is found

    def test_the_list_and_its_file_say_how_it_stands(self, statement, say, hq_client):
        say("disputed")
        assert '<span class="badge bg-red-lt">Disputed</span>' in shown(hq_client, "list")
        file = b"".join(hq_client.get(page("export")).streaming_content).decode()
        assert "Disputed" in file

    def test_headquarters_sees_at_home_how_many_wait_for_a_reply(
        self, statement, foreign, say, stranger, hq_client, province_client
    ):
        link = page("list", answer="disputed")
        assert link not in hq_client.get("/").content.decode()
        say("disputed")
        say("disputed", by=stranger, statement=foreign)
        told = {hq_client: "2 disputed statements wait", province_client: "1 disputed statement"}
        for client, words in told.items():
            home = client.get("/").content.decode()
            assert link in home
            assert words in home
        say("replied")
        say("confirmed", by=stranger, statement=foreign)
        assert link not in hq_client.get("/").content.decode()

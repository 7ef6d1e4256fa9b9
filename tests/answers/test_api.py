"""Answering by the API: what the pages do, by the same services."""

import json

import pytest
from django.urls import reverse

from dealers.choices import Role
from rebates.models import StatementAnswer
from tests.answers.conftest import upload
from tests.conftest import person, signed_in


def api(name: str, statement, *more) -> str:
    return reverse(f"api:statements-{name}", args=[statement.pk, *more])


def test_it_works(statement, dealer_client, hq_client):
    sent = {"text": "少算了100元", "file": upload()}
    answer = dealer_client.post(api("dispute", statement), sent)
    assert answer.status_code == 201
    told = answer.json()
    stored = StatementAnswer.objects.get()
    assert (told["kind"], told["text"], told["by"]) == ("disputed", "少算了100元", "dealer")
    assert told["file"] == {
        "name": "送货单.jpg",
        "media_type": "image/jpeg",
        "sha256": stored.file_sha256,
        "url": "http://testserver" + api("answer-file", statement, stored.pk),
    }
    file = hq_client.get(told["file"]["url"])
    assert b"".join(file.streaming_content) == stored.file.read()
    assert file["Content-Disposition"].startswith("attachment")


def test_what_was_said_is_read_from_first_to_last(statement, say, dealer_client, hq_client, hq):
    say("disputed")
    say("replied")
    for client, brand in ((dealer_client, "A Brand"), (hq_client, str(hq.user))):
        told = client.get(api("answers", statement)).json()
        assert [(one["kind"], one["by"]) for one in told] == [
            ("disputed", "dealer"),
            ("replied", brand),
        ]
        assert told[0]["file"] is None


def test_a_statement_says_how_it_stands(statement, say, dealer_client):
    address = reverse("api:statements-detail", args=[statement.pk])
    told = dealer_client.get(address).json()
    assert (told["answer"], told["answer_by"]) == ("open", statement.content["answer_by"])
    say("confirmed")
    assert dealer_client.get(address).json()["answer"] == "confirmed"


def test_the_list_is_filtered_by_it(statement, foreign, say, hq_client):
    say("disputed")
    told = hq_client.get(reverse("api:statements-list"), {"answer": "disputed"}).json()
    assert [one["id"] for one in told["results"]] == [statement.pk]


def test_confirming_needs_no_words(statement, dealer_client):
    assert dealer_client.post(api("confirm", statement)).status_code == 201
    refused = dealer_client.post(api("confirm", statement))
    assert refused.status_code == 400
    [error] = refused.json()["errors"]
    assert (error["code"], "that is final" in error["message"]) == ("not_now", True)


def test_words_alone_may_be_sent_as_json(statement, dealer_client):
    body = json.dumps({"text": "少算了100元"})
    answer = dealer_client.post(api("dispute", statement), body, content_type="application/json")
    assert (answer.status_code, answer.json()["file"]) == (201, None)


@pytest.mark.parametrize(("sent", "field"), [
    ({}, "text"),
    ({"text": ""}, "text"),
    ({"text": "长" * 2001}, "text"),
    ({"text": "x", "file": "html"}, "file"),
    ({"text": "x", "file": "empty"}, "file"),
    ({"text": "x", "file": "no file"}, "file"),
])  # fmt: skip
def test_what_is_refused_names_the_field(statement, dealer_client, sent, field):
    files = {"html": upload(b"<html>", "x.png"), "empty": upload(b"", "x.png")}
    sent = {name: files.get(value, value) for name, value in sent.items()}
    answer = dealer_client.post(api("dispute", statement), sent)
    assert answer.status_code == 400
    assert field in answer.content.decode()
    if sent.get("file") in files.values():
        assert "“x.png” is" in answer.content.decode()
    assert not StatementAnswer.objects.exists()


@pytest.mark.parametrize("name", ["confirm", "dispute", "reply"])
class TestWhoComesIn:
    def test_a_foreign_statement_does_not_exist(self, name, foreign, dealer_client):
        assert dealer_client.post(api(name, foreign), {"text": "x"}).status_code == 404

    def test_who_lacks_the_verb_is_refused(
        self, name, statement, dealers, hq_client, dealer_client
    ):
        clerk = signed_in(person("clerk", Role.CLERK, dealer=dealers.guangzhou))
        for client in (clerk, dealer_client if name == "reply" else hq_client):
            assert client.post(api(name, statement), {"text": "x"}).status_code == 403

    def test_it_is_not_read(self, name, statement, dealer_client):
        assert dealer_client.get(api(name, statement)).status_code == 405


def test_the_answers_and_files_of_a_foreign_statement_do_not_exist(answer, stranger_client):
    for address in (
        api("answers", answer.statement),
        api("answer-file", answer.statement, answer.pk),
    ):
        assert stranger_client.get(address).status_code == 404


def test_the_schema_has_its_types(hq_client):
    schema = hq_client.get(reverse("schema"), {"format": "json"}).json()
    paths, types = schema["paths"], schema["components"]["schemas"]
    dispute = paths["/api/v1/statements/{id}/dispute/"]["post"]
    assert "multipart/form-data" in dispute["requestBody"]["content"]
    assert types["AnswerRequest"]["properties"]["file"]["format"] == "binary"
    given = dispute["responses"]["201"]["content"]["application/json"]["schema"]
    assert given == {"$ref": "#/components/schemas/Answer"}
    assert {"id", "kind", "text", "by", "at", "file", "lines"} == {*types["Answer"]["properties"]}
    listed = paths["/api/v1/statements/{id}/answers/"]["get"]["responses"]["200"]
    assert listed["content"]["application/json"]["schema"]["type"] == "array"
    assert "requestBody" not in paths["/api/v1/statements/{id}/confirm/"]["post"]
    assert {"answer", "answer_by"} < {*types["Statement"]["properties"]}

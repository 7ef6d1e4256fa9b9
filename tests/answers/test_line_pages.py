"""Answers line by line on the pages and by the API: same words, same files, same states."""

import json

import pytest
from django.urls import reverse

from rebates.models import LineAnswer, Statement
from rebates.services.line_answers import keys_of
from tests import factories as make
from tests.answers.conftest import a_photo, upload


@pytest.fixture
def statement(brand, dealers) -> Statement:
    for amount, account in (("-500", "fines"), ("60", "service_fees")):
        make.make_entry(amount, dealer=dealers.guangzhou, account=account)
    return make.make_statement(dealers.guangzhou)


@pytest.fixture
def names(statement) -> list[str]:
    return [f"{part}-{reference}" for part, reference in keys_of(statement.content)]


@pytest.fixture
def lines(statement) -> str:
    return reverse("rebates:statement_lines", args=[statement.pk])


def detail(client, statement) -> str:
    return client.get(reverse("rebates:statement_detail", args=[statement.pk])).content.decode()


def test_it_works(statement, names, lines, dealer_client, hq_client):
    fine, fee = names
    assert lines in detail(dealer_client, statement)
    asked = dealer_client.get(lines).content.decode()
    assert f'name="{fine}-kind"' in asked
    data = {f"{fine}-kind": "disputed", fine: "没有窜货", f"{fine}-file": upload(), "seen": "0"}
    answer = dealer_client.post(lines, {**data, f"{fee}-kind": "confirmed"}, follow=True)
    assert "The dispute is sent." in answer.content.decode()
    seen_by_brand = detail(hq_client, statement)
    assert "没有窜货" in seen_by_brand
    said = LineAnswer.objects.get(file_name="送货单.jpg")
    file = reverse("rebates:statement_line_file", args=[statement.pk, said.pk])
    assert file in seen_by_brand
    assert b"".join(hq_client.get(file).streaming_content).startswith(b"\xff\xd8\xff")
    reply = hq_client.get(lines).content.decode()
    assert f'name="{fine}"' in reply
    assert f'name="{fee}"' not in reply  # it is agreed
    assert f'name="{fine}-kind"' not in reply
    answer = hq_client.post(lines, {fine: "查实后冲回"}, follow=True).content.decode()
    assert "The reply is sent." in answer
    assert "查实后冲回" in detail(dealer_client, statement)


def test_a_reason_without_a_choice_is_a_dispute(statement, names, lines, dealer_client):
    dealer_client.post(lines, {names[0]: "没有窜货"})
    assert LineAnswer.objects.get().kind == "disputed"


def test_a_refused_answer_keeps_its_words_beside_the_line(names, lines, dealer_client):
    data = {names[0]: "没有窜货", f"{names[1]}-kind": "disputed"}
    answer = dealer_client.post(lines, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "没有窜货" in text
    assert f'id="id_{names[1]}_error"' in text
    assert not LineAnswer.objects.exists()


def test_what_was_said_since_is_read_first(statement, names, lines, dealer_client):
    dealer_client.post(lines, {names[0]: "一", "seen": "0"})
    answer = dealer_client.post(lines, {names[0]: "二", "seen": "0"})
    assert "Somebody has answered since" in answer.content.decode()


def test_a_confirmed_statement_has_nothing_to_say_of(statement, lines, dealer_client):
    dealer_client.post(reverse("rebates:statement_confirm", args=[statement.pk]))
    answer = dealer_client.get(lines, follow=True).content.decode()
    assert "is confirmed, and that is final" in answer
    assert lines not in answer


def test_the_list_counts_the_lines_in_dispute(statement, names, lines, dealer_client, hq_client):
    assert "in dispute" not in hq_client.get("/statements/").content.decode()
    dealer_client.post(lines, dict.fromkeys(names, "不对"))
    assert "2 lines in dispute" in hq_client.get("/statements/").content.decode()


class TestApi:
    def address(self, statement) -> str:
        return reverse("api:statements-lines", args=[statement.pk])

    def states(self, client, statement):
        return client.get(reverse("api:statements-line-states", args=[statement.pk]))

    def send(self, client, statement, *lines, **more):
        body = {"lines": list(lines), **more}
        return client.post(self.address(statement), body, content_type="application/json")

    def line(self, name: str, **more) -> dict:
        part, reference = name.split("-")
        return {"part": part, "reference": int(reference), **more}

    def test_it_works(self, statement, names, dealer_client, hq_client):
        answer = self.send(
            dealer_client, statement, self.line(names[0], kind="disputed", text="不对")
        )
        assert answer.status_code == 201, answer.content
        assert [line["text"] for line in answer.json()["lines"]] == ["不对"]
        found = self.states(hq_client, statement).json()
        assert [line["state"] for line in found] == ["disputed", "open"]
        assert [line["amount"] for line in found] == ["-500.00", "60.00"]
        listed = hq_client.get("/api/v1/statements/").json()["results"]
        assert [row["lines_in_dispute"] for row in listed] == [1]
        reply = self.send(hq_client, statement, self.line(names[0], kind="replied", text="好"))
        assert reply.status_code == 201
        assert self.states(hq_client, statement).json()[0]["state"] == "replied"

    def test_files_come_beside_the_lines(self, statement, names, dealer_client, hq_client):
        said = [self.line(names[0], kind="disputed", text="不对", file="photo")]
        data = {"lines": json.dumps(said), "photo": upload(a_photo(), "现场.jpg")}
        answer = dealer_client.post(self.address(statement), data)
        assert answer.status_code == 201, answer.content
        [line] = answer.json()["lines"]
        assert line["file"]["name"] == "现场.jpg"
        found = hq_client.get(line["file"]["url"])
        assert b"".join(found.streaming_content).startswith(b"\xff\xd8\xff")

    @pytest.mark.parametrize("line", [
        {"kind": "disputed", "text": ""},
        {"kind": "nonsense", "text": "x"},
        {"kind": "disputed", "text": "x", "file": "absent"},
        {"kind": "replied", "text": "x"},
    ])  # fmt: skip
    def test_what_is_wrong_is_400_in_words(self, statement, names, line, dealer_client):
        answer = self.send(dealer_client, statement, self.line(names[0], **line))
        assert answer.status_code == 400
        assert not LineAnswer.objects.exists()

    @pytest.mark.parametrize("body", ["[]", '{"lines": "no json"}', '{"lines": []}', "{}"])
    def test_what_is_no_list_of_lines_is_400(self, statement, body, dealer_client):
        answer = dealer_client.post(self.address(statement), body, content_type="application/json")
        assert answer.status_code == 400

    def test_a_stranger_knows_of_nothing(self, statement, names, outsider_client):
        assert self.states(outsider_client, statement).status_code == 404
        said = self.line(names[0], kind="disputed", text="x")
        assert self.send(outsider_client, statement, said).status_code == 404


@pytest.fixture
def outsider_client(dealers, client_of_hangzhou):
    return client_of_hangzhou


@pytest.fixture
def client_of_hangzhou(dealers):
    from dealers.choices import Role
    from tests.conftest import person, signed_in

    return signed_in(person("stranger", Role.PRINCIPAL, dealer=dealers.hangzhou))

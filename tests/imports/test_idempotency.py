"""POST /api/v1/imports/ with rows and with a key: done once, however often it is sent."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from channels_mgmt.core.imports import api, work
from channels_mgmt.core.imports.kinds import kinds
from channels_mgmt.core.models import ImportBatch, KeyedAnswer, RejectedRow
from dealers.choices import Role
from dealers.models import Dealer
from rebates.sales.models import SalesLine
from tests.conftest import person, signed_in

from .uploading import FAULTY
from .world import DEALERS, SALES, records

URL = "/api/v1/imports/"
pytestmark = pytest.mark.usefixtures("brand_masters")
REPLAYED = "Idempotent-Replayed"


def send(client, rows=None, key: str = "", kind: str = "sales", **more):
    body = {"kind": kind, "rows": records(SALES) if rows is None else rows, **more}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(URL, json.dumps(body), "application/json", headers=headers)


def send_file(client, text: str = SALES, key: str = "k", **more):
    file = SimpleUploadedFile("sales.csv", text.encode())
    data = {"kind": "sales", "file": file, **more}
    return client.post(URL, data, headers={"Idempotency-Key": key})


def test_it_works(hq_client):
    first = send(hq_client, key="k1")
    assert (first.status_code, first.json()["accepted"]) == (201, 3)
    assert REPLAYED not in first.headers
    again = send(hq_client, key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers[REPLAYED] == "true"
    assert ImportBatch.objects.filter(kind="sales").count() == 1
    assert SalesLine.objects.count() == 3


def test_rows_and_a_file_are_answered_alike(hq_client):
    by_rows = send(hq_client, records(FAULTY)).json()
    by_file = send_file(hq_client, FAULTY, key="").json()
    assert by_rows["errors"] == by_file["errors"]
    assert len(by_rows["errors"]) == 12
    for name in ("rows", "accepted", "rejected", "duplicates", "amount_total"):
        assert by_rows[name] == by_file[name]


def test_numbers_are_exact_however_they_are_sent(hq_client):
    row = {**records(SALES)[0], "quantity": 2, "unit_price": 0.1, "amount": 1234567890.1234}
    assert send(hq_client, [row]).status_code == 201
    line = SalesLine.objects.get()
    assert (line.amount, line.unit_price) == (Decimal("1234567890.1234"), Decimal("0.1"))


def test_every_kind_takes_rows(hq_client):
    for kind in kinds():
        answer = send(hq_client, [], kind=kind.name)
        assert answer.status_code in (200, 400), kind.name
        assert answer.json()["kind"] == kind.name
    rows = records(DEALERS.replace("广州经销商", "新名"))
    assert send(hq_client, rows, kind="dealers").status_code == 201
    assert Dealer.objects.get(code="GZ").name == "新名"


def test_the_good_rows_alone(hq_client):
    answer = send(hq_client, records(FAULTY), accept_good=True)
    assert (answer.status_code, answer.json()["rejected"]) == (201, 12)
    assert RejectedRow.objects.filter(batch=answer.json()["batch"]).count() == 12


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "not JSON"),
        ('{"kind": "sales", "rows": NaN}', "no number of JSON"),
        ('{"kind": "sales"}', "Send a file"),
        ('{"kind": "sales", "rows": {}}', "Expected a list"),
        ('{"kind": "sales", "rows": [1]}', "Expected a list"),
        ('{"kind": "sales", "rows": [{"a": [1]}]}', "Row 2, a: a cell is a text"),
        ('{"kind": "none", "rows": []}', "There is no kind"),
        ('{"kind": "sales", "rows": [], "mapping": {"a": "b"}}', "a mapping is for files"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_makes_no_sense_is_a_400_in_words(hq_client, body, said):
    answer = hq_client.post(URL, body, "application/json")
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_too_many_rows_at_once(hq_client, monkeypatch):
    monkeypatch.setattr(api, "MAX_ROWS", 2)
    answer = send(hq_client)
    assert (answer.status_code, "At most 2 rows" in answer.content.decode()) == (400, True)


class TestKey:
    @pytest.mark.parametrize(
        "other",
        [
            {"rows": records(SALES)[:1]},
            {"kind": "dealers"},
            {"dry_run": True},
            {"accept_good": True},
        ],
    )
    def test_another_request_under_it_is_refused(self, hq_client, other):
        send(hq_client, key="k")
        answer = send(hq_client, key="k", **other)
        assert answer.status_code == 422
        [problem] = answer.json()["errors"]
        assert (problem["field"], problem["code"]) == ("Idempotency-Key", "key_reused")
        assert SalesLine.objects.count() == 3

    def test_the_content_of_a_file_counts(self, hq_client):
        first = send_file(hq_client)
        assert send_file(hq_client).json() == first.json()
        assert send_file(hq_client, SALES.replace("4000", "4001")).status_code == 422

    def test_a_refusal_is_repeated_too(self, hq_client):
        first = send(hq_client, records(FAULTY), key="k")
        again = send(hq_client, records(FAULTY), key="k")
        assert (first.status_code, again.status_code) == (400, 400)
        assert again.json() == first.json()
        assert again.headers[REPLAYED] == "true"

    def test_a_passing_trouble_is_not_kept(self, hq_client, monkeypatch):
        def in_the_way(*_):
            raise IntegrityError("another import")

        with monkeypatch.context() as broken:
            broken.setattr(work.Work, "_take", in_the_way)
            answer = send(hq_client, key="k")
            assert answer.json()["errors"][0]["code"] == "refused"
        assert send(hq_client, key="k").status_code == 201

    def test_a_request_that_dies_leaves_nothing_and_its_repetition_does_the_work(
        self, hq_client, monkeypatch
    ):
        hq_client.raise_request_exception = False

        def dies(*_, **__):
            raise ZeroDivisionError

        with monkeypatch.context() as broken:
            broken.setattr(work, "_commit", dies)
            assert send(hq_client, key="k").status_code == 500
        assert not KeyedAnswer.objects.exists()
        assert send(hq_client, key="k").status_code == 201

    def test_each_person_has_her_own(self, hq_client):
        other = signed_in(person("hq2", Role.HEADQUARTERS))
        send(hq_client, key="k")
        answer = send(other, key="k")
        assert (answer.status_code, answer.json()["duplicates"]) == (200, 3)
        assert REPLAYED not in answer.headers

    def test_the_database_keeps_one_answer_for_a_key(self, hq):
        KeyedAnswer.objects.create(person=hq.user, key="k")
        with pytest.raises(IntegrityError), transaction.atomic():
            KeyedAnswer.objects.create(person=hq.user, key="k")

    def test_it_has_a_length(self, hq_client):
        answer = send(hq_client, key="k" * 201)
        assert (answer.status_code, "200" in answer.content.decode()) == (400, True)

    def test_without_the_right_nobody_hears_an_answer(self, hq_client, finance_client):
        send(hq_client, key="k")
        assert send(finance_client, key="k").status_code == 403


def test_an_import_is_undone_and_reversed_over_the_api(hq_client, finance_client):
    batch = send(hq_client).json()["batch"]
    url = f"{URL}{batch}/"
    assert hq_client.post(f"{url}undo/", {}, "application/json").status_code == 400
    why = {"reason": "the wrong file"}
    assert finance_client.post(f"{url}undo/", why, "application/json").status_code == 403
    answer = hq_client.post(f"{url}undo/", why, "application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "undone")
    again = send(hq_client).json()["batch"]
    answer = hq_client.post(f"{URL}{again}/reverse/", why, "application/json")
    assert (answer.status_code, answer.json()["reverses"]) == (200, again)


def test_a_file_sent_by_the_api_is_kept_with_its_import(hq_client):
    batch = send_file(hq_client).json()["batch"]
    answer = hq_client.get(f"/imports/{batch}/source/")
    assert b"".join(answer.streaming_content) == SALES.encode()

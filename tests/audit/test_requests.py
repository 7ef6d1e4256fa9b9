"""One number ties together what belongs to one click, one command, one job."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from channels_mgmt.core import requests
from channels_mgmt.core.audit import record
from channels_mgmt.core.jobs import claim, enqueue, run_job, task
from channels_mgmt.core.models import AuditEntry
from dealers.models import Dealer
from tests.factories import make_dealer, make_user

pytestmark = pytest.mark.django_db
NUMBER = re.compile("[0-9a-f]{32}")


def numbers() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("request_id", flat=True))


@pytest.fixture
def form() -> dict:
    return {"code": "salt", "name": "盐", "name_en": "Salt", "parent": ""}


def test_it_works(hq_client, form):
    answer = hq_client.post("/product-lines/add/", form)
    assert answer.status_code == 302, answer.content.decode()
    (number,) = set(numbers())
    assert NUMBER.fullmatch(number)
    assert answer["X-Request-ID"] == number


def test_each_request_has_its_own(hq_client):
    first, second = (hq_client.get("/")["X-Request-ID"] for _ in range(2))
    assert first != second
    assert requests.request_id() == ""


def test_a_number_from_outside_is_not_believed(client):
    answer = client.get("/", headers={"X-Request-ID": "a" * 32})
    assert NUMBER.fullmatch(answer["X-Request-ID"])
    assert answer["X-Request-ID"] != "a" * 32


@pytest.mark.parametrize("address", ["/no-such-page/", "/dealers/999/", "/api/v1/dealers/"])
def test_a_refusal_has_a_number_too(address, client):
    assert NUMBER.fullmatch(client.get(address)["X-Request-ID"])


def test_a_run_of_a_command_has_one_number(tmp_path):
    for code in ("salt", "pepper"):
        file = tmp_path / f"{code}.csv"
        file.write_text(f"code,name\n{code},品\n{code}2,类\n")
        call_command("import_data", "product_lines", str(file), format="json")
    assert len(numbers()) == 6  # two lines and a batch each
    assert [len(set(numbers()[:3])), len(set(numbers()[3:])), len(set(numbers()))] == [1, 1, 2]


@task("record_twice")
def record_twice(dealer: int, report) -> None:
    for _turn in range(2):
        record("changed", Dealer.objects.get(pk=dealer), by=None)


@task("fail_for_good", given_up=lambda dealer, error: record_twice(dealer, None))
def fail_for_good(dealer: int, report) -> None:
    raise ValidationError("not so")


@pytest.mark.parametrize("name", ["record_twice", "fail_for_good"])
def test_each_job_of_the_worker_has_its_own(name):
    dealer = make_dealer()
    for _turn in range(2):
        enqueue(task=name, arguments={"dealer": dealer.pk}, by=make_user())
        run_job(claim())
    first, second, third, fourth = numbers()
    assert (first, third) == (second, fourth)
    assert first != third
    assert NUMBER.fullmatch(first)


def test_what_is_part_of_something_keeps_its_number():
    with requests.new_request() as outer:
        with requests.same_request() as inner:
            assert inner == outer
        with requests.new_request() as other:
            assert other != outer
        assert requests.request_id() == outer
    with requests.same_request() as alone:
        assert NUMBER.fullmatch(alone)
    assert requests.request_id() == ""


def test_the_page_of_an_entry_leads_to_what_else_the_request_did(hq_client, dealers):
    with requests.new_request() as number:
        one, _other = (record("changed", d, by=None) for d in (dealers.guangzhou, dealers.hangzhou))
    record("changed", dealers.guangdong, by=None)
    page = hq_client.get(f"/audit-trail/{one.pk}/").content.decode()
    assert f'href="/audit-trail/?request_id={number}"' in page
    listed = hq_client.get("/audit-trail/", {"request_id": number}).content.decode()
    assert all(str(dealer) in listed for dealer in (dealers.guangzhou, dealers.hangzhou))
    assert str(dealers.guangdong) not in listed
    rows = hq_client.get("/api/v1/audit-trail/", {"request_id": number}).json()["results"]
    assert [row["request_id"] for row in rows] == [number, number]


def test_what_was_done_outside_of_any_request_leads_nowhere(hq_client, dealers):
    entry = record("changed", dealers.guangzhou, by=None)
    page = hq_client.get(f"/audit-trail/{entry.pk}/").content.decode()
    assert "?request_id=" not in page

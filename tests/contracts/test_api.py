"""Contracts by API: the same services as on the pages."""

import json

import pytest

from dealers.models import Contract

from .conftest import AGREED, day

pytestmark = pytest.mark.django_db
DRAFT = {
    "number": "HT-1", "dealer": "GZ", "valid_from": "2025-01-01", "valid_to": "2026-01-01",
    "deposit_required": "50000.00",
    "deposit_stages": [{"months": 6, "percent": "60.00"}, {"months": 0, "percent": "40.00"}],
}  # fmt: skip


def send(client, path: str = "", **data):
    return client.post(f"/api/v1/contracts/{path}", json.dumps(data), "application/json")


def test_it_works(hq_client, finance_client, dealer):
    answer = send(hq_client, **DRAFT)
    assert answer.status_code == 201
    made = answer.json()
    assert made | {"deposit_stages": 0} == DRAFT | {
        "deposit_stages": 0, "id": made["id"], "status": "draft", "renews": None, "note": "",
        "signed_at": None, "silence_means": "nothing", "top_up_days": 10,
    }  # fmt: skip
    assert [stage["months"] for stage in made["deposit_stages"]] == [0, 6]
    signed = send(finance_client, f"{made['id']}/sign/", reason=AGREED)
    assert (signed.status_code, signed.json()["status"]) == (200, "in_force")
    assert signed.json()["signed_at"] is not None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"dealer": "NO"}, "dealer"),
        ({"valid_to": "2024-01-01"}, "later than"),
        ({"deposit_required": "-1"}, "deposit_required"),
        ({"deposit_stages": [{"months": 0, "percent": "1"}] * 2}, "deposit_stages"),
        ({"deposit_stages": [{"months": 0, "percent": "0"}]}, "percent"),
        ({"number": "a/b"}, "number"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(wrong, named, hq_client, dealer):
    answer = send(hq_client, **DRAFT | wrong)
    assert answer.status_code == 400
    assert named in answer.content.decode()
    assert not Contract.objects.exists()


def test_whoever_drafted_it_does_not_sign_it(hq_client, dealer):
    made = send(hq_client, **DRAFT).json()
    answer = send(hq_client, f"{made['id']}/sign/", reason=AGREED)
    assert answer.status_code == 400
    assert Contract.objects.get().status == "draft"


def test_what_was_seen_must_still_hold(draft, hq_client, finance_client):
    contract = draft()
    tag = finance_client.get(f"/api/v1/contracts/{contract.pk}/").headers["ETag"]
    contract.deposit_stages.create(months=0, percent=100)
    answer = send(finance_client, f"{contract.pk}/sign/", reason=AGREED, seen=tag.strip('"'))
    assert answer.status_code == 412


def test_it_is_renewed_and_ended(signed, hq_client, finance_client):
    contract = signed(number="HT2025-3", end="2099-01-01")
    new = send(hq_client, f"{contract.pk}/renew/")
    assert (new.status_code, new.json()["number"]) == (201, "HT2099-3")
    assert new.json()["renews"] == contract.pk
    values = {"reason": AGREED, "last_day": "2025-03-31"}
    ended = send(finance_client, f"{contract.pk}/end/", **values)
    assert (ended.json()["status"], ended.json()["valid_to"]) == ("terminated", "2025-04-01")


@pytest.mark.parametrize(("verb", "code"), [("sign", 403), ("end", 403), ("renew", 403)])
def test_who_only_reads_does_nothing(verb, code, signed, province_client, stranger_client):
    contract = signed()
    assert send(province_client, f"{contract.pk}/{verb}/", reason="x").status_code == code
    assert send(stranger_client, f"{contract.pk}/{verb}/", reason="x").status_code == 404


def test_lists_are_filtered_and_scoped(draft, signed, hq_client, dealer_client):
    signed()
    draft()

    def numbers(client, query: str = "") -> int:
        return len(client.get(f"/api/v1/contracts/?{query}").json()["results"])

    assert (numbers(hq_client), numbers(hq_client, "state=draft")) == (2, 1)
    assert numbers(dealer_client) == 1


def test_targets_are_read(signed, hq_client, dealer_client, stranger_client, dealer):
    dealer.targets.create(period_from=day("2025-01-01"), period_to=day("2025-02-01"), quantity=3)
    for client, rows in ((hq_client, 1), (dealer_client, 1), (stranger_client, 0)):
        assert len(client.get("/api/v1/targets/?dealer=GZ").json().get("results", [])) == rows

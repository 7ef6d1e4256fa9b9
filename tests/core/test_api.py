"""The API under /api/v1/: scoped, filtered, in pages, exact, and errors that say what is wrong."""

import base64

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from channels_mgmt.core.api import exception_handler
from tests.factories import make_dealer, make_entry, make_region, make_sku, make_tier

pytestmark = pytest.mark.django_db


def test_it_works(hq_client, dealers):
    answer = hq_client.get("/api/v1/dealers/?upstream=GD").json()
    (dealer,) = answer["results"]
    assert dealer["code"] == "GZ"
    assert (dealer["upstream"], dealer["home_region"]) == ("GD", "440100")


def test_name_and_password_do_not_open_it(client, hq):
    """They would go round the second factor; programs have tokens (tests/accounts)."""
    hq.user.set_password("a long secret")
    hq.user.save()
    basic = base64.b64encode(b"hq:a long secret").decode()
    answer = client.get("/api/v1/dealers/", headers={"authorization": f"Basic {basic}"})
    assert answer.status_code in (401, 403)


def test_amounts_are_strings_with_all_their_places(hq_client):
    entry = make_entry("1234.5")
    assert hq_client.get(f"/api/v1/ledger/{entry.pk}/").json()["amount"] == "1234.50"
    make_sku("S", vat_rate="13")
    assert hq_client.get("/api/v1/products/").json()["results"][0]["vat_rate"] == "13.00"


def test_pages_follow_one_another_until_the_end(hq_client, db):
    tier, region = make_tier(), make_region("000000")
    made = [make_dealer(tier=tier, home_region=region).code for _ in range(7)]
    address, read = "/api/v1/dealers/?page_size=3", []
    while address:
        answer = hq_client.get(address).json()
        read += [dealer["code"] for dealer in answer["results"]]
        address = answer["next"]
    assert read == made[::-1]


def test_a_wrong_filter_is_refused_with_its_name(hq_client, dealers):
    answer = hq_client.get("/api/v1/dealers/?tier=nowhere")
    assert answer.status_code == 400
    assert "tier" in answer.json()


def test_nothing_is_written_by_reading(hq_client, dealers):
    for method in (hq_client.post, hq_client.put, hq_client.patch, hq_client.delete):
        assert method(f"/api/v1/dealers/{dealers.guangzhou.pk}/").status_code == 405


def test_no_password_leaves_the_house(hq_client, hq):
    assert "password" not in hq_client.get(f"/api/v1/users/{hq.user.pk}/").json()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValidationError("no", "taken"), [("", "taken", "no")]),
        (ValidationError("%(n)s no", params={"n": 2}), [("", "invalid", "2 no")]),
        (ValidationError(["a", "b"]), [("", "invalid", "a"), ("", "invalid", "b")]),
        (
            ValidationError({"code": [ValidationError("no", "taken")], NON_FIELD_ERRORS: ["x"]}),
            [("code", "taken", "no"), ("", "invalid", "x")],
        ),
    ],
)
def test_what_a_service_refuses_is_the_callers_error(error, expected):
    answer = exception_handler(error, {})
    assert answer.status_code == 400
    assert answer.data == {
        "errors": [dict(zip(("field", "code", "message"), e, strict=True)) for e in expected]
    }


def test_every_list_is_in_the_schema(hq_client, client):
    schema = hq_client.get("/api/v1/schema/")
    assert schema.status_code == 200
    for plural in ("dealers", "territories", "products", "ledger"):
        assert f"/api/v1/{plural}/:" in schema.content.decode()
    assert client.get("/api/v1/schema/").status_code in (401, 403)

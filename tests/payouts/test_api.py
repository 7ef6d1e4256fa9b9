"""The same by the API: proposed, approved, sent, paid or returned, each by whom it falls to."""

import pytest
from django.urls import reverse

from rebates.models import PayoutBatch
from tests.conftest import signed_in
from tests.payouts.papers import correct, grant


@pytest.fixture
def cashier_client(cashier):
    return signed_in(cashier)


def post(client, address: str, **data):
    return client.post(address, data, content_type="application/json")


def of(name: str, record) -> str:
    return reverse(f"api:{name}", args=[record.pk])


def test_it_works(dealer, hq_client, finance_client, cashier_client):
    statement = grant(dealer, cash="100.00")
    proposed = post(hq_client, "/api/v1/payout-batches/", run=statement.run_id, purpose="返利")
    assert proposed.status_code == 201
    batch = PayoutBatch.objects.get()
    for verb in ("approve", "release"):
        answer = post(finance_client, of(f"payout-batches-{verb}", batch), reason="checked")
        assert answer.status_code == 200, answer.json()
    assert (answer.json()["count"], answer.json()["total"]) == (1, "100.00")
    file = finance_client.get(of("payout-batches-file", batch) + "?as=xlsx")
    assert file["ETag"] == f'"{batch.files.get(format="xlsx").sha256}"'
    paid = post(cashier_client, of("payout-batches-paid", batch), paid_on="2026-11-02")
    assert paid.status_code == 200
    [row] = finance_client.get(f"/api/v1/payouts/?batch={batch.pk}").json()["results"]
    assert (row["amount"], row["status"], row["settled_on"]) == ("100.00", "paid", "2026-11-02")


def test_statements_are_named_by_their_numbers(dealer, hq_client):
    address, statement = "/api/v1/payout-batches/", grant(dealer, cash="100.00")
    good = {"statements": [statement.number], "purpose": "返利"}
    assert post(hq_client, address, **good).status_code == 201
    for wrong in ({"statements": ["NONE"]}, {"statements": []}, {"run": 9999}, {"run": 1}):
        assert post(hq_client, address, **(good | wrong)).status_code == 400
    assert PayoutBatch.objects.count() == 1


def test_one_is_returned_and_says_so_when_the_balance_fell(sent, finance_client, cashier_client):
    correct(sent.dealer, "-1.00")
    refused = post(cashier_client, of("payouts-paid", sent))
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "not_enough"
    paid = post(cashier_client, of("payouts-paid", sent), bank_has_paid=True)
    assert paid.json()["beyond_balance"] is True
    returned = post(finance_client, of("payouts-return", sent), reason="账户已销户")
    assert (returned.status_code, returned.json()["status"]) == (200, "returned")


def test_one_is_withdrawn(desk, dealer, finance_client):
    payout = desk.propose(grant(dealer, cash="100.00")).payouts.get()
    answer = post(finance_client, of("payouts-withdraw", payout), reason="wait")
    assert answer.json()["status"] == "withdrawn"
    batch = payout.batch
    gone = post(finance_client, of("payout-batches-discard", batch), reason="empty")
    assert gone.json()["status"] == "discarded"


def test_who_may_not(desk, dealer, hq_client, dealer_client, province_client):
    batch = desk.propose(grant(dealer, cash="100.00"))
    assert post(hq_client, of("payout-batches-approve", batch), reason="x").status_code == 403
    for client in (dealer_client, province_client):
        assert post(client, of("payout-batches-approve", batch), reason="x").status_code == 404
        assert post(client, "/api/v1/payout-batches/", purpose="x").status_code in (403, 404)

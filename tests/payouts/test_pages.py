"""A batch from the form to the ledger by its pages; what each side reads."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from dealers.choices import Role
from rebates.models import PayoutBatch
from rebates.payouts.deciding import withdraw_payout
from tests.conftest import person, signed_in
from tests.factories import make_manual_entry
from tests.payouts.papers import correct, grant, make_payout


def act(client, batch, name: str, **said):
    address = reverse(f"rebates:payoutbatch_{name}", args=[batch.pk])
    return client.post(address, {"reason": "as agreed", **said})


@pytest.fixture
def cashier_client(cashier):
    return signed_in(cashier)


def test_it_works(dealer, hq_client, finance_client, cashier_client):
    statement = grant(dealer, cash="100.00", goods="5.00")
    answer = hq_client.post(
        reverse("rebates:payoutbatch_add"),
        {"run": statement.run_id, "date": "2026-11-01", "purpose": "2024 返利"},
    )
    batch = PayoutBatch.objects.get()
    assert answer.url == reverse("rebates:payoutbatch_detail", args=[batch.pk])
    for name in ("approve", "release"):
        assert act(finance_client, batch, name).status_code == 302
    page = finance_client.get(answer.url).content.decode()
    assert batch.files.get(format="csv").sha256 in page
    assert act(cashier_client, batch, "paid", paid_on="2026-11-02").status_code == 302
    assert dealer.ledger.balance() == D("0.00")
    assert {payout.status for payout in batch.payouts.all()} == {"paid"}


def test_the_form_takes_the_numbers_of_statements(dealer, hq_client):
    statement = grant(dealer, cash="100.00")
    address = reverse("rebates:payoutbatch_add")
    page = hq_client.get(f"{address}?statements={statement.number}").content.decode()
    assert statement.number in page
    said = {"date": "2026-11-01", "purpose": "返利"}
    assert hq_client.post(address, said | {"statements": statement.number}).status_code == 302
    assert PayoutBatch.objects.get().payouts.get().statement == statement
    for wrong in ({"statements": "ST-NONE"}, {}, {"run": statement.run_id, "statements": "x"}):
        assert hq_client.post(address, said | wrong).status_code == 422
    assert PayoutBatch.objects.count() == 1


def test_the_page_says_that_a_balance_below_zero_is_carried(desk, dealer, finance_client):
    statement = grant(dealer, cash="20.00")
    correct(dealer, "-100.00")
    batch = desk.propose(statement)
    address = reverse("rebates:payoutbatch_detail", args=[batch.pk])
    page = finance_client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Balance is negative: set off against what comes next" in page
    assert "-80.00" in page
    assert reverse("rebates:payoutbatch_approve", args=[batch.pk]) not in page


def test_a_correction_in_between_is_said_on_the_page(desk, dealer, finance_client):
    batch = desk.approved(grant(dealer, cash="100.00"))
    correct(dealer, "-30.00")
    answer = act(finance_client, batch, "release")
    assert answer.status_code == 422
    assert "70.00" in answer.content.decode()


def test_whoever_approves_has_seen_each_payout(desk, dealer, finance_client, hq):
    batch = desk.propose(grant(dealer, cash="100.00", goods="5.00"))
    address = reverse("rebates:payoutbatch_approve", args=[batch.pk])
    form = finance_client.get(address).context["form"]
    withdraw_payout(payout=batch.payouts.get(form="goods"), access=hq, reason="wait")
    answer = finance_client.post(address, {"reason": "ok", "seen": form.initial["seen"]})
    batch.refresh_from_db()
    assert (answer.status_code, batch.status) == (422, "draft")


def test_one_payout_is_marked_by_itself(sent, cashier_client):
    address = reverse("rebates:payout_paid", args=[sent.pk])
    answer = cashier_client.post(address, {"paid_on": "2026-11-02", "bank_reference": "B-7"})
    sent.refresh_from_db()
    assert (answer.status_code, sent.status, sent.bank_reference) == (302, "paid", "B-7")


def test_several_are_returned_at_once(desk, dealer, cashier_client):
    batch = desk.sent(grant(dealer, cash="1.00"), grant(dealer, cash="2.00"))
    keys = list(batch.payouts.values_list("pk", flat=True))
    address = reverse("rebates:payout_return_many")
    answer = cashier_client.post(address, {"row": keys, "reason": "账号有误"})
    assert answer.status_code == 302
    assert {payout.status for payout in batch.payouts.all()} == {"returned"}


def test_a_dealer_sees_its_own_payouts_that_were_paid(dealer, dealers, dealer_client, sent):
    own, other = make_payout(dealer=dealer), make_payout(dealer=dealers.hangzhou)
    seen = dealer_client.get(reverse("rebates:payout_list")).context["table"].data.data
    assert [payout.pk for payout in seen] == [own.pk]
    detail = "rebates:payout_detail"
    assert dealer_client.get(reverse(detail, args=[own.pk])).status_code == 200
    for hidden in (other, sent):
        assert dealer_client.get(reverse(detail, args=[hidden.pk])).status_code == 404
    assert dealer_client.get(reverse("rebates:payoutbatch_list")).status_code == 404


def test_an_auditor_reads_and_does_nothing(sent):
    client = signed_in(person("auditor", Role.AUDITOR))
    file = reverse("rebates:payoutbatch_file", args=[sent.batch_id, "csv"])
    assert client.get(file).status_code == 200
    assert act(client, sent.batch, "paid", paid_on="2026-11-02").status_code == 403


def test_a_statement_shows_its_payouts_and_offers_one(desk, dealer, hq_client):
    statement = grant(dealer, cash="100.00")
    address = reverse("rebates:statement_detail", args=[statement.pk])
    page = hq_client.get(address).content.decode()
    assert f"statements={statement.number}" in page
    assert f"reference={statement.number}" in page
    payout = desk.propose(statement).payouts.get()
    page = hq_client.get(address).content.decode()
    assert reverse("rebates:payout_detail", args=[payout.pk]) in page


def test_a_single_payout_names_its_statement(dealer, hq_client):
    statement = grant(dealer, cash="100.00")
    entry = make_manual_entry(
        dealer=dealer, kind="payout", amount=D("40"), reference=statement.number
    )
    page = hq_client.get(reverse("rebates:statement_detail", args=[statement.pk])).content.decode()
    assert reverse("dealers:manualentry_detail", args=[entry.pk]) in page

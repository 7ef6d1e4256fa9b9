"""Manual entries on pages and by API: seen by whom they concern, decided by whom they may be."""

from decimal import Decimal as D

import pytest

from dealers.models import LedgerEntry, ManualEntry
from tests import factories as make

LIST = "/manual-entries/"
API = "/api/v1/manual-entries/"
NEW = {"dealer": "GZ", "kind": "payout", "amount": "100.00", "date": "2024-05-01",
       "reference": "ST-1", "reason": "bank transfer"}  # fmt: skip


def text(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def send(client, address: str, data: dict, **headers):
    return client.post(address, data, content_type="application/json", headers=headers)


def test_it_works(dealer, hq_client, finance_client):
    assert hq_client.post(f"{LIST}add/", NEW).status_code == 302
    entry = ManualEntry.objects.get()
    assert (entry.amount, entry.reference, entry.reason) == (D("100.00"), "ST-1", "bank transfer")
    page = f"{LIST}{entry.pk}/"
    assert "another person approves it" not in text(hq_client, page)  # she could not in any case
    assert f"{page}approve/" in text(finance_client, page)
    assert "Payout 100.00" in text(finance_client, f"{page}approve/")
    finance_client.post(f"{page}approve/", {"reason": "checked"})
    assert dealer.ledger.balance() == D("400.00")
    assert f"{page}approve/" not in text(finance_client, page)


def test_whoever_proposed_it_sees_why_another_decides(propose, finance, finance_client):
    page = f"{LIST}{propose(access=finance).pk}/"
    shown = text(finance_client, page)
    assert "You proposed or changed this, so another person approves it." in shown
    assert f"{page}approve/" not in shown
    answer = finance_client.post(f"{page}approve/", {"reason": "mine"})
    assert answer.status_code == 422
    assert not ManualEntry.objects.filter(status="posted").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"dealer": "NOBODY"}, "dealer"),
        ({"kind": "gift"}, "kind"),
        ({"amount": "500.01"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": "-1"}, "__all__"),
        ({"date": "yesterday"}, "date"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_an_error_stands_at_its_field_and_the_input_is_kept(wrong, field, dealer, hq_client):
    answer = hq_client.post(f"{LIST}add/", NEW | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert 'value="ST-1"' in answer.content.decode()
    assert not ManualEntry.objects.exists()


def test_the_form_knows_what_there_is_to_pay_out_of(dealer, hq_client):
    shown = text(hq_client, f"{LIST}add/?dealer=GZ")
    assert "The balance is 500.00, the deposit held 1,000.00." in shown
    assert "The balance is" not in text(hq_client, f"{LIST}add/?dealer=NOBODY")


@pytest.mark.parametrize("way", ["page", "api"])
def test_nothing_else_about_an_entry_can_be_said(way, dealer, hq, finance, hq_client):
    forged = NEW | {"status": "posted", "created_by": finance.user.pk, "id": 4711, "entry": 1,
                    "approved_by": finance.user.pk, "approved_at": "2020-01-01"}  # fmt: skip
    answer = (
        hq_client.post(f"{LIST}add/", forged) if way == "page" else send(hq_client, API, forged)
    )
    assert answer.status_code in (201, 302)
    entry = ManualEntry.objects.get()
    assert (entry.status, entry.created_by, entry.entry) == ("proposed", hq.user, None)
    assert (entry.approved_by, entry.approved_at, entry.pk == 4711) == (None, None, False)


def test_an_entry_is_not_edited(entry, hq_client):
    assert hq_client.get(f"{LIST}{entry.pk}/edit/").status_code == 403


def test_the_list_adds_up_what_they_mean_for_balance_and_deposit(propose, hq_client):
    propose("payout", "100.00")
    propose("adjustment", "-30.00")
    propose("deposit_lodged", "5000.00")
    foot = text(hq_client, LIST).split("<tfoot>")[1]
    assert "-130.00" in foot
    assert "5,000.00" in foot
    assert "5,000.00" not in text(hq_client, f"{LIST}?kind=payout")


def test_a_dealer_s_page_shows_what_waits_and_leads_to_the_form(entry, hq_client, province_client):
    page = f"/dealers/{entry.dealer_id}/"
    assert f"{LIST}{entry.pk}/" in text(hq_client, page)
    assert f"{LIST}add/?dealer=GZ" in text(hq_client, page)
    assert f"{LIST}add/" not in text(province_client, page)


def test_a_dealer_sees_what_was_posted_and_not_what_is_thought_of(
    entry, dealer_client, stranger_client, finance_client
):
    page = f"{LIST}{entry.pk}/"
    text(dealer_client, page, 404)
    assert "R-1" not in text(dealer_client, f"/dealers/{entry.dealer_id}/")
    finance_client.post(f"{page}approve/", {"reason": "checked"})
    assert "R-1" in text(dealer_client, page)
    text(stranger_client, page, 404)


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_to_look_is_not_to_act(verb, entry, hq_client, province_client, stranger_client):
    for client, status in ((hq_client, 403), (province_client, 403), (stranger_client, 404)):
        data = {"reason": "so"}
        assert client.post(f"{LIST}{entry.pk}/{verb}/", data).status_code == status
        assert send(client, f"{API}{entry.pk}/{verb}/", data).status_code in (status, 200)
    assert not ManualEntry.objects.filter(status="posted").exists()


def test_whoever_proposed_may_take_it_back(entry, hq_client, finance_client):
    address = f"{LIST}{entry.pk}/take-back/"
    assert address in text(hq_client, f"{LIST}{entry.pk}/")
    assert address not in text(finance_client, f"{LIST}{entry.pk}/")
    hq_client.post(address, {"reason": "a slip"})
    entry.refresh_from_db()
    assert entry.status == "refused"


class TestByApi:
    def test_it_works(self, dealer, hq_client, finance_client):
        made = send(hq_client, API, NEW)
        assert made.status_code == 201
        entry = made.json()
        assert (entry["status"], entry["dealer"], entry["amount"]) == ("proposed", "GZ", "100.00")
        address = f"{API}{entry['id']}/"
        assert send(hq_client, f"{address}approve/", {"reason": "so"}).status_code == 403
        answer = send(finance_client, f"{address}approve/", {"reason": "so"})
        assert (answer.status_code, answer.json()["status"]) == (200, "posted")
        assert LedgerEntry.objects.filter(pk=answer.json()["entry"]).exists()

    def test_one_can_be_refused(self, entry, finance_client):
        answer = send(finance_client, f"{API}{entry.pk}/refuse/", {"reason": "too early"})
        assert answer.json()["status"] == "refused"

    @pytest.mark.parametrize("verb", ["approve", "refuse"])
    @pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "x" * 501}])
    def test_a_reason_is_given(self, verb, data, entry, finance_client):
        answer = send(finance_client, f"{API}{entry.pk}/{verb}/", data)
        assert (answer.status_code, list(answer.json())) == (400, ["reason"])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"dealer": "NOBODY"}, {"kind": "gift"}, {"amount": "0"}, {"amount": "1.001"},
            {"amount": "500.01"}, {"amount": "NaN"}, {"amount": 0.1234}, {"date": "2024-13-01"},
            {"reason": ""}, {"reference": "x" * 81},
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_refused(self, wrong, dealer, hq_client):
        assert send(hq_client, API, NEW | wrong).status_code == 400
        assert not ManualEntry.objects.exists()

    def test_two_persons_here_too(self, propose, finance, finance_client):
        own = propose(access=finance)
        answer = send(finance_client, f"{API}{own.pk}/approve/", {"reason": "mine"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "own_proposal"

    def test_whoever_may_not_propose_is_told_so(self, dealers, province_client, dealer_client):
        make.make_manual_entry(dealer=dealers.guangzhou)
        for client in (province_client, dealer_client):
            assert send(client, API, {"dealer": "ZJ"}).status_code == 403

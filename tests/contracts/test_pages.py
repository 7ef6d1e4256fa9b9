"""Contracts on pages: drafted on a form, signed, renewed and ended by buttons, read by dealers."""

import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from dealers.contracts.stages import Stage
from dealers.models import Contract
from dealers.services.contracts import stages_of
from tests.factories import make_line, make_target

from .conftest import day

pytestmark = pytest.mark.django_db

FORM = {
    "number": "HT-1", "dealer": "GZ", "valid_from": "2025-01-01", "valid_to": "2026-01-01",
    "silence_means": "nothing", "top_up_days": "10",
    "deposit_required": "50000.00", "stage_0_months": "0", "stage_0_percent": "50",
    "stage_1_months": "6", "stage_1_percent": "50",
}  # fmt: skip


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(hq_client, finance_client, dealer):
    assert hq_client.post("/contracts/add/", FORM).status_code == 302
    contract = Contract.objects.get()
    assert contract.deposit_required == D("50000.00")
    assert stages_of(contract) == [Stage(0, D("50.00")), Stage(6, D("50.00"))]
    answer = finance_client.post(f"/contracts/{contract.pk}/sign/", {"reason": "read"})
    assert answer.status_code == 302
    contract.refresh_from_db()
    assert contract.status == "in_force"


class TestForm:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"stage_1_percent": ""}, "stage_1_percent"),
            ({"stage_1_months": ""}, "stage_1_months"),
            ({"stage_1_months": "0"}, "stage_1_months"),
            ({"stage_0_months": "-1"}, "stage_0_months"),
            ({"stage_0_percent": "100.5"}, "stage_0_percent"),
            ({"stage_0_percent": "0"}, "stage_0_percent"),
            ({"stage_0_percent": "x"}, "stage_0_percent"),
            ({"valid_to": "2025-01-01"}, "__all__"),
            ({"deposit_required": "-1"}, "deposit_required"),
            ({"number": "a/b"}, "number"),
            ({"dealer": "NO"}, "dealer"),
        ],
    )
    def test_an_error_stands_by_its_field_and_keeps_the_rest(self, wrong, field, hq_client, dealer):
        answer = hq_client.post("/contracts/add/", FORM | wrong)
        assert answer.status_code == 422
        form = answer.context["form"]
        assert field in form.errors
        assert {name: form[name].value() for name in FORM} == FORM | wrong
        assert not Contract.objects.exists()

    def test_a_draft_is_opened_with_its_stages_and_changed(self, draft, hq_client):
        contract = draft(stages=[(3, "100")])
        page = hq_client.get(f"/contracts/{contract.pk}/edit/")
        form = page.context["form"]
        assert [bound.value() for bound in form.pair(0)] == [3, D("100.00")]
        assert form.pair(form.rows - 1)[0].value() is None
        sent = FORM | {"reason": "agreed", "seen": form["seen"].value()}
        assert hq_client.post(f"/contracts/{contract.pk}/edit/", sent).status_code == 302
        assert len(stages_of(contract)) == 2

    def test_what_somebody_else_did_to_it_meanwhile_is_said(self, draft, hq_client):
        contract = draft(stages=[(3, "100")])
        seen = hq_client.get(f"/contracts/{contract.pk}/edit/").context["form"]["seen"].value()
        contract.deposit_stages.update(percent=D(50))
        sent = FORM | {"reason": "agreed", "seen": seen}
        answer = hq_client.post(f"/contracts/{contract.pk}/edit/", sent)
        assert answer.status_code == 422
        assert stages_of(contract) == [Stage(3, D("50.00"))]

    def test_what_is_signed_has_no_form(self, signed, hq_client):
        contract = signed()
        assert hq_client.get(f"/contracts/{contract.pk}/edit/").status_code == 403
        assert f"/contracts/{contract.pk}/edit/" not in text(
            hq_client, f"/contracts/{contract.pk}/"
        )


class TestButtons:
    def test_whoever_drafted_it_reads_why_the_button_is_not_hers(self, hq_client, dealer):
        hq_client.post("/contracts/add/", FORM)
        page = text(hq_client, f"/contracts/{Contract.objects.get().pk}/")
        assert "another person approves it" in page

    def test_what_cannot_be_signed_says_so_on_the_page_that_asks(self, draft, finance_client):
        contract = draft(stages=[(0, "50")])
        answer = finance_client.post(f"/contracts/{contract.pk}/sign/", {"reason": "read"})
        assert answer.status_code == 422
        assert "add up to 50.00 %, and must to 100 %" in answer.content.decode()

    def test_one_is_renewed_under_the_number_that_is_proposed(self, signed, hq_client, dealer):
        contract = signed(number="HT2025-7")
        make_target(dealer=dealer, period_from=day("2025-01-01"), period_to=day("2026-01-01"))
        address = f"/contracts/{contract.pk}/renew/"
        form = hq_client.get(address).context["form"]
        assert form["number"].value() == "HT2026-7"
        answer = hq_client.post(address, {"number": "HT2026-7", "targets": "on"})
        new = Contract.objects.get(number="HT2026-7")
        assert answer.url == f"/contracts/{new.pk}/"
        assert dealer.targets.count() == 2
        assert "HT2026-7" in text(hq_client, f"/contracts/{contract.pk}/")
        assert "HT2025-7" in text(hq_client, f"/contracts/{new.pk}/")

    def test_a_number_that_is_taken_stands_by_its_field(self, signed, draft, hq_client):
        contract = signed()
        taken = draft("2030-01-01", "2031-01-01").number
        answer = hq_client.post(f"/contracts/{contract.pk}/renew/", {"number": taken})
        assert answer.status_code == 422
        assert "number" in answer.context["form"].errors

    def test_one_is_ended_early(self, signed, finance_client):
        contract = signed(end="2099-01-01")
        address = f"/contracts/{contract.pk}/end/"
        for wrong in ({}, {"last_day": "2099-01-01"}):
            answer = finance_client.post(address, {"reason": "left", **wrong})
            assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["last_day"])
        sent = {"reason": "left", "last_day": "2025-06-30"}
        assert finance_client.post(address, sent).status_code == 302
        contract.refresh_from_db()
        assert (contract.status, contract.valid_to) == ("terminated", day("2025-07-01"))


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [("state=draft", 1), ("state=expired", 1), ("state=in_force", 0), ("ends_within=60", 0),
         ("q=GZ", 2), ("q=nobody", 0), ("valid_on=2024-05-01", 1), ("ends_within=-1", 0)],
    )  # fmt: skip
    def test_it_is_filtered(self, query, found, draft, signed, hq_client):
        signed("2024-01-01", "2025-01-01")
        draft()
        assert hq_client.get(f"/contracts/?{query}").context["count"] == found

    def test_its_export_has_the_state_in_words(self, signed, hq_client):
        signed()
        rows = b"".join(hq_client.get("/contracts/export/").streaming_content).decode()
        assert "Expired" in rows
        assert "10000.00" in rows


class TestDealer:
    def test_it_sees_its_signed_contracts_and_no_draft(self, draft, signed, dealer_client):
        contract, waiting = signed(), draft()
        assert contract.number in text(dealer_client, f"/contracts/{contract.pk}/")
        page = text(dealer_client, "/contracts/")
        assert contract.number in page
        assert waiting.number not in page
        assert dealer_client.get(f"/contracts/{waiting.pk}/").status_code == 404

    def test_a_renewal_that_is_a_draft_is_not_named(self, signed, hq_client, dealer_client):
        contract = signed(number="HT2025-1")
        hq_client.post(f"/contracts/{contract.pk}/renew/", {"number": "HT2026-1"})
        assert "HT2026-1" not in text(dealer_client, f"/contracts/{contract.pk}/")

    def test_others_do_not(self, signed, stranger_client):
        assert stranger_client.get(f"/contracts/{signed().pk}/").status_code == 404


def test_the_targets_stand_on_the_contract_s_page(signed, hq_client, dealer):
    make_target(dealer=dealer, product_line=make_line("hoods"), amount=D("1234.5"),
                period_from=day("2025-01-01"), period_to=day("2025-02-01"))  # fmt: skip
    make_target(dealer=dealer, period_from=day("2025-07-01"), period_to=day("2026-07-01"))
    page = text(hq_client, f"/contracts/{signed().pk}/")
    assert "1,234.50" in page
    assert "1 target reaches across" in page
    assert "/imports/upload/?kind=targets" in page


def test_home_says_how_many_end_soon(draft, hq_client):
    assert "within 60 days" not in text(hq_client, "/")
    soon = timezone.localdate() + datetime.timedelta(days=30)
    contract = draft("2025-01-01", str(soon))
    Contract.objects.filter(pk=contract.pk).update(status="in_force")
    assert "1 contract ends within 60 days" in text(hq_client, "/")
    assert hq_client.get("/contracts/?ends_within=60").context["count"] == 1

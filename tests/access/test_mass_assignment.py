"""What one might forge in particular: states, approvers, keys and periods, on pages and by API.

That nothing but its own fields changes, of any form, is in ``test_mass_assignment_everywhere.py``.
"""

import json

import pytest
from django.urls import reverse

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.registry import pages_of
from dealers.choices import DealerStatus
from dealers.models import Dealer
from rebates.choices import RunStatus, VersionStatus
from rebates.models import Programme, ProgrammeVersion, SettlementRun
from tests import factories as make
from tests.access.matrix import form_data
from tests.access.policies import MODELS
from tests.specimens import models_with_pages, specimen


def offered(client, pages, row) -> dict:
    """What the form sends when somebody opens it and presses “save”."""
    return form_data(client.get(pages.url("edit", row)).context["form"])


def columns(row) -> dict:
    return type(row)._default_manager.values().get(pk=row.pk)


def test_a_dealer_is_not_made_active_by_its_form(hq_client, dealers):
    Dealer.objects.filter(code="GZ").update(status=DealerStatus.SUSPENDED)
    pages, row = pages_of(Dealer), Dealer.objects.get(code="GZ")
    sent = offered(hq_client, pages, row) | {"status": "active", "name": "新名称", "id": "999"}
    assert hq_client.post(pages.url("edit", row), sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.status) == ("新名称", DealerStatus.SUSPENDED)
    assert AuditEntry.objects.get().after == {"name": "新名称"}


def test_a_new_dealer_does_not_choose_its_key_or_its_state(hq_client, regions):
    make.make_tier("city")
    sent = {"id": 4711, "pk": 4711, "code": "NEW", "name": "新", "tier": "city", "grade": "gold",
            "home_region": "440100", "status": "terminated"}  # fmt: skip
    assert hq_client.post("/dealers/add/", sent).status_code == 302
    dealer = Dealer.objects.get(code="NEW")
    assert (dealer.status, dealer.grade, dealer.pk == 4711) == (DealerStatus.ACTIVE, "gold", False)


RUN_COLUMNS = {
    "status": "posted", "approved_by": 1, "approved_at": "2020-01-01T00:00:00Z",
    "posted_at": "2020-01-01T00:00:00Z", "created_by": 1, "input_digest": "f" * 64, "id": 4711,
    "reverses": 1, "reason": "because", "job": 1,
}  # fmt: skip


@pytest.fixture
def sold(dealers):
    make.make_version()
    return make.make_sale("60000", dealer=dealers.guangzhou)


def send(client, address: str, **data):
    return client.post(f"/api/v1/{address}", json.dumps(data), content_type="application/json")


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_run_is_started_and_nothing_else_about_it_can_be_said(way, sold, hq, hq_client, finance):
    forged = RUN_COLUMNS | {"created_by": finance.user.pk, "approved_by": finance.user.pk}
    if way == "page":
        answer = hq_client.post("/settlement-runs/add/", {"period": "2024", **forged})
    else:
        answer = send(hq_client, "settlement-runs/", **forged | {"from": "2024-01-01",
                                                                 "to": "2025-01-01"})  # fmt: skip
    assert answer.status_code in (201, 302)
    run = SettlementRun.objects.get()
    assert (run.status, run.created_by) == (RunStatus.CALCULATING, hq.user)
    assert (run.approved_by, run.approved_at, run.posted_at, run.reverses) == (None,) * 4
    assert (run.input_digest, run.reason, run.pk == 4711) == ("", "", False)


@pytest.mark.parametrize(
    ("verb", "status"), [("approve", RunStatus.APPROVED), ("discard", RunStatus.DISCARDED)]
)
def test_a_verb_of_a_run_moves_the_run_alone(verb, status, hq, hq_client, finance, finance_client):
    run = make.make_run(status="draft", created_by=hq.user)
    before = columns(run)
    forged = RUN_COLUMNS | {"date_to": "2030-01-01", "dealers": ["GZ"], "as_of": "2030-01-01"}
    client = finance_client if verb == "approve" else hq_client
    forged |= {"status": "posted", "reason": "checked"}
    assert send(client, f"settlement-runs/{run.pk}/{verb}/", **forged).status_code == 200
    after = columns(run)
    changed = {name for name in after if after[name] != before[name]}
    own = {"approved_by_id", "approved_at"} if verb == "approve" else set()
    assert (after["status"], changed) == (status, {"status"} | own)
    if verb == "approve":
        assert after["approved_by_id"] == finance.user.pk


def test_a_reversal_takes_over_what_it_reverses_and_not_what_is_sent(hq, hq_client, finance):
    run = make.make_run(created_by=hq.user, approved_by=finance.user)
    forged = RUN_COLUMNS | {"reason": "wrong", "date_from": "2030-01-01"}
    assert send(hq_client, f"settlement-runs/{run.pk}/reverse/", **forged).status_code == 201
    reversal = SettlementRun.objects.get(reverses=run)
    assert (reversal.status, reversal.created_by, reversal.approved_by) == (
        RunStatus.DRAFT, hq.user, None,
    )  # fmt: skip
    assert (reversal.date_from, reversal.date_to) == (run.date_from, run.date_to)


@pytest.mark.parametrize("verb", ["approve", "withdraw"])
def test_a_verb_of_a_version_moves_its_state_alone(verb, hq, finance, finance_client):
    version = make.make_version(status="draft", created_by=hq.user)
    before = columns(version)
    forged = {"status": "approved", "method": "stacked", "valid_to": "2024-02-01", "number": 9,
              "created_by": finance.user.pk, "approved_by": hq.user.pk,
              "reason": "checked"}  # fmt: skip
    address = f"programme-versions/{version.pk}/{verb}/"
    assert send(finance_client, address, **forged).status_code == 200
    after = columns(version)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"status", "approved_by_id", "approved_at"}
    assert after["approved_by_id"] == (finance.user.pk if verb == "approve" else None)


@pytest.mark.parametrize("column", ["status", "created_by", "approved_by", "number", "id"])
def test_a_programme_file_does_not_approve_itself(column, regions, hq, hq_client, finance):
    """A name that the file does not have is a fault, wherever it stands: nothing is written."""
    version = {"valid_from": "2024-01-01", "scope": {"kinds": ["sell_in"]}, "method": "whole",
               "target_measure": {"of": "net_amount"}, "period": "year",
               "steps": [{"from": "0", "percent": "1"}]}  # fmt: skip
    entry = {"code": "P", "name": "P", "versions": [version | {column: "approved"}]}
    answer = send(hq_client, "programmes/import/", document={"programmes": [entry]})
    assert (answer.status_code, Programme.objects.exists()) == (400, False)
    entry["versions"] = [version]
    good = send(hq_client, "programmes/import/", document={"programmes": [entry]},
                access="system", status="approved", dry_run=False)  # fmt: skip
    assert good.status_code == 200
    stored = ProgrammeVersion.objects.get()
    assert (stored.status, stored.created_by) == (VersionStatus.DRAFT, hq.user)


@pytest.mark.parametrize("model", models_with_pages(), ids=lambda model: model._meta.label)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_record_is_written_by_api_but_through_its_verbs(
    model, method, hq_client, dealers, brand
):
    row = specimen(model, dealers.guangzhou)
    before, plural = columns(row), pages_of(model).plural
    for address in (reverse(f"api:{plural}-detail", args=[row.pk]), reverse(f"api:{plural}-list")):
        assert hq_client.generic(method, address, "{}", "application/json").status_code == 405
    assert columns(row) == before


@pytest.mark.parametrize("model", models_with_pages(), ids=lambda model: model._meta.label)
def test_only_what_the_policy_names_comes_into_being_by_api(model, hq_client, dealers, brand):
    answer = send(hq_client, f"{pages_of(model).plural}/")
    created = MODELS[model._meta.label].posts_to_list is not None
    assert (answer.status_code == 405) is not created

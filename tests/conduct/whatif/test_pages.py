"""A what-if from its form to its files: who may start one, what is refused, who reads what."""

import csv
import io
import json
from decimal import Decimal

import pytest

from channels_mgmt.core.jobs import claim, run_job
from dealers.choices import Role
from rebates.conduct.models import PenaltyTrial
from rebates.conduct.whatif.outcome import found_in, looked_in
from rebates.conduct.whatif.starting import start_trial
from tests.conduct.making import make_tried_case
from tests.conduct.whatif.conftest import DAYS, fines
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
FORM = {"first_day": "2026-03-01", "last_day": "2026-03-31"}
HEADER = "dealer\tregion\tproduct_line\tchannel\texclusive\tvalid_from\tvalid_to"


def test_it_works(sell, draft, hq_client):
    """From the draft to what it would have brought, and to the file of it."""
    sell()
    page = hq_client.get(f"/penalty-rule-versions/{draft.pk}/", headers=EN).content.decode()
    address = f"/penalty-trials/add/?drafts={draft.pk}"
    assert address in page
    assert "checked" in hq_client.get(address).content.decode()
    asked = FORM | {"detector": "line_outside", "drafts": [draft.pk]}
    answer = hq_client.post("/penalty-trials/add/", asked)
    assert answer.status_code == 302, answer.content.decode()
    assert "Waiting for a worker" in hq_client.get(answer.url, headers=EN).content.decode()
    run_job(claim())
    page = hq_client.get(answer.url, headers=EN).content.decode()
    for text in ("100,000.00", "200,000.00", "<svg", "Sale outside the territory", "would be new"):
        assert text in page
    file = hq_client.get(f"{answer.url}?format=csv", headers=EN)
    [row] = csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")))
    assert (row["Fine in force"], row["Fine tried"]) == ("100000.00", "200000.00")
    assert hq_client.get(f"{answer.url}?format=xlsx").status_code == 200


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "Choose what is tried"),
        ({"min_quantity": "3"}, "Choose the detector that this is a setting of"),
        ({"detector": "line_outside", "min_quantity": "0"}, "greater than or equal to 1"),
        ({"detector": "line_outside", "last_day": "2026-02-01"}, "lies before the first"),
        ({"territories": "dealer,wo\nGZ,330100"}, "wrong or missing: wo, region, valid_from"),
        (
            {"territories": f"{HEADER}\nGZ\t999999\t\t\t\t2026-01-01\t"},
            "Row 2, column region: There is no region “999999”",
        ),
        (
            {"territories": f"{HEADER}\nGZ\t330100\t\t\t\t\t"},
            "Row 2, column valid_from: Fill it in",
        ),
    ],
)
def test_what_is_wrong_is_said(sell, hq_client, given, problem):
    answer = hq_client.post("/penalty-trials/add/", FORM | given, headers=EN)
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not PenaltyTrial.objects.exists()


def test_rows_are_pasted_from_a_spreadsheet(sell, hq_client):
    sell()
    rows = f"{HEADER}\nGZ\t330100\t\t\tno\t2026-03-01\t\n"
    answer = hq_client.post("/penalty-trials/add/", FORM | {"territories": rows})
    assert answer.status_code == 302, answer.content.decode()
    run_job(claim())
    assert fines(PenaltyTrial.objects.get()) == [("100000", "–")]


def test_two_drafts_for_the_same_days_are_tried_one_by_one(draft, hq):
    draft.pk, draft.number = None, 7
    draft.save()
    keys = list(draft.rule.versions.filter(status="draft").values_list("pk", flat=True))
    with pytest.raises(Exception, match="one by one"):
        start_trial(access=hq, drafts=keys, **DAYS)


def test_an_approved_version_is_no_draft(rule, hq):
    with pytest.raises(Exception, match="only drafts are tried"):
        start_trial(access=hq, drafts=[rule.pk], **DAYS)


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.FINANCE])
def test_who_may_not(sell, regions, role):
    bound = {"region": regions.guangdong} if role == Role.PROVINCE else {}
    client = signed_in(person("other", role, **bound))
    assert client.post("/penalty-trials/add/", FORM).status_code == 403
    body = json.dumps({"from": "2026-03-01", "to": "2026-04-01", "detectors": ["line_outside"]})
    answer = client.post("/api/v1/penalty-trials/", body, content_type="application/json")
    assert answer.status_code == 403


def test_by_the_api(sell, hq_client):
    sell()
    body = {"from": "2026-03-01", "to": "2026-04-01"}
    body |= {"settings": {"line_outside": {"min_quantity": 2}}}
    answer = hq_client.post(
        "/api/v1/penalty-trials/", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    run_job(claim())
    result = hq_client.get(f"/api/v1/penalty-trials/{answer.json()['id']}/result/").json()
    assert (result["total"]["before"], result["total"]["after"]) == ("100000.00", "0.00")
    [case] = result["cases"]
    assert (case["before"]["fine"], case["after"], case["difference"]) == (
        "100000.00", None, "-100000.00",
    )  # fmt: skip
    assert {one["detector"] for one in result["detectors"]} == {
        "Sale outside the territory", "Serial seen outside the territory",
    }  # fmt: skip


def test_each_reads_the_cases_of_her_own_dealers(dealers, regions, hq):
    mine = make_tried_case(dealer=dealers.guangzhou)
    make_tried_case(dealer=dealers.hangzhou, trial=mine.trial, key="other")
    south = person("south", Role.PROVINCE, region=regions.guangdong)
    assert found_in(mine.trial, hq.scope).total.before == Decimal(200)
    assert found_in(mine.trial, south.scope).total.before == Decimal(100)
    page = signed_in(south).get(f"/penalty-trials/{mine.trial_id}/").content.decode()
    assert dealers.hangzhou.code not in page


def test_what_is_counted_over_all_dealers_is_for_whoever_sees_all(dealers, regions, hq):
    side = {"line_outside": {"findings": 7, "cases": 1, "no_case": {}, "silent": False}}
    trial = make_tried_case(dealer=dealers.guangzhou).trial
    trial.found = {"before": side, "after": side}
    south = person("south", Role.PROVINCE, region=regions.guangdong)
    assert [one.findings for one in looked_in(trial, hq.scope)] == [(7, 7)]
    assert looked_in(trial, south.scope) == []


def test_only_who_started_it_deletes_it(hq, hq_client, sell):
    trial = start_trial(access=hq, detectors=["line_outside"], **DAYS)
    run_job(claim())
    other = signed_in(person("colleague", Role.HEADQUARTERS))
    assert other.post(f"/penalty-trials/{trial.pk}/delete/").status_code == 403
    assert hq_client.post(f"/penalty-trials/{trial.pk}/delete/").status_code == 302
    assert not PenaltyTrial.objects.exists()


def test_a_cancelled_one_has_no_result(hq, hq_client, sell):
    trial = start_trial(access=hq, detectors=["line_outside"], **DAYS)
    assert hq_client.post(f"/penalty-trials/{trial.pk}/cancel/").status_code == 302
    trial.refresh_from_db()
    assert (trial.status, trial.cases.count()) == ("cancelled", 0)

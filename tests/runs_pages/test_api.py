"""The same verbs by API: start, approve, post, reverse, discard; programmes by file."""

import pytest

from rebates.choices import RunStatus
from rebates.models import Programme, ProgrammeVersion, SettlementRun
from tests import factories as make
from tests.runs_pages.conftest import work

RUNS = "/api/v1/settlement-runs/"


def send(client, address, **data):
    return client.post(address, data, content_type="application/json")


def act(client, run, verb, **data):
    return send(client, f"{RUNS}{run['id']}/{verb}/", **data)


@pytest.fixture
def run(annual, sold, hq_client):
    answer = send(hq_client, RUNS, **{"from": "2024-01-01", "to": "2025-01-01"})
    assert answer.status_code == 201, answer.json()
    work()
    return answer.json()


def test_it_works(run, hq_client, finance_client):
    assert run["status"] == "calculating"
    assert act(finance_client, run, "approve", reason="checked").json()["status"] == "approved"
    assert act(finance_client, run, "post").json()["status"] == "posting"
    work()
    reversal = act(hq_client, run, "reverse", reason="Wrong scope")
    assert reversal.status_code == 201
    assert (reversal.json()["status"], reversal.json()["reverses"]) == ("draft", run["id"])


def test_lines_say_why_and_are_those_of_the_run(run, hq_client, province_client):
    lines = hq_client.get(f"/api/v1/run-lines/?run={run['id']}").json()["results"]
    assert {line["dealer"]: line["due"] for line in lines} == {"GZ": "600.00", "HZ": "0.00"}
    assert "Step 1 of 2: 60,000.00 × 1 % = 600.00." in [line["why"] for line in lines]
    mine = province_client.get(f"/api/v1/run-lines/?run={run['id']}").json()["results"]
    assert [line["dealer"] for line in mine] == ["GZ"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"from": "2024-01-01"},
        {"from": "2024-13-01", "to": "2025-01-01"},
        {"from": "2024-01-01", "to": "2024-01-01"},
        {"from": "2024-01-01", "to": "2025-01-01", "dealers": ["NOBODY"]},
        {"from": "2024-01-01", "to": "2025-01-01", "programmes": ["NOTHING"]},
    ],
)
def test_what_cannot_be_started_is_refused(annual, hq_client, data):
    assert send(hq_client, RUNS, **data).status_code == 400
    assert not SettlementRun.objects.exists()


def test_a_refusal_has_words(run, hq_client):
    answer = act(hq_client, run, "approve", reason="checked")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["code"] == "own_proposal"
    assert "a second person does" in error["message"]


@pytest.mark.parametrize("verb", ["approve", "discard"])
@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 501}])
def test_a_decision_needs_a_reason(run, finance_client, verb, data):
    answer = act(finance_client, run, verb, **data)
    assert (answer.status_code, list(answer.json())) == (400, ["reason"])
    assert SettlementRun.objects.get().status == RunStatus.DRAFT


def test_rights_hold_here_too(run, province_client, dealer_client):
    period = {"from": "2024-01-01", "to": "2025-01-01"}
    assert send(province_client, RUNS, **period).status_code == 403
    assert act(province_client, run, "discard", reason="no").status_code == 403
    assert act(dealer_client, run, "discard", reason="no").status_code == 404
    assert SettlementRun.objects.get().status == RunStatus.DRAFT


def test_a_run_can_be_discarded(run, hq_client):
    assert act(hq_client, run, "discard", reason="Too early").json()["status"] == "discarded"


class TestProgrammes:
    def test_a_file_becomes_drafts_that_another_person_approves(
        self, annual, hq_client, finance_client
    ):
        document = hq_client.get(f"/api/v1/programmes/{annual.pk}/document/").json()
        document["programmes"][0]["code"] = "COPY"
        answer = send(hq_client, "/api/v1/programmes/import/", document=document)
        assert answer.json()["versions"]["new"] == ["COPY v1"]
        version = ProgrammeVersion.objects.get(programme__code="COPY")
        address = f"/api/v1/programme-versions/{version.pk}/"
        assert hq_client.get(address).json()["status"] == "draft"
        assert send(hq_client, f"{address}approve/", reason="so").status_code == 400
        assert (
            send(finance_client, f"{address}approve/", reason="so").json()["status"] == "approved"
        )

    def test_a_dry_run_writes_nothing(self, hq_client):
        document = {"programmes": [{"code": "A", "name": "A"}]}
        address = "/api/v1/programmes/import/"
        answer = send(hq_client, address, document=document, dry_run=True)
        assert answer.json()["programmes"]["new"] == ["A"]
        assert not Programme.objects.exists()

    def test_faults_have_their_json_path(self, hq_client):
        document = {"programmes": [{"code": "A", "name": "A", "enrolment": "lottery"}]}
        answer = send(hq_client, "/api/v1/programmes/import/", document=document)
        assert answer.status_code == 400
        assert [e["path"] for e in answer.json()["errors"]] == ["programmes[0].enrolment"]

    def test_rights_hold_here_too(self, annual, province_client, dealer_client):
        document = {"programmes": []}
        address = "/api/v1/programmes/import/"
        assert send(province_client, address, document=document).status_code == 403
        assert send(dealer_client, address, document=document).status_code == 404

    def test_a_version_can_be_withdrawn(self, annual, hq_client):
        version = make.make_version(annual, status="draft", valid_from="2030-01-01")
        answer = send(hq_client, f"/api/v1/programme-versions/{version.pk}/withdraw/", reason="no")
        assert answer.json()["status"] == "withdrawn"

"""Cases by the API: the same rows and the same services as on their pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conduct.ways import fresh
from tests.conftest import signed_in
from tests.papers import a_pdf

pytestmark = pytest.mark.django_db


def at(case, verb: str = "") -> str:
    return f"/api/v1/violations/{case.pk}/" + (f"{verb}/" if verb else "")


def post(client, address: str, **said):
    return client.post(address, json.dumps(said), content_type="application/json")


def test_it_works(desk, version):
    """A whole life: reviewed, confirmed, appealed with a file, decided."""
    case, opener, accused = desk.detected(), signed_in(desk.opener), signed_in(desk.accused)
    assert post(opener, at(case, "review"), reason="查").json()["status"] == "under_review"
    said = post(accused, at(case, "answer"), text="有授权书")
    assert said.status_code == 200
    assert said.json()["answered_at"]
    confirmed = post(signed_in(desk.decider), at(case, "confirm"), reason="证据充分")
    assert (confirmed.json()["status"], confirmed.json()["fine"]) == ("confirmed", "100000.00")
    sent = {"text": "不服", "files": [SimpleUploadedFile("凭证.pdf", a_pdf("proof"))]}
    assert accused.post(at(case, "appeal"), sent).json()["status"] == "appealed"
    judge = signed_in(desk.judge)
    decided = post(judge, at(case, "decide"), reason="复核", outcome="overturned")
    assert decided.json()["status"] == "overturned"
    told = judge.get(at(case, "dossier")).json()
    assert [one["fine"] for one in told["decisions"]] == ["0.00", "100000.00"]
    [mine] = [one for one in told["evidence"] if one["from_dealer"]]
    assert mine["file"]["name"] == "凭证.pdf"
    assert judge.get(mine["file"]["url"]).status_code == 200


def test_whoever_opened_it_is_refused_in_words(desk, case):
    judge = signed_in(desk.judge)
    case.opened_by = desk.judge.user
    case.save()
    answer = post(judge, at(case, "confirm"), reason="x")
    assert answer.status_code in (400, 409)
    assert "second person" in str(answer.json()) or "confirm" in str(answer.json())
    assert fresh(case).status == "under_review"


def test_what_changed_since_is_not_decided_on(desk, case):
    decider = signed_in(desk.decider)
    tag = decider.get(at(case)).headers["ETag"]
    post(signed_in(desk.accused), at(case, "answer"), text="有授权书")
    body = json.dumps({"reason": "x"})
    answer = decider.post(
        at(case, "confirm"), body, content_type="application/json", headers={"if-match": tag}
    )
    assert answer.status_code == 412
    assert fresh(case).status == "under_review"


def test_evidence_figures_and_recalls(desk, case):
    opener = signed_in(desk.opener)
    assert post(opener, at(case, "evidence"), kind="note", text="暗访").status_code == 200
    assert post(opener, at(case, "evidence"), kind="scan", text="x").status_code == 400
    assert post(opener, at(case, "figures"), reason="发票", seller_profit="3.5").status_code == 200
    assert str(fresh(case).seller_profit) == "3.5000"
    said = {"quantity": 3, "deadline": "2031-01-06"}
    assert post(opener, at(case, "recall"), **said).status_code == 200
    assert opener.get(at(case, "dossier")).json()["recalls"][0]["status"] == "ordered"
    assert post(opener, at(case, "recall-done")).status_code == 200
    assert post(opener, at(case, "recall-done")).status_code == 400


@pytest.mark.parametrize("verb", ["confirm", "dismiss", "recall", "evidence", "figures", "decide"])
def test_a_dealer_does_nothing_of_the_brands(desk, case, verb):
    assert post(signed_in(desk.accused), at(case, verb), reason="x").status_code == 403
    assert fresh(case).status == "under_review"


def test_a_stranger_gets_what_was_never_there(case, stranger_client):
    for verb in ("", "dossier"):
        assert stranger_client.get(at(case, verb)).status_code == 404
    for verb in ("confirm", "answer", "appeal"):
        assert post(stranger_client, at(case, verb), text="x", reason="x").status_code == 404


def test_it_is_filtered(desk, version):
    case = fresh(desk.confirmed())
    judge = signed_in(desk.judge)
    for asked, found in [
        ({"status": "confirmed", "dealer": "GZ"}, [case.pk]),
        ({"dealer": "HZ"}, []),
        ({"todo": "decide"}, []),
        ({"due_until": str(case.appeal_by)}, [case.pk]),
    ]:
        rows = judge.get("/api/v1/violations/", asked).json()["results"]
        assert [row["id"] for row in rows] == found, asked


def test_the_brand_reads_more_than_the_dealer(desk, case):
    desk.confirm(case)
    brand, dealer = (
        signed_in(access).get(at(case, "dossier")).json() for access in (desk.judge, desk.accused)
    )
    assert set(dealer) == {"evidence", "events", "decisions", "effects", "recalls"}
    assert brand["opened_by"] == str(desk.opener.user)
    assert "share" in brand["decisions"][0]
    assert "share" not in dealer["decisions"][0]
    assert {event["by"] for event in dealer["events"]} == {"The brand"}

"""Cases on their pages, by the brand: read, reviewed, decided by another person."""

import datetime

import pytest

from dealers.choices import Role
from rebates.conduct.models import Violation
from rebates.conduct.services.answers import answer_case
from tests.access.canaries import text_of
from tests.conduct.making import make_recall
from tests.conduct.ways import fresh
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def at(case, action: str = "") -> str:
    return f"/violations/{case.pk}/" + (f"{action}/" if action else "")


def text(client, address: str) -> str:
    answer = client.get(address, headers=EN)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def opening(desk):
    return signed_in(desk.opener)


@pytest.fixture
def deciding(desk):
    return signed_in(desk.decider)


@pytest.fixture
def judging(desk):
    return signed_in(desk.judge)


def test_it_works(desk, version, opening, deciding, judging):
    """From the finding to the decision on an appeal, all by forms."""
    case = desk.detected()
    assert opening.post(at(case, "review"), {"reason": "查"}).status_code == 302
    assert "Offence 1 (within 12 months): 100,000.00 yuan" in text(deciding, at(case))
    said = {"reason": "证据充分", "severity": "serious"}
    assert deciding.post(at(case, "confirm"), said).status_code == 302
    case = fresh(case)
    assert (case.status, case.severity) == ("confirmed", "serious")
    page = text(judging, at(case))
    assert "100,000.00" in page
    assert "Offence 1 of its kind" in page
    assert "liquidated damages" in page
    desk.appeal(case)
    said = {"reason": "复核", "outcome": "overturned"}
    assert judging.post(at(case, "decide"), said).status_code == 302
    assert fresh(case).status == "overturned"
    assert "It does not count as an offence." in text(judging, at(case))


def test_whoever_opened_it_is_told_why_she_does_not_confirm(desk, version):
    province = person("both", Role.PROVINCE, region=desk.decider.user.grants.get().region)
    desk.opener = province
    case, client = desk.under_review(), signed_in(province)
    page = text(client, at(case))
    assert "another person confirms it" in page
    assert f'href="{at(case, "confirm")}' not in page
    assert (
        client.post(at(case, "confirm"), {"reason": "x", "severity": "general"}).status_code == 403
    )
    assert fresh(case).status == "under_review"


def test_whoever_confirmed_it_does_not_decide_its_appeal(desk, case, judging):
    desk.decider = desk.judge
    desk.appeal(desk.confirm(case))
    assert "somebody else decides its appeal" in text(judging, at(case))
    said = {"reason": "x", "outcome": "upheld"}
    assert judging.post(at(case, "decide"), said).status_code == 403
    assert fresh(case).status == "appealed"


def test_dismissing_needs_a_reason(case, deciding):
    assert deciding.post(at(case, "dismiss"), {"reason": " "}).status_code == 422
    assert deciding.post(at(case, "dismiss"), {"reason": "礼品"}).status_code == 302
    assert fresh(case).status == "dismissed"


def test_a_city_manager_decides_nothing(case, opening):
    assert opening.get(at(case)).status_code == 200
    for action in ("dismiss", "confirm", "decide"):
        assert opening.post(at(case, action), {"reason": "x"}).status_code == 403
    assert fresh(case).status == "under_review"


def test_nobody_decides_on_what_changed_since_she_looked(desk, case, deciding):
    page = deciding.get(at(case, "confirm"))
    seen = page.context["form"].initial["seen"]
    answer_case(case=case, text="有授权书", access=desk.accused)
    said = {"reason": "x", "severity": "general", "seen": seen}
    assert deciding.post(at(case, "confirm"), said).status_code == 422
    assert fresh(case).status == "under_review"


def test_a_recall_is_ordered_once_and_done(case, opening):
    day = datetime.date.today() + datetime.timedelta(7)
    said = {"quantity": "20", "deadline": day.isoformat()}
    assert opening.post(at(case, "recall"), said).status_code == 302
    assert f"20 pieces by {day}" in text(opening, at(case))
    assert opening.post(at(case, "recall"), said).status_code == 422
    assert opening.post(at(case, "recall-done")).status_code == 302
    assert opening.post(at(case, "recall-done")).status_code == 422  # there is none any more
    assert case.recalls.get().status == "done"


def test_figures_are_completed_with_their_source(case, opening):
    said = {"reason": "发票", "seller_profit": "1200.50", "quantity": ""}
    assert opening.post(at(case, "figures"), said).status_code == 302
    case = fresh(case)
    assert (str(case.seller_profit), case.quantity) == ("1200.5000", 20)


def test_a_case_is_opened_by_hand(desk, opening, regions):
    said = {
        "dealer": "GZ", "kind": "cross_region", "severity": "general", "offence_date": "2026-03-02",
        "home": "440100", "region": "440300", "quantity": "5", "goods_value": "16000",
        "summary": "客户来电",
    }  # fmt: skip
    assert opening.post("/violations/add/", said | {"summary": ""}).status_code == 422
    answer = opening.post("/violations/add/", said)
    assert answer.status_code == 302, answer.context["form"].errors
    case = Violation.objects.get()
    assert (case.status, case.dealer, case.opened_by) == ("detected", desk.dealer, desk.opener.user)
    assert opening.get(f"/violations/{case.pk}/edit/").status_code == 403


def test_nobody_opens_a_case_out_of_her_reach(opening):
    said = {"dealer": "HZ", "kind": "cross_region", "severity": "general", "summary": "x",
            "offence_date": "2026-03-02", "quantity": "1", "goods_value": "0"}  # fmt: skip
    assert opening.post("/violations/add/", said).status_code == 422
    assert not Violation.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"), [("review", "detected"), ("answer", ""), ("decide", "under_review")]
)
def test_the_list_says_what_waits(desk, version, judging, asked, found):
    for case in (desk.detected(), desk.under_review()):
        case.refresh_from_db()
    rows = judging.get("/violations/", {"todo": asked}).context["table"].rows
    assert [row.record.status for row in rows] == [found] * bool(found)


def test_the_list_shows_deadline_and_fine(desk, version, judging):
    case = fresh(desk.confirmed())
    make_recall(violation=case)
    [row] = judging.get("/violations/", {"todo": "recall"}).context["table"].rows
    assert (row.record.due_on, str(row.record.fine)) == (case.appeal_by, "100000.00")
    late = case.appeal_by - datetime.timedelta(1)
    assert not len(judging.get("/violations/", {"due_until": late}).context["table"].rows)
    assert "100000" in text_of(judging.get("/violations/export/"))

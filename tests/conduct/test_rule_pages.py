"""Penalty rules on their pages: proposed with their ladder, approved by another, read in words."""

import datetime

import pytest

from dealers.choices import Role
from rebates.conduct.models import Holiday, PenaltyRuleVersion
from tests.conduct.making import CLAUSE, make_rule, make_rule_version
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
ADD = "/penalty-rule-versions/add/"
TERMS = {
    "rule": "CROSS", "valid_from": "2026-01-01", "window": "rolling", "window_months": "12",
    "share_percent": "10", "draws_on": "balance_then_deposit", "clause": CLAUSE,
    "answer_days": "5", "appeal_days": "10", "appeal_suspends": "on",
}  # fmt: skip
STEPS = {
    "step_0_number": "1", "step_0_fixed": "100000", "step_1_number": "2", "step_1_fixed": "150000",
    "step_2_number": "3", "step_2_termination": "authorisation",
}  # fmt: skip


@pytest.fixture
def rule():
    return make_rule("CROSS")


def test_it_works(hq_client, rule):
    assert hq_client.post(ADD, TERMS | STEPS).status_code == 302
    version = PenaltyRuleVersion.objects.get()
    assert (version.status, version.number, str(version.share_percent)) == ("draft", 1, "10.0000")
    page = hq_client.get(f"/penalty-rules/{rule.pk}/", headers={"accept-language": "en"})
    text = page.content.decode()
    assert "100,000.00 yuan" in text
    assert "Offence 3 and each further one" in text
    assert "liquidated damages" in text


def test_a_second_person_approves(hq_client, rule):
    hq_client.post(ADD, TERMS | STEPS)
    version = PenaltyRuleVersion.objects.get()
    address = f"/penalty-rule-versions/{version.pk}/approve/"
    finance = signed_in(person("finance", Role.FINANCE))
    assert hq_client.post(address, {"reason": "好"}).status_code == 422
    assert finance.post(address, {"reason": "合同第八条"}).status_code == 302
    version.refresh_from_db()
    assert version.status == "approved"
    assert hq_client.get(f"/penalty-rule-versions/{version.pk}/edit/").status_code == 403


def test_by_api_too(hq_client, rule):
    version = make_rule_version(rule=rule, status="draft")
    answer = hq_client.post(
        f"/api/v1/penalty-rule-versions/{version.pk}/withdraw/",
        {"reason": "不用了"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({f"step_{row}_number": "" for row in range(3)}, "which offence"),
        ({"step_0_number": "2", "step_1_number": "3", "step_2_number": "4"}, "begin at offence 1"),
        ({"step_1_fixed": ""}, "Step 2 says nothing"),
        ({"clause": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_on_the_form(hq_client, rule, changed, problem):
    answer = hq_client.post(ADD, TERMS | STEPS | changed, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not PenaltyRuleVersion.objects.exists()


def test_a_new_version_begins_from_the_last(hq_client, rule):
    make_rule_version(rule=rule)
    form = hq_client.get(f"{ADD}?rule=CROSS").context["form"]
    assert form["clause"].value() == CLAUSE
    assert [form[f"step_{row}_number"].value() for row in range(4)] == [1, 2, 3, None]
    assert form["valid_from"].value() is None


def test_a_draft_is_changed_with_its_steps(hq_client, rule):
    hq_client.post(ADD, TERMS | STEPS)
    version = PenaltyRuleVersion.objects.get()
    address = f"/penalty-rule-versions/{version.pk}/edit/"
    form = hq_client.get(address).context["form"]
    sent = {bound.name: "" if bound.value() is None else bound.value() for bound in form}
    answer = hq_client.post(address, sent | {"step_0_fixed": "90000", "reason": "谈判"})
    assert answer.status_code == 302
    assert [str(step.fixed) for step in version.steps.all()][:2] == ["90000.00", "150000.00"]


def test_dealers_do_not_read_them(rule, dealers):
    principal = signed_in(person("p", Role.PRINCIPAL, dealer=dealers.guangzhou))
    assert principal.get("/penalty-rules/").status_code in (403, 404)
    assert principal.get(f"/penalty-rules/{rule.pk}/").status_code == 404
    assert principal.get("/holidays/").status_code == 200


def test_a_holiday_can_be_added(hq_client):
    sent = {"day": "2027-01-01", "name": "元旦", "name_en": ""}
    assert hq_client.post("/holidays/add/", sent).status_code == 302
    assert Holiday.objects.get(day=datetime.date(2027, 1, 1)).working is False

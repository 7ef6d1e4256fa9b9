"""Penalty rules: versions proposed by one person, approved by another, then fixed."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from rebates.conduct.models import PenaltyRule, PenaltyRuleVersion
from rebates.conduct.services.versions import (
    approve_version,
    change_draft,
    document_of,
    propose_version,
    withdraw_version,
)
from tests.conduct.making import CLAUSE, REFERENCE, make_rule
from tests.conftest import person

pytestmark = pytest.mark.django_db
YEAR = datetime.date(2026, 1, 1)
LATER = datetime.date(2026, 7, 1)


@pytest.fixture
def author(db) -> Access:
    return person("author", Role.HEADQUARTERS)


@pytest.fixture
def approver(db) -> Access:
    return person("approver", Role.FINANCE)


@pytest.fixture
def rule(db) -> PenaltyRule:
    return make_rule("CROSS")


def proposed(author, rule, *, steps=REFERENCE, **values) -> PenaltyRuleVersion:
    terms = {"valid_from": YEAR, "clause": CLAUSE} | values
    return propose_version(rule=rule, values=terms, steps=steps, access=author)


def approved(author, approver, rule, **more) -> PenaltyRuleVersion:
    draft = proposed(author, rule, **more)
    return approve_version(version=draft, access=approver, reason="合同第八条")


def test_it_works(author, approver, rule):
    version = approved(author, approver, rule)
    assert (version.number, version.status, version.approved_by) == (
        1,
        "approved",
        approver.user,
    )
    assert [step.fixed for step in version.steps.all()] == [100_000, 150_000, None]
    assert [entry.action for entry in history_of(version)] == ["approved", "proposed"]


def test_the_next_version_ends_the_one_before(author, approver, rule):
    first = approved(author, approver, rule)
    second = approved(author, approver, rule, valid_from=LATER)
    first.refresh_from_db()
    assert (first.valid_to, second.number) == (LATER, 2)


@pytest.mark.parametrize("start", [YEAR, datetime.date(2025, 1, 1)])
def test_no_day_has_two_versions(author, approver, rule, start):
    approved(author, approver, rule)
    with pytest.raises(ValidationError, match="CROSS v1"):
        approved(author, approver, rule, valid_from=start)
    assert PenaltyRuleVersion.objects.filter(status="approved").count() == 1


def test_another_rule_for_the_same_violation_is_in_the_way(author, approver, rule):
    approved(author, approver, rule)
    with pytest.raises(ValidationError, match="CROSS v1"):
        approved(author, approver, make_rule("OTHER"), valid_from=LATER)
    approved(author, approver, make_rule("DATA", kind="false_data"), valid_from=LATER)


def test_what_decided_a_case_holds_on_its_day(author, approver, rule, desk):
    approved(author, approver, rule, answer_days=0)
    desk.confirmed(datetime.date(2026, 7, 2))
    with pytest.raises(ValidationError, match="decided by CROSS v1"):
        approved(author, approver, rule, valid_from=LATER)
    approved(author, approver, rule, valid_from=datetime.date(2026, 7, 3))


def test_whoever_proposed_or_changed_a_draft_does_not_approve_it(author, rule):
    second = person("second", Role.HEADQUARTERS)
    draft = proposed(author, rule)
    with pytest.raises(ValidationError, match="second person"):
        approve_version(version=draft, access=author, reason="好")
    change_draft(
        version=draft, values={"answer_days": 3}, steps=REFERENCE, access=second, reason="短些"
    )
    for access in (author, second):
        with pytest.raises(ValidationError, match="second person"):
            approve_version(version=draft, access=access, reason="好")


def test_a_draft_can_be_changed_and_the_history_says_how(author, rule):
    draft = proposed(author, rule)
    steps = ({"number": 1, "fixed": Decimal(1)},)
    change_draft(
        version=draft, values={"share_percent": 5}, steps=steps, access=author, reason="降低"
    )
    assert document_of(draft)["steps"] == [{"number": "1", "fixed": "1.00"}]
    entry = history_of(draft).first()
    assert entry.before["share_percent"] == "0.0000"
    assert entry.after["share_percent"] == "5.0000"
    assert entry.reason == "降低"


def test_what_is_approved_does_not_change(author, approver, rule):
    version = approved(author, approver, rule)
    with pytest.raises(ValidationError, match="only a draft"):
        change_draft(version=version, values={}, steps=REFERENCE, access=author, reason="改")
    with pytest.raises(ValidationError, match="cannot become"):
        withdraw_version(version=version, access=author, reason="不要")
    with pytest.raises(ValidationError, match="cannot become"):
        approve_version(version=version, access=person("x", Role.HEADQUARTERS), reason="好")


def test_a_draft_can_be_withdrawn(author, approver, rule):
    draft = withdraw_version(version=proposed(author, rule), access=approver, reason="不用了")
    assert draft.status == "withdrawn"


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ((), "at least one step"),
        (({"number": 2, "fixed": Decimal(1)},), "begin at offence 1"),
        (({"number": 1, "fixed": Decimal(1)}, {"number": 2}), "Step 2 says nothing"),
        (({"number": 1, "fixed": Decimal(-1)},), "greater than or equal to 0"),
        (({"number": 1, "deposit_percent": Decimal(101)},), "less than or equal to 100"),
        (({"number": 1, "fixed": Decimal(1)},) * 2, "same offence"),
        (
            ({"number": 1, "fixed": Decimal(1)},
             {"number": 2, "severity": "malicious", "fixed": Decimal(1)}),
            "malicious",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_ladder(author, rule, steps, problem):
    with pytest.raises(ValidationError, match=problem):
        proposed(author, rule, steps=steps)
    assert not PenaltyRuleVersion.objects.exists()


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"valid_to": YEAR}, "later than"),
        ({"window_months": None}, "number of months"),
        ({"clause": ""}, "blank"),
        ({"share_percent": Decimal(101)}, "100"),
    ],
)
def test_what_is_wrong_with_the_terms(author, rule, values, problem):
    with pytest.raises(ValidationError, match=problem):
        proposed(author, rule, **values)


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.AUDITOR, Role.FINANCE, Role.PRINCIPAL])
def test_who_does_not_propose(role, rule, regions, dealers):
    bound = {
        Role.PROVINCE: {"region": regions.guangdong},
        Role.PRINCIPAL: {"dealer": dealers.guangzhou},
    }
    with pytest.raises(PermissionDenied):
        proposed(person("other", role, **bound.get(role, {})), rule)


def test_a_province_does_not_approve(author, rule, regions):
    draft = proposed(author, rule)
    with pytest.raises(PermissionDenied):
        approve_version(
            version=draft, access=person("p", Role.PROVINCE, region=regions.guangdong), reason="好"
        )

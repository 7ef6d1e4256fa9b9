"""The life of a version: proposed by one, approved by another, then fixed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM, Access
from rebates.choices import VersionStatus
from rebates.models import ProgrammeVersion
from rebates.rules.faults import MESSAGES as RULE_MESSAGES
from rebates.services.programmes import (
    ProgrammeFaults,
    approve_version,
    change_draft,
    document_of,
    propose_version,
    terms_of,
    withdraw_version,
)
from rebates.wording.faults import MESSAGES
from tests.factories import make_user

from .conftest import ANNUAL, saying

DAY = datetime.date.fromisoformat


@pytest.fixture
def draft(programme, manager):
    return propose_version(programme=programme, document=ANNUAL, access=manager)


def test_it_works(draft, approver):
    version = approve_version(version=draft, access=approver, reason="Board of 2 January")
    assert (version.status, version.approved_by) == (VersionStatus.APPROVED, approver.user)
    entry = history_of(version).first()
    assert (entry.action, entry.by, entry.reason) == (
        "approved",
        approver.user,
        "Board of 2 January",
    )
    assert (entry.before, entry.after) == ({"status": "draft"}, {"status": "approved"})


def test_the_trail_holds_the_terms_that_were_proposed(draft, manager):
    [entry] = history_of(draft)
    assert (entry.action, entry.by) == ("proposed", manager.user)
    assert entry.after == document_of(draft)


def test_whoever_proposed_it_cannot_approve_it(draft, manager):
    with pytest.raises(ValidationError, match="Whoever proposed"):
        approve_version(version=draft, access=manager, reason="checked")


def test_whoever_had_a_hand_in_it_cannot_approve_it_however_long_ago(draft, approver, manager):
    both = Access(make_user("sun"), manager.rights)
    change_draft(version=draft, document=saying(method="whole"), access=both, reason="too dear")
    assert history_of(draft).first().reason == "too dear"
    for who in (both, Access(manager.user, approver.rights)):
        with pytest.raises(ValidationError, match="Whoever proposed or changed"):
            approve_version(version=draft, access=who, reason="checked")
    version = approve_version(version=draft, access=approver, reason="checked")
    assert version.status == VersionStatus.APPROVED


@pytest.mark.parametrize("act", [approve_version, withdraw_version])
@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_whoever_decides_says_why(draft, approver, act, reason):
    with pytest.raises(ValidationError) as refused:
        act(version=draft, access=approver, reason=reason)
    assert set(refused.value.error_dict) == {"reason"}
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def test_a_changed_draft_has_the_new_terms_and_no_others(draft, manager):
    steps = [{"from": "10", "percent": "5"}]
    change_draft(version=draft, document=saying(steps=steps), access=manager)
    assert document_of(ProgrammeVersion.objects.get())["steps"] == steps
    assert history_of(draft).first().before["steps"] == ANNUAL["steps"]


@pytest.mark.parametrize("act", [approve_version, withdraw_version])
def test_a_right_is_needed_to_decide(draft, auditor, act):
    with pytest.raises(PermissionDenied):
        act(version=draft, access=auditor, reason="checked")


def test_a_right_is_needed_to_propose_and_to_change(programme, draft, approver):
    with pytest.raises(PermissionDenied):
        propose_version(programme=programme, document=ANNUAL, access=approver)
    with pytest.raises(PermissionDenied):
        change_draft(version=draft, document=ANNUAL, access=approver)


@pytest.mark.parametrize("end", [approve_version, withdraw_version])
def test_after_the_decision_nothing_moves_any_more(draft, approver, manager, end):
    end(version=draft, access=approver, reason="checked")
    for move in (approve_version, withdraw_version):
        with pytest.raises(ValidationError, match="cannot become"):
            move(version=draft, access=SYSTEM, reason="checked")
    with pytest.raises(ValidationError, match="only a draft can be changed"):
        change_draft(version=draft, document=ANNUAL, access=manager)


def test_a_withdrawn_version_leaves_its_number_and_frees_its_days(draft, programme, manager):
    withdraw_version(version=draft, access=manager, reason="Too dear")
    again = propose_version(programme=programme, document=ANNUAL, access=manager)
    assert again.number == 2
    version = approve_version(version=again, access=SYSTEM, reason="checked")
    assert version.status == VersionStatus.APPROVED


def test_approving_a_later_version_ends_the_open_one_and_proposing_it_does_not(
    draft, programme, manager, approver
):
    approve_version(version=draft, access=approver, reason="checked")
    later = propose_version(
        programme=programme, document=saying(valid_from="2013-01-01"), access=manager
    )
    draft.refresh_from_db()
    assert draft.valid_to is None
    approve_version(version=later, access=approver, reason="checked")
    draft.refresh_from_db()
    assert draft.valid_to == DAY("2013-01-01")
    assert history_of(draft).first().action == "ended"


def test_of_two_drafts_for_the_same_days_one_can_be_approved(draft, programme, manager, approver):
    rival = propose_version(
        programme=programme, document=saying(method="whole", valid_to="2013-01-01"), access=manager
    )
    approve_version(version=rival, access=approver, reason="checked")
    with pytest.raises(ProgrammeFaults, match="2012-01-01 overlaps ANNUAL v2"):
        approve_version(version=draft, access=approver, reason="checked")


def test_stored_terms_are_the_terms_that_were_read(draft):
    terms = terms_of(ProgrammeVersion.objects.get())
    assert [str(step.percent) for step in terms.steps] == ["1", "2", "3"]
    assert (terms.method, terms.period, terms.target) == ("graduated", "year", "net_amount")


def test_every_fault_of_the_rules_has_its_words_here():
    assert {code: str(MESSAGES[code]) for code in RULE_MESSAGES} == RULE_MESSAGES

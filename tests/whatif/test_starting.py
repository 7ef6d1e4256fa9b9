"""Who may try what, and what is refused with words; cancel and delete."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.jobs import claim, run_job
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import Access, Scope, Verb
from rebates.models import Trial, TrialLine
from rebates.whatif import calculating
from rebates.whatif.starting import cancel_trial, delete_trial, start_trial
from tests import factories as make

from .conftest import YEAR, draft_of, work


@pytest.fixture
def south(regions, dealers) -> Access:
    """Somebody who may propose programmes for Guangdong alone."""
    rights = ((frozenset({Verb.CHANGE_PROGRAMMES}), Scope(regions=(regions.guangdong.path,))),)
    return Access(make.make_user("south"), rights)


@pytest.fixture
def of_guangzhou(db, dealers):
    programme = make.make_programme("SOUTH")
    return draft_of(programme, "2", scope={"kinds": ["sell_in"], "include": {"dealers": ["GZ"]}})


def test_it_works(draft, hq):
    trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)
    assert (trial.status, trial.tried) == ("calculating", "ANNUAL v2")
    assert list(trial.versions.all()) == [draft]
    assert (trial.job.task, trial.job.arguments) == ("calculate_trial", {"trial": trial.pk})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "Choose a draft"),
        ({"drafts": [0]}, "no version 0"),
        ({"without": ["NONE"]}, "No programme has the code NONE"),
        ({"programmes": ["NONE"]}, "No programme has the code NONE"),
        ({"dealers": ["NONE"]}, "No dealer has the code NONE"),
    ],
)
def test_what_is_not_there(draft, hq, more, says):
    terms = {"drafts": [draft.pk]} if {"programmes", "dealers"} & set(more) else {}
    with pytest.raises(ValidationError, match=says):
        start_trial(access=hq, **YEAR, **terms, **more)
    assert not Trial.objects.exists()


def test_only_drafts_are_tried(in_force, hq):
    with pytest.raises(ValidationError, match="ANNUAL v1 is approved; only drafts"):
        start_trial(drafts=[in_force.pk], access=hq, **YEAR)


def test_two_drafts_of_one_programme_on_the_same_days(draft, in_force, hq):
    other = draft_of(in_force.programme, "3")
    with pytest.raises(ValidationError, match="v2 and v3 would be in force on the same days"):
        start_trial(drafts=[draft.pk, other.pk], access=hq, **YEAR)


def test_a_programme_is_tried_or_left_out(draft, hq):
    with pytest.raises(ValidationError, match="ANNUAL is left out"):
        start_trial(drafts=[draft.pk], without=["ANNUAL"], access=hq, **YEAR)


def test_the_days_must_be_in_order(draft, hq):
    days = {"date_from": YEAR["date_to"], "date_to": YEAR["date_from"]}
    with pytest.raises(ValidationError, match="must be later"):
        start_trial(drafts=[draft.pk], access=hq, **days)


def test_who_may_not_propose_programmes_tries_none(draft, finance, province, dealer_user):
    for access in (finance, province, dealer_user):
        with pytest.raises(PermissionDenied):
            start_trial(drafts=[draft.pk], access=access, **YEAR)


class TestPartOfTheChannel:
    def test_what_the_right_reaches(self, of_guangzhou, south):
        trial = start_trial(drafts=[of_guangzhou.pk], dealers=["GZ"], access=south, **YEAR)
        assert trial.dealers == ["GZ"]

    def test_not_a_draft_for_everybody(self, draft, south):
        with pytest.raises(PermissionDenied):
            start_trial(drafts=[draft.pk], dealers=["GZ"], access=south, **YEAR)

    def test_not_without_a_programme_for_everybody(self, in_force, of_guangzhou, south):
        with pytest.raises(PermissionDenied):
            start_trial(drafts=[of_guangzhou.pk], without=["ANNUAL"], dealers=["GZ"],
                        access=south, **YEAR)  # fmt: skip

    @pytest.mark.parametrize(
        ("named", "says"), [(["HZ"], "No dealer has the code HZ"), ([], "Name the dealers")]
    )
    def test_not_other_dealers(self, of_guangzhou, south, named, says):
        with pytest.raises(ValidationError, match=says):
            start_trial(drafts=[of_guangzhou.pk], dealers=named, access=south, **YEAR)


class TestTheJob:
    def test_a_worker_calculates_it(self, draft, sold, hq):
        trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)
        work()
        trial.refresh_from_db()
        trial.job.refresh_from_db()
        assert (trial.status, trial.job.status) == ("done", "done")
        assert (trial.job.done, trial.job.total) == (2, 2)

    def test_cancelled_while_it_waits(self, draft, hq):
        trial = cancel_trial(trial=start_trial(drafts=[draft.pk], access=hq, **YEAR), access=hq)
        assert (trial.status, trial.job.status, claim()) == ("cancelled", "cancelled", None)
        with pytest.raises(ValidationError, match="ended already"):
            cancel_trial(trial=trial, access=hq)

    def test_cancelled_in_the_middle(self, draft, sold, hq, monkeypatch):
        trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)
        job, asked = claim(), []
        rows_of = calculating.Sides.rows_of

        def and_cancel(sides, dealer):
            if not asked:
                asked.append(cancel_trial(trial=trial, access=hq))
            return rows_of(sides, dealer)

        monkeypatch.setattr(calculating.Sides, "rows_of", and_cancel)
        run_job(job)
        trial.refresh_from_db()
        assert (trial.status, TrialLine.objects.count()) == ("cancelled", 0)

    def test_what_cannot_be_calculated_any_more_says_why(self, draft, in_force, sold, hq):
        later = draft_of(in_force.programme, "3", "2025-01-01")
        type(draft).objects.filter(pk=draft.pk).update(valid_to="2025-01-01")
        trial = start_trial(drafts=[draft.pk, later.pk], access=hq, **YEAR)
        type(draft).objects.filter(pk=draft.pk).update(valid_to=None)
        work()
        trial.refresh_from_db()
        assert trial.status == "failed"
        assert "on the same days" in trial.error


class TestDeleting:
    def test_its_maker_deletes_it(self, tried, draft, hq):
        trial = tried(draft)
        key = trial.pk
        delete_trial(trial=trial, access=hq)
        assert not Trial.objects.exists()
        assert not TrialLine.objects.exists()
        assert AuditEntry.objects.filter(action="deleted", object_id=key).exists()

    def test_nobody_else_does(self, tried, draft, south, finance):
        trial = tried(draft)
        for access in (south, finance):
            for act in (delete_trial, cancel_trial):
                with pytest.raises(PermissionDenied):
                    act(trial=trial, access=access)

    def test_not_while_it_is_calculated(self, draft, hq):
        with pytest.raises(ValidationError, match="cancel it first"):
            delete_trial(trial=start_trial(drafts=[draft.pk], access=hq, **YEAR), access=hq)

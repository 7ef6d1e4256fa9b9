"""What past days would have brought: by another ladder, tolerance or map; no case is touched."""

import datetime
from decimal import Decimal

import pytest
from django.core import serializers

from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import (
    CaseEvent,
    DetectorSetting,
    Effect,
    Evidence,
    Finding,
    PenaltyDecision,
    Violation,
)
from rebates.conduct.services.cases import dismiss, review
from tests import factories as make
from tests.conduct.making import make_confirmed, make_rule_version
from tests.conduct.ways import fresh
from tests.conduct.whatif.conftest import DAYS, DOUBLE, SINCE, fines

pytestmark = pytest.mark.django_db
HELD = {"product_line": "", "channel": "", "exclusive": "", "valid_to": ""}
LOOK = {"detectors": ["line_outside"]}


def test_it_works(desk, sell, draft, tried):
    """Three cases that were decided: the draft would have doubled the first two."""
    desk.confirmed(datetime.date(2026, 3, 2))
    desk.confirmed(datetime.date(2026, 3, 3))
    desk.confirmed(datetime.date(2026, 3, 4))
    trial = tried(drafts=[draft.pk])
    assert trial.status == "done"
    assert fines(trial) == [
        ("100000", "200000"),
        ("150000", "300000"),
        ("authorisation", "300000"),
    ]
    assert set(trial.cases.values_list("differs", flat=True)) == {True}
    assert trial.terms[0]["steps"][0] == {"number": 1, "fixed": "200000.00"}


class TestNothingIsTouched:
    WRITTEN = (
        Violation, Finding, Evidence, CaseEvent, PenaltyDecision, Effect, DetectorSetting,
    )  # fmt: skip

    def test_of_what_there_was(self, desk, sell, draft, tried, territories):
        desk.confirmed()
        sell()
        before = self.everything()
        tried(
            drafts=[draft.pk],
            settings={"line_outside": {"min_quantity": 2}},
            territories=[HELD | {"dealer": "GZ", "region": "330100", "valid_from": "2026-01-01"}],
        )
        assert self.everything() == before

    def everything(self) -> list[str]:
        return [serializers.serialize("json", model.objects.order_by("pk"))
                for model in self.WRITTEN]  # fmt: skip


class TestDryRun:
    def test_what_would_be_found_now(self, sell, tried):
        sell()
        sell(1)
        trial = tried(**LOOK)
        assert fines(trial) == [("100000", "100000"), ("150000", "150000")]
        found = trial.found["after"]["line_outside"]
        assert (found["findings"], found["cases"], found["no_case"]) == (2, 2, {})

    def test_all_detectors_of_the_kind_look_for_its_cases_are_theirs_together(self, sell, tried):
        assert set(tried(**LOOK).detectors) == {"line_outside", "serial_outside"}

    def test_what_was_found_before_is_found_once_more(self, sell, tried):
        sell()
        detected()
        case = Violation.objects.get()
        trial = tried(**LOOK)
        assert [row.key for row in trial.cases.all()] == [case.number]
        assert fines(trial) == [("100000", "100000")]


class TestTolerance:
    TWO = {"settings": {"line_outside": {"min_quantity": 2}}}

    def test_a_case_falls_away(self, sell, tried):
        sell()
        sell(1)
        sell(1)
        trial = tried(**self.TWO)
        assert fines(trial) == [("100000", "–"), ("150000", "100000")]
        found = trial.found["after"]["line_outside"]
        assert (found["cases"], found["no_case"]) == (1, {"threshold": 1})

    def test_a_case_comes(self, sell, setting, tried):
        DetectorSetting.objects.filter(pk=setting.pk).update(min_quantity=2)
        sell()
        trial = tried(settings={"line_outside": {"min_quantity": 1}})
        assert fines(trial) == [("–", "100000")]

    def test_one_that_is_there_falls_away_with_it(self, sell, tried, desk):
        sell()
        detected()
        assert fines(tried(**self.TWO)) == [("100000", "–")]

    def test_one_that_a_person_dismissed_costs_nothing_either_way(self, sell, tried, desk):
        sell()
        sell(1)
        detected()
        case = Violation.objects.earliest("offence_date")
        review(case=case, access=desk.opener)
        dismiss(case=fresh(case), access=desk.decider, reason="样机")
        trial = tried(settings={"line_outside": {"grouping": "dealer_day"}})
        assert fines(trial) == [("dismissed", "dismissed"), ("100000", "100000")]

    def test_one_that_was_opened_by_hand_stays(self, sell, tried, dealers, rule):
        make_confirmed(
            dealer=dealers.guangzhou, offence_date=datetime.date(2026, 3, 5),
            rule_version=rule,
        )  # fmt: skip
        sell()
        assert fines(tried(**self.TWO)) == [("100000", "100000"), ("150000", "–")]

    def test_of_another_grouping(self, sell, tried):
        sell()
        sell(1)
        trial = tried(settings={"line_outside": {"grouping": "dealer_month"}})
        pairs = fines(trial)
        assert sorted(pairs) == [("100000", "–"), ("150000", "–"), ("–", "100000")]


class TestTerritories:
    def test_what_is_granted_is_not_outside_any_more(self, sell, tried):
        sell()
        given = {"dealer": "GZ", "region": "330100", "valid_from": "2026-03-01"}
        trial = tried(territories=[HELD | given | {"exclusive": "no"}])
        assert fines(trial) == [("100000", "–")]

    def test_what_is_ended_is_outside(self, sell, tried, territories, regions):
        sell(region=regions.guangzhou)
        own = territories["GZ"]
        ended = {"dealer": "GZ", "region": "440100", "valid_from": str(own.valid_from)}
        trial = tried(territories=[HELD | ended | {"valid_to": "2026-03-01"}])
        assert fines(trial) == [("–", "100000")]

    def test_on_its_days_alone(self, sell, tried):
        sell()
        sell(5)
        given = {"dealer": "GZ", "region": "330100", "valid_from": "2026-03-01"}
        trial = tried(territories=[HELD | given | {"valid_to": "2026-03-11", "exclusive": "no"}])
        assert fines(trial) == [("100000", "–"), ("150000", "100000")]


class TestLadders:
    def test_without_a_rule_nothing_counts(self, sell, rule, tried):
        rule.status = "withdrawn"
        rule.save()
        sell()
        assert fines(tried(**LOOK)) == [("no_rule", "no_rule")]

    def test_a_draft_for_later_days_changes_nothing_now(self, sell, rule, tried):
        later = make_draft(rule, datetime.date(2026, 5, 1))
        sell()
        assert fines(tried(**LOOK, drafts=[later.pk])) == [("100000", "100000")]

    def test_unless_it_is_tried_as_if_it_had_been_there_all_along(self, sell, rule, tried):
        later = make_draft(rule, datetime.date(2026, 5, 1))
        sell()
        trial = tried(**LOOK, drafts=[later.pk], all_along=True)
        assert fines(trial) == [("100000", "200000")]

    def test_a_missing_figure_is_named_and_not_taken_for_nothing(self, sell, rule, tried):
        steps = ({"number": 1, "multiple": Decimal(2)},)
        draft = make_rule_version(rule=rule.rule, status="draft", steps=steps)
        sell()
        trial = tried(**LOOK, drafts=[draft.pk], all_along=True)
        assert fines(trial) == [("100000", "supply_value")]
        assert trial.cases.get().after is None

    def test_a_case_after_the_days_moves_with_them(self, sell, tried, dealers, rule):
        """Without the case of March that of April is the first: it is told, too."""
        sell()
        make_confirmed(
            dealer=dealers.guangzhou, offence_date=datetime.date(2026, 4, 10),
            rule_version=rule,
        )  # fmt: skip
        trial = tried(settings={"line_outside": {"min_quantity": 2}})
        assert fines(trial) == [("100000", "–"), ("150000", "100000")]

    def test_what_waits_outside_of_the_days_does_not_count(self, sell, tried, desk):
        desk.detected(datetime.date(2026, 2, 10))
        sell()
        assert fines(tried(**LOOK)) == [("100000", "100000")]

    def test_a_firm_under_two_codes_is_one(self, sell, tried, dealers):
        other = make.make_dealer("GZ2", home_region=dealers.guangzhou.home_region)
        other.merged_into, other.merged_on = dealers.guangzhou, SINCE
        other.save()
        make.make_territory(dealer=other, exclusive=False)
        sell()
        sell(1, dealer=other)
        assert fines(tried(**LOOK)) == [("100000", "100000"), ("150000", "150000")]


def make_draft(rule, day):
    return make_rule_version(
        rule=rule.rule, status="draft", steps=DOUBLE, share_percent=0, valid_from=day
    )


def detected() -> None:
    detect(start=DAYS["date_from"], end=DAYS["date_to"], access=SYSTEM)

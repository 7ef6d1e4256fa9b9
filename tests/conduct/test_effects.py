"""What a penalty brings besides money, and recalls that are not done in time."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from dealers.choices import DealerStatus
from dealers.models import Dealer
from rebates.conduct.models import Effect, Recall
from rebates.conduct.services.effects_by_hand import finish_effect, retry_effect
from rebates.conduct.services.recalls import expire_recalls, order_recall, recall_done
from rebates.conduct.services.suspensions import end_suspensions
from tests.conduct.making import make_rule_version
from tests.conduct.ways import SPRING, decision, fresh
from tests.factories import make_territory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def status(desk) -> str:
    return Dealer.objects.get(pk=desk.dealer.pk).status


@pytest.fixture
def thirty_days():
    return make_rule_version(steps=({"number": 1, "suspension_days": 30},))


def test_it_works(desk, thirty_days):
    case = desk.confirmed()
    effect = case.effects.get()
    assert (effect.kind, effect.status) == ("suspension", "in_force")
    assert (effect.day_from, effect.day_to) == (today(), today() + 30 * DAY)
    assert status(desk) == DealerStatus.SUSPENDED


def test_a_suspension_ends_by_itself_and_its_dealer_goes_on(desk, thirty_days):
    case = desk.confirmed()
    end_suspensions(today() + 29 * DAY)
    assert (case.effects.get().status, status(desk)) == ("in_force", "suspended")
    end_suspensions(today() + 30 * DAY)
    end_suspensions(today() + 31 * DAY)
    assert (case.effects.get().status, status(desk)) == ("ended", "active")


def test_overturning_lifts_it(desk, thirty_days):
    case = desk.overturned(desk.confirmed())
    assert (case.effects.get().status, status(desk)) == ("reversed", "active")


def test_another_case_still_suspends_the_dealer(desk, thirty_days):
    first, second = desk.confirmed(SPRING), desk.confirmed(SPRING + DAY)
    desk.overturned(first)
    assert status(desk) == "suspended"
    desk.overturned(second)
    assert status(desk) == "active"


def test_who_was_suspended_by_hand_stays_so(desk, thirty_days):
    Dealer.objects.filter(pk=desk.dealer.pk).update(status="suspended")
    case = desk.confirmed()
    effect = case.effects.get()
    assert (effect.status, effect.note) == ("stuck", "GZ is “Suspended” already.")
    with override("zh-hans"):
        assert case.effects.get().note == "GZ 已是“已暂停”。"
    desk.overturned(case)
    assert (case.effects.get().status, status(desk)) == ("reversed", "suspended")


def test_it_is_overturned_after_it_ended(desk, thirty_days):
    case = desk.confirmed()
    end_suspensions(today() + 30 * DAY)
    desk.overturned(case)
    assert (case.effects.get().status, status(desk)) == ("reversed", "active")


def test_further_effects_are_kept_with_what_they_say(desk):
    step = {"rebate_percent": Decimal(50), "plan_cut_percent": Decimal(10), "buy_back": True}
    make_rule_version(steps=({"number": 1, **step},))
    case = desk.confirmed()
    kept = {one.kind: (one.percent, one.quantity) for one in case.effects.all()}
    assert kept == {
        "rebate_forfeit": (50, None),
        "plan_cut": (10, None),
        "buy_back": (None, 20),
    }
    done = case.effects.get(kind="buy_back")
    assert finish_effect(effect=done, access=desk.opener, reason="已回购").status == "ended"
    with pytest.raises(ValidationError, match="Ended"):
        finish_effect(effect=done, access=desk.opener, reason="再次")
    with pytest.raises(ValidationError, match="by itself"):
        finish_effect(
            effect=case.effects.get(kind="rebate_forfeit"), access=desk.opener, reason="免"
        )


def test_what_stood_in_the_way_can_be_tried_again(desk, version, dealers, regions):
    make_rule_version(
        rule=version.rule,
        valid_from=SPRING + DAY,
        steps=({"number": 1, "termination": "authorisation"},),
    )
    version.valid_to = SPRING + DAY
    version.save()
    territory = make_territory(dealer=dealers.guangzhou)
    case = desk.confirmed(SPRING + DAY)
    territory.refresh_from_db()
    rival = make_territory(
        dealer=dealers.guangdong, region=territory.region, valid_from=territory.valid_to
    )
    desk.overturned(case)
    effect = case.effects.get()
    with pytest.raises(ValidationError, match="overlaps"):
        retry_effect(effect=effect, access=desk.judge)
    rival.delete()
    assert retry_effect(effect=effect, access=desk.judge).status == "reversed"
    territory.refresh_from_db()
    assert territory.valid_to is None
    with pytest.raises(ValidationError, match="Reversed"):
        retry_effect(effect=effect, access=desk.judge)


def test_without_a_territory_the_withdrawal_says_so(desk):
    make_rule_version(steps=({"number": 1, "termination": "authorisation"},))
    case = desk.confirmed()
    assert "no territory" in Effect.objects.get(violation=case).note


SEVERE = (
    {"number": 1, "fixed": Decimal(100_000)},
    {"number": 1, "severity": "malicious", "fixed": Decimal(500_000)},
)


@pytest.fixture
def severe():
    return make_rule_version(steps=SEVERE)


def ordered(desk, case) -> Recall:
    return order_recall(case=case, quantity=20, deadline=today(), access=desk.opener)


def test_a_recall_in_time_changes_nothing(desk, severe):
    case = desk.under_review()
    recall_done(recall=ordered(desk, case), access=desk.opener)
    expire_recalls(today() + DAY)
    assert fresh(case).severity == "general"


def test_a_recall_too_late_makes_it_malicious(desk, severe):
    case = desk.under_review()
    recall = ordered(desk, case)
    expire_recalls(today())  # its last day is not over
    assert fresh(case).severity == "general"
    expire_recalls(today() + DAY)
    expire_recalls(today() + DAY)
    recall.refresh_from_db()
    assert (recall.status, fresh(case).severity) == ("expired", "malicious")
    assert decision(desk.confirm(fresh(case))).fine == 500_000
    with pytest.raises(ValidationError, match="Not done in time"):
        recall_done(recall=recall, access=desk.opener)


def test_it_raises_the_fine_of_a_decided_case(desk, severe):
    case = desk.confirmed()
    ordered(desk, case)
    expire_recalls(today() + DAY)
    newest = decision(case)
    assert (newest.fine, newest.difference, newest.cause) == (500_000, 400_000, "severity")


def test_whoever_confirms_may_judge_the_severity(desk, severe):
    case = desk.confirm(desk.under_review(), severity="malicious")
    assert (fresh(case).severity, decision(case).fine) == ("malicious", 500_000)


def test_one_recall_at_a_time_and_none_into_the_past(desk, severe):
    case = desk.under_review()
    with pytest.raises(ValidationError, match="past"):
        order_recall(case=case, quantity=1, deadline=today() - DAY, access=desk.opener)
    ordered(desk, case)
    with pytest.raises(ValidationError, match="ordered already"):
        ordered(desk, case)

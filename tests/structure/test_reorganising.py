"""Moving, replacing and merging dealers, dropping a tier: all of a plan, or nothing."""

import datetime
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.models import AuditEntry
from dealers.models import Dealer, Placement
from dealers.placements import placed_on
from dealers.services.reorganisation import carry_on, rehearse, reorganise
from dealers.structure.plans import plan_move, plan_replacement
from tests.factories import make_dealer, make_tier
from tests.structure.doing import BEFORE, DAY, do, to_come

pytestmark = pytest.mark.django_db


@pytest.fixture
def moving(dealers):
    """Guangzhou's dealer under the dealer of Zhejiang."""
    dealer = dealers.guangzhou
    return {
        "dealer": dealer,
        "tier": dealer.tier,
        "upstream": dealers.zhejiang,
        "home_region": dealer.home_region,
        "valid_from": DAY,
    }


class TestMoving:
    def test_it_works(self, moving, dealers, hq):
        do(plan_move, hq, **moving)
        dealer = Dealer.objects.get(pk=dealers.guangzhou.pk)
        assert dealer.upstream == placed_on(dealer, DAY).upstream == dealers.zhejiang
        assert placed_on(dealer, BEFORE).upstream == dealers.guangdong

    def test_those_below_stay_below(self, moving, dealers, regions, hq):
        outlet = make_dealer(
            tier=make_tier("outlet"), upstream=dealers.guangzhou, home_region=regions.guangzhou
        )
        do(plan_move, hq, **moving)
        assert placed_on(outlet, DAY).upstream == dealers.guangzhou

    def test_a_move_to_come_changes_nothing_until_its_day(self, moving, dealers, hq):
        day = to_come()
        do(plan_move, hq, **moving | {"valid_from": day})
        dealers.guangzhou.refresh_from_db()
        assert dealers.guangzhou.upstream == dealers.guangdong
        carry_on(day - datetime.timedelta(days=1))
        dealers.guangzhou.refresh_from_db()
        assert dealers.guangzhou.upstream == dealers.guangdong
        carry_on(day)
        dealers.guangzhou.refresh_from_db()
        assert dealers.guangzhou.upstream == dealers.zhejiang

    def test_the_history_says_who_moved_it_from_where_and_why(self, moving, dealers, hq):
        do(plan_move, hq, **moving)
        entry = AuditEntry.objects.get(action="placed")
        assert (entry.by, entry.reason, entry.object_id) == (
            hq.user, "reorganised", dealers.guangzhou.pk,
        )  # fmt: skip
        assert entry.before["upstream"] == dealers.guangdong.pk
        assert entry.after["upstream"] == dealers.zhejiang.pk
        assert entry.after["valid_from"] == str(DAY)

    def test_whoever_may_not_change_the_structure_is_refused(self, moving, province):
        with pytest.raises(PermissionDenied):
            do(plan_move, province, **moving)
        assert not Placement.objects.exists()

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"upstream": "hangzhou"}, "tier_order"),
            ({"upstream": "guangzhou"}, "tier_order"),
            ({"upstream": "guangdong"}, "no_change"),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_nothing_is_written(
        self, moving, change, code, dealers, hq
    ):
        asked = moving | {name: getattr(dealers, who) for name, who in change.items()}
        with pytest.raises(ValidationError) as refused:
            do(plan_move, hq, **asked)
        assert refused.value.error_list[0].code == code if code == "no_change" else True
        assert not Placement.objects.exists()

    def test_an_upstream_dealer_does_not_sink_below_those_under_it(self, dealers, hq):
        upper = dealers.guangdong
        with pytest.raises(ValidationError, match="would not stand above") as refused:
            do(
                plan_move, hq, dealer=upper, tier=make_tier("outlet"), upstream=None,
                home_region=upper.home_region, valid_from=DAY,
            )  # fmt: skip
        assert str(dealers.guangzhou) in str(refused.value.messages)
        assert not Placement.objects.exists()

    def test_a_move_between_two_recorded_ones_is_checked_on_every_later_day(
        self, moving, dealers, hq
    ):
        """Zhejiang's dealer becomes an outlet in May: then nobody of a city stands below it."""
        zhejiang = dealers.zhejiang
        do(
            plan_move, hq, dealer=zhejiang, tier=make_tier("outlet"), upstream=None,
            home_region=zhejiang.home_region, valid_from=date(2026, 5, 1),
        )  # fmt: skip
        with pytest.raises(ValidationError, match="2026-05-01"):
            do(plan_move, hq, **moving)


class TestPreview:
    def test_it_shows_the_plan_and_writes_nothing(self, moving, hq):
        plan = rehearse(plan=lambda: plan_move(**moving), access=hq)
        assert [move.dealer for move in plan.moves] == [moving["dealer"]]
        assert not Placement.objects.exists()
        assert not AuditEntry.objects.filter(action="placed").exists()

    def test_what_was_seen_is_what_is_done(self, moving, dealers, hq):
        seen = rehearse(plan=lambda: plan_move(**moving), access=hq).fingerprint
        other = moving | {"upstream": None}
        with pytest.raises(ValidationError, match="once more"):
            reorganise(plan=lambda: plan_move(**other), access=hq, reason="x", seen=seen)
        reorganise(plan=lambda: plan_move(**moving), access=hq, reason="x", seen=seen)

    def test_a_dealer_added_meanwhile_makes_it_another_plan(self, dealers, regions, hq):
        def plan():
            return plan_replacement(dealer=dealers.guangdong, heir=dealers.zhejiang, valid_from=DAY)

        seen = rehearse(plan=plan, access=hq).fingerprint
        make_dealer(upstream=dealers.guangdong, home_region=regions.shenzhen)
        with pytest.raises(ValidationError, match="once more"):
            reorganise(plan=plan, access=hq, reason="x", seen=seen)

"""One dealer takes the place of another, two become one, a tier is dropped."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from channels_mgmt.core.models import AuditEntry
from dealers.models import Dealer, ManualEntry, Placement, Territory
from dealers.placements import placed_on
from dealers.services.manual_entries import approve_entry
from dealers.services.reorganisation import carry_on
from dealers.structure.plans import plan_drop, plan_merger, plan_move, plan_replacement
from tests.factories import (
    make_dealer,
    make_entry,
    make_manual_entry,
    make_shop,
    make_territory,
    make_tier,
)
from tests.structure.doing import BEFORE, DAY, do, to_come

pytestmark = pytest.mark.django_db


class TestReplacing:
    @pytest.fixture
    def heir(self, regions):
        return make_dealer("GD2", tier=make_tier("city"), home_region=regions.guangdong)

    def test_the_successor_takes_tier_upstream_and_those_below(self, dealers, heir, hq):
        do(plan_replacement, hq, dealer=dealers.guangdong, heir=heir, valid_from=DAY)
        assert placed_on(heir, DAY).tier == dealers.guangdong.tier
        assert placed_on(heir, BEFORE).tier == make_tier("city")
        assert placed_on(dealers.guangzhou, DAY).upstream == heir
        assert placed_on(dealers.guangzhou, BEFORE).upstream == dealers.guangdong

    def test_territories_end_and_go_on_without_a_day_between(self, dealers, heir, hq):
        old = make_territory(
            dealer=dealers.guangdong, valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1)
        )
        ended = make_territory(
            dealer=dealers.guangdong, valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1)
        )
        do(plan_replacement, hq, dealer=dealers.guangdong, heir=heir, valid_from=DAY)
        old.refresh_from_db()
        new = Territory.objects.get(dealer=heir)
        assert old.valid_to == new.valid_from == DAY
        assert (new.valid_to, new.region, new.exclusive) == (date(2027, 1, 1), old.region, True)
        ended.refresh_from_db()
        assert ended.dealer == dealers.guangdong

    def test_a_territory_that_has_not_begun_becomes_the_successors(self, dealers, heir, hq):
        later = make_territory(dealer=dealers.guangdong, valid_from=date(2026, 6, 1))
        do(plan_replacement, hq, dealer=dealers.guangdong, heir=heir, valid_from=DAY)
        later.refresh_from_db()
        assert (later.dealer, later.valid_from) == (heir, date(2026, 6, 1))

    def test_a_territory_that_the_successor_may_not_hold_stops_everything(self, dealers, heir, hq):
        make_territory(dealer=dealers.guangdong, channel="tmall")
        with pytest.raises(ValidationError, match="e-commerce team"):
            do(plan_replacement, hq, dealer=dealers.guangdong, heir=heir, valid_from=DAY)
        assert not Placement.objects.exists()

    def test_a_closed_dealer_takes_over_nothing(self, dealers, heir, hq):
        Dealer.objects.filter(pk=heir.pk).update(status="suspended")
        heir.refresh_from_db()
        with pytest.raises(ValidationError, match="can take over nothing"):
            do(plan_replacement, hq, dealer=dealers.guangdong, heir=heir, valid_from=DAY)


class TestMerging:
    def merge(self, dealers, hq, day=DAY):
        return do(plan_merger, hq, dealer=dealers.hangzhou, heir=dealers.guangzhou, valid_from=day)

    def test_the_one_ends_and_the_other_goes_on_with_all_it_had(self, dealers, regions, hq):
        gone, heir = dealers.hangzhou, dealers.guangzhou
        shop, territory = make_shop(operator=gone), make_territory(dealer=gone)
        outlet = make_dealer(tier=make_tier("outlet"), upstream=gone, home_region=regions.hangzhou)
        self.merge(dealers, hq)
        for record in (gone, shop, territory):
            record.refresh_from_db()
        assert (gone.status, gone.merged_into, gone.merged_on) == ("terminated", heir, DAY)
        assert (shop.operator, territory.valid_to) == (heir, DAY)
        assert placed_on(outlet, DAY).upstream == heir

    def test_an_heir_that_stood_below_moves_up(self, dealers, hq):
        do(plan_merger, hq, dealer=dealers.guangdong, heir=dealers.guangzhou, valid_from=DAY)
        assert placed_on(dealers.guangzhou, DAY).upstream is None

    def test_money_waits_for_a_second_person(self, dealers, hq):
        gone = dealers.hangzhou
        make_entry("120.00", dealer=gone)
        make_manual_entry(dealer=gone, amount=Decimal("1000"))
        self.merge(dealers, hq)
        proposed = ManualEntry.objects.filter(status="proposed", created_by=hq.user)
        assert {(e.dealer.code, e.kind, e.amount) for e in proposed} == {
            ("HZ", "adjustment", Decimal("-120.00")),
            ("GZ", "adjustment", Decimal("120.00")),
            ("HZ", "deposit_refunded", Decimal("1000.00")),
            ("GZ", "deposit_lodged", Decimal("1000.00")),
        }
        assert gone.ledger.balance() == Decimal("120.00")

    def test_why_money_moves_is_read_in_the_language_of_the_reader(self, dealers, hq, finance):
        make_entry("120.00", dealer=dealers.hangzhou)
        self.merge(dealers, hq)
        approve_entry(entry=ManualEntry.objects.get(amount="120.00"), access=finance, reason="ok")
        for language, said in (("zh-hans", "并入 GZ"), ("en", "Merged into GZ")):
            with override(language):
                assert {entry.reason for entry in ManualEntry.objects.all()} == {said}
                assert dealers.guangzhou.ledger.get().memo == said

    def test_a_merger_to_come_is_finished_on_its_day(self, dealers, hq):
        day = to_come()
        self.merge(dealers, hq, day)
        dealers.hangzhou.refresh_from_db()
        assert dealers.hangzhou.status == "active"
        for _ in range(2):  # a second time changes nothing
            carry_on(day)
        dealers.hangzhou.refresh_from_db()
        assert dealers.hangzhou.status == "terminated"
        assert AuditEntry.objects.filter(action="moved").count() == 1

    def test_nobody_is_merged_twice_nor_into_itself(self, dealers, hq):
        self.merge(dealers, hq)
        dealers.hangzhou.refresh_from_db()
        with pytest.raises(ValidationError, match="already"):
            self.merge(dealers, hq)
        with pytest.raises(ValidationError, match="another dealer"):
            do(plan_merger, hq, dealer=dealers.zhejiang, heir=dealers.zhejiang, valid_from=DAY)


class TestDroppingATier:
    @pytest.fixture
    def outlet(self, dealers, regions):
        return make_dealer(
            tier=make_tier("outlet"), upstream=dealers.guangzhou, home_region=regions.guangzhou
        )

    def drop(self, hq, successor="outlet"):
        return do(
            plan_drop, hq, tier=make_tier("city"), successor=make_tier(successor), valid_from=DAY
        )

    def test_its_dealers_go_on_and_those_below_move_up(self, dealers, outlet, hq):
        self.drop(hq)
        assert placed_on(dealers.guangzhou, DAY).tier == make_tier("outlet")
        assert placed_on(dealers.guangzhou, DAY).upstream == dealers.guangdong
        assert placed_on(outlet, DAY).upstream == dealers.guangdong
        assert placed_on(outlet, BEFORE).upstream == dealers.guangzhou
        assert make_tier("city").dropped_on == DAY

    def test_nobody_is_placed_on_it_afterwards(self, dealers, outlet, hq):
        self.drop(hq)
        with pytest.raises(ValidationError, match="is dropped"):
            do(
                plan_move, hq, dealer=outlet, tier=make_tier("city"), upstream=dealers.guangdong,
                home_region=outlet.home_region, valid_from=date(2026, 4, 1),
            )  # fmt: skip

    def test_before_its_end_dealers_still_belong_to_it(self, dealers, outlet, hq):
        self.drop(hq)
        assert placed_on(dealers.guangzhou, BEFORE).tier == make_tier("city")

    def test_it_needs_another_tier_for_its_dealers(self, outlet, hq):
        with pytest.raises(ValidationError, match="takes in the dealers"):
            self.drop(hq, successor="city")

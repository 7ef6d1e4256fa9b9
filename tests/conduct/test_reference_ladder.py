"""The reference case: 100,000, 150,000, then the authorisation is withdrawn."""

import datetime

import pytest
from django.utils.translation import override

from dealers.choices import DealerStatus
from dealers.models import Dealer, Territory
from rebates.conduct.models import CaseEvent, Effect, Violation
from tests.conduct.making import make_rule, make_rule_version
from tests.conduct.ways import costs, decision, fresh
from tests.factories import make_line, make_territory

DAYS = [datetime.date(2026, month, 10) for month in (3, 4, 5)]
TOMORROW = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory(dealers) -> Territory:
    return make_territory(dealer=dealers.guangzhou)


@pytest.fixture
def three(desk, version, territory) -> list[Violation]:
    return [desk.confirmed(day) for day in DAYS]


def held(territory: Territory) -> bool:
    territory.refresh_from_db()
    return territory.valid_to is None


def test_it_works(three, territory):
    assert costs(*three) == ["100000", "150000", "authorisation"]
    assert not held(territory)
    assert [decision(case).offence for case in three] == [1, 2, 3]


def test_overturning_the_first_moves_the_others_and_gives_the_territory_back(
    desk, three, territory
):
    desk.overturned(three[0])
    assert costs(*three) == ["nothing", "100000", "150000"]
    assert held(territory)
    assert [decision(case).difference for case in three] == [-100_000, -50_000, 150_000]
    assert [effect.status for effect in three[2].effects.all()] == ["reversed"]


def test_overturning_the_last_gives_the_territory_back_and_moves_nobody(desk, three, territory):
    desk.overturned(three[2])
    assert costs(*three) == ["100000", "150000", "nothing"]
    assert held(territory)


def test_what_was_reckoned_before_stays_on_record(desk, three):
    desk.overturned(three[0])
    first, second = three[1].decisions.order_by("pk")
    assert (first.fine, second.fine, second.supersedes) == (150_000, 100_000, first)
    assert second.cause == "recounted"
    assert second.evidence_sha256 == first.evidence_sha256 != ""


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_the_order_of_confirmation_does_not_matter(desk, version, territory, order):
    cases = [desk.under_review(day) for day in DAYS]
    for place in order:
        desk.confirm(cases[place])
    assert costs(*cases) == ["100000", "150000", "authorisation"]
    assert not held(territory)


def test_a_case_that_is_confirmed_late_counts_where_it_happened(desk, version):
    late = desk.under_review(DAYS[0])
    second = desk.confirmed(DAYS[1])
    assert costs(second) == ["100000"]
    desk.confirm(late)
    assert costs(late, second) == ["100000", "150000"]
    assert decision(second).basis["after"] == [late.number]


def test_what_is_pending_dismissed_or_overturned_does_not_count(desk, version):
    desk.under_review(DAYS[0])
    desk.overturned(desk.confirmed(DAYS[0]))
    assert costs(desk.confirmed(DAYS[1])) == ["100000"]


def test_an_appeal_that_waits_or_fails_changes_nothing(desk, three, territory):
    desk.appeal(three[0])
    assert costs(*three) == ["100000", "150000", "authorisation"]
    desk.judged(fresh(three[0]), "upheld")
    assert costs(*three) == ["100000", "150000", "authorisation"]
    assert not held(territory)


def test_an_offence_a_year_ago_does_not_count(desk, version):
    before = desk.confirmed(datetime.date(2025, 3, 10))
    assert costs(before, desk.confirmed(DAYS[0])) == ["100000", "100000"]


def test_another_kind_of_violation_is_counted_by_itself(desk, version):
    make_rule_version(rule=make_rule(kind="false_data"))
    desk.confirmed(DAYS[0])
    assert costs(desk.confirmed(DAYS[1], kind="false_data")) == ["100000"]


def test_reopening_under_a_new_code_does_not_reset(desk, version, dealers, regions):
    uscc = "91440101MA9W0XWH21"
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(uscc=uscc)
    first = desk.confirmed(DAYS[0], dealer=Dealer.objects.get(pk=dealers.guangzhou.pk))
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(uscc="", status=DealerStatus.TERMINATED)
    reopened = Dealer.objects.create(
        code="NEW", name="新", tier=dealers.guangzhou.tier, home_region=regions.guangzhou, uscc=uscc
    )
    second = desk.confirmed(DAYS[1], dealer=reopened)
    assert costs(first, second) == ["100000", "150000"]


def test_a_dealer_that_was_merged_goes_on_in_the_other(desk, version, dealers, regions):
    into = Dealer.objects.create(
        code="NEW", name="新", tier=dealers.guangzhou.tier, home_region=regions.guangzhou
    )
    desk.confirmed(DAYS[0])
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(merged_into=into, merged_on=DAYS[0])
    assert costs(desk.confirmed(DAYS[1], dealer=into)) == ["150000"]


def test_a_stranger_begins_at_one(desk, version, dealers):
    desk.confirmed(DAYS[0])
    stranger = desk.confirmed(DAYS[1], dealer=make_neighbour(dealers))
    assert costs(stranger) == ["100000"]


def make_neighbour(dealers) -> Dealer:
    gz = dealers.guangzhou
    return Dealer.objects.create(code="GZ2", name="邻", tier=gz.tier, home_region=gz.home_region)


def test_the_time_line_says_what_happened(desk, three):
    desk.overturned(three[0])
    events = CaseEvent.objects.filter(violation=three[1]).values_list("action", flat=True)
    assert list(events) == ["opened", "reviewed", "confirmed", "recalculated"]


def test_a_territory_granted_meanwhile_is_in_the_way_and_that_is_seen(
    desk, three, territory, dealers
):
    territory.refresh_from_db()
    rival = make_territory(
        dealer=make_neighbour(dealers), region=territory.region, valid_from=territory.valid_to
    )
    desk.overturned(three[0])
    effect = Effect.objects.get(violation=three[2])
    assert effect.status == "stuck"
    assert str(rival) in effect.note
    assert "is exclusive and overlaps" in effect.note
    with override("zh-hans"):
        assert "重叠" in Effect.objects.get(pk=effect.pk).note
    assert not held(territory)
    assert costs(*three) == ["nothing", "100000", "150000"]  # the money is right all the same


def test_a_smaller_termination_takes_the_territories_of_the_goods_alone(desk, dealers):
    make_rule_version(steps=({"number": 1, "termination": "territory"},))
    hoods, ovens = make_line("hoods"), make_line("ovens")
    of = {
        line: make_territory(dealer=dealers.guangzhou, product_line=line) for line in (hoods, ovens)
    }
    desk.confirmed(DAYS[0], product_line=hoods)
    assert (held(of[hoods]), held(of[ovens])) == (False, True)

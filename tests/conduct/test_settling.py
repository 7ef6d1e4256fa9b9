"""What is due for each case, and what rebates hear of it, as known at a moment."""

import datetime
from collections import Counter
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import LedgerEntry
from rebates.conduct.facts import confirmed_violations
from rebates.conduct.services.settling import fines_due, mark_settled
from tests.conduct.making import make_rule, make_rule_version
from tests.conduct.ways import fresh

pytestmark = pytest.mark.django_db
DAYS = [datetime.date(2026, month, 10) for month in (3, 4)]
now = timezone.now


def due(desk, at=None) -> list[tuple]:
    return [(one.fine, one.share, one.held) for one in fines_due([desk.dealer.pk], at or now())]


def test_it_works(desk, version, dealers):
    case = desk.confirmed(invaded=dealers.hangzhou)
    (one,) = fines_due([desk.dealer.pk], now())
    assert (one.number, one.fine, one.share) == (case.number, 100_000, Decimal("6400.00"))
    assert (one.invaded, one.draws_on, one.held) == (
        dealers.hangzhou.pk,
        "balance_then_deposit",
        False,
    )
    assert one.clause == version.clause
    assert one.basis["goods_value"] == "64000.0000"
    assert not LedgerEntry.objects.exists()


def test_only_what_was_ever_confirmed_is_due(desk, version):
    desk.under_review()
    assert due(desk) == []


def test_an_overturned_case_is_due_with_nothing_and_later_ones_with_less(desk, version):
    first, _second = (desk.confirmed(day) for day in DAYS)
    before = now()
    assert due(desk) == [(100_000, 0, False), (150_000, 0, False)]
    desk.overturned(first)
    assert due(desk) == [(0, 0, False), (100_000, 0, False)]
    assert due(desk, before) == [(100_000, 0, False), (150_000, 0, False)]


def test_an_appeal_holds_the_fine_until_it_is_decided(desk, version):
    case = desk.confirmed()
    before = now()
    desk.appeal(case)
    assert due(desk) == [(100_000, 0, True)]
    assert due(desk, before) == [(100_000, 0, False)]
    desk.judged(fresh(case), "upheld")
    assert due(desk) == [(100_000, 0, False)]


def test_where_the_rule_says_so_it_does_not(desk):
    make_rule_version(appeal_suspends=False)
    desk.appealed()
    assert due(desk) == [(100_000, 0, False)]


def test_two_queries_however_many_cases(desk, version, django_assert_num_queries):
    for day in DAYS:
        desk.confirmed(day)
    with django_assert_num_queries(2):
        assert len(fines_due([desk.dealer.pk], now())) == 2


def test_the_settlement_marks_what_it_posted(desk, version):
    confirmed, waiting = desk.confirmed(DAYS[0]), desk.appealed(DAYS[1])
    done = mark_settled(cases=[confirmed.pk, waiting.pk], access=SYSTEM, reason="R1")
    assert [case.pk for case in done] == [confirmed.pk]
    assert (fresh(confirmed).status, fresh(waiting).status) == ("settled", "appealed")
    assert due(desk) == [(100_000, 0, False), (150_000, 0, True)]
    with pytest.raises(PermissionDenied):
        mark_settled(cases=[confirmed.pk], access=desk.decider, reason="R1")


def test_what_is_settled_still_counts_and_can_be_overturned(desk, version):
    first, _second = (desk.confirmed(day) for day in DAYS)
    mark_settled(cases=[first.pk], access=SYSTEM, reason="R1")
    assert due(desk) == [(100_000, 0, False), (150_000, 0, False)]
    desk.overturned(fresh(first))
    assert due(desk) == [(0, 0, False), (100_000, 0, False)]


def facts(desk, start="2026-03-01", end="2026-05-01", at=None) -> dict:
    days = map(datetime.date.fromisoformat, (start, end))
    return confirmed_violations([desk.dealer.pk], *days, at or now())


def test_rebates_hear_how_many_of_each_kind(desk, version, dealers):
    make_rule_version(rule=make_rule(kind="false_data"))
    for day in DAYS:
        desk.confirmed(day)
    desk.confirmed(DAYS[0], kind="false_data")
    desk.under_review(DAYS[0])
    key = desk.dealer.pk
    assert facts(desk) == {key: Counter(cross_region=2, false_data=1)}
    assert confirmed_violations([dealers.hangzhou.pk], DAYS[0], DAYS[1], now()) == {}


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-03-10", "2026-04-10", 1),
        ("2026-03-10", "2026-04-11", 2),
        ("2026-03-11", "2026-04-10", 0),
    ],
)
def test_the_period_is_half_open(desk, version, start, end, count):
    for day in DAYS:
        desk.confirmed(day)
    expected = {desk.dealer.pk: Counter(cross_region=count)} if count else {}
    assert facts(desk, start, end) == expected


def test_it_is_told_as_it_was_known(desk, version):
    before = now()
    case = desk.confirmed()
    confirmed = now()
    desk.appeal(case)
    appealed = now()
    desk.judged(fresh(case), "overturned")
    known = [facts(desk, at=at) for at in (before, confirmed, appealed, now())]
    one = {desk.dealer.pk: Counter(cross_region=1)}
    assert known == [{}, one, one, {}]


def test_settled_and_upheld_ones_count(desk, version):
    case = desk.confirmed()
    mark_settled(cases=[case.pk], access=SYSTEM, reason="R1")
    desk.judged(fresh(case), "upheld")
    assert facts(desk) == {desk.dealer.pk: Counter(cross_region=1)}


def test_one_query(desk, version, django_assert_num_queries):
    desk.confirmed()
    with django_assert_num_queries(1):
        facts(desk)

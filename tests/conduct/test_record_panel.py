"""A dealer's record on its page: what counts today, and what the next one would cost."""

import datetime

import pytest
from django.utils import timezone

from rebates.conduct.choices import ViolationKind
from rebates.conduct.record import record_of
from tests.conduct.making import make_confirmed, make_rule, make_rule_version
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


def page(access, dealer) -> str:
    answer = signed_in(access).get(f"/dealers/{dealer.pk}/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(desk, version):
    desk.confirmed()
    [tally] = record_of(desk.dealer, TODAY)
    assert (tally.counting, tally.next_costs) == (1, "150,000.00 yuan")


def test_what_is_overturned_or_out_of_the_window_does_not_count(desk, version):
    desk.overturned(desk.confirmed())
    desk.confirmed(datetime.date(2025, 6, 1))
    later = datetime.date(2026, 5, 31)
    assert [tally.counting for tally in record_of(desk.dealer, later)] == [1]
    assert [tally.counting for tally in record_of(desk.dealer, TODAY)] == [0]


def test_without_a_rule_of_the_day_nothing_is_said(desk):
    make_rule_version(valid_to=datetime.date(2026, 5, 1))
    desk.confirmed()
    assert record_of(desk.dealer, TODAY) == []


def test_the_next_costs_what_the_newest_case_of_the_kind_would(desk):
    fixed = [{"number": 1, "severity": one, "fixed": n} for n, one in enumerate(("", "malicious"))]
    make_rule_version(steps=tuple(fixed))
    for severity, costs in (("malicious", "1.00 yuan"), ("general", "0.00 yuan")):
        make_confirmed(dealer=desk.dealer, severity=severity)
        assert [tally.next_costs for tally in record_of(desk.dealer, TODAY)] == [costs]


def test_cases_of_many_kinds_are_counted_with_as_few_queries(desk, django_assert_num_queries):
    for kind in ViolationKind:
        make_rule_version(rule=make_rule(kind=kind))
        make_confirmed(dealer=desk.dealer, kind=kind)
    with django_assert_num_queries(5):
        tallies = record_of(desk.dealer, TODAY)
    assert [tally.counting for tally in tallies] == [1] * len(ViolationKind)


def test_brand_and_dealer_read_it_and_strangers_see_no_dealer(desk, version, stranger):
    case = desk.confirmed(timezone.localdate())
    for access in (desk.judge, desk.accused):
        text = page(access, desk.dealer)
        assert case.number in text
        assert "1 offence counts" in text
    assert signed_in(stranger).get(f"/dealers/{desk.dealer.pk}/").status_code == 404


def test_a_case_the_dealer_does_not_know_of_is_not_there(desk, version):
    case = desk.detected()
    assert case.number in page(desk.judge, desk.dealer)
    assert case.number not in page(desk.accused, desk.dealer)

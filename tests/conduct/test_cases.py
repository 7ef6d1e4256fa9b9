"""Opening cases: one lorry is one case, and what is not made one stays to be seen."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from channels_mgmt.core.scopes import SYSTEM
from dealers.choices import Role
from rebates.conduct.models import Violation
from rebates.conduct.services.cases import (
    complete_figures,
    open_by_hand,
    open_case,
    review,
    set_aside,
)
from rebates.conduct.services.deciding import confirm
from rebates.conduct.services.recounting import recount
from tests.conduct.making import make_case, make_confirmed, make_finding, make_rule_version
from tests.conduct.ways import SPRING, decision, fresh
from tests.conftest import person
from tests.factories import make_line, make_sku

pytestmark = pytest.mark.django_db


def found(dealers, **more):
    return make_finding(dealer=dealers.guangzhou, day=SPRING, **more)


def test_it_works(dealers, regions):
    lorry = [
        found(dealers, quantity=2, goods_value=Decimal(6400), region=regions.hangzhou),
        found(dealers, quantity=1, goods_value=Decimal(3200), region=regions.hangzhou),
    ]
    case = open_case(findings=lorry, group="GZ 2026-03-02", access=SYSTEM, summary="一车货")
    assert (case.number, case.status, case.opened_by) == ("V2026-00001", "detected", None)
    assert (case.quantity, case.goods_value, case.region) == (3, 9600, regions.hangzhou)
    assert case.uscc == dealers.guangzhou.uscc
    assert case.evidence.count() == 2


def test_the_same_findings_again_change_nothing(dealers):
    lorry = [found(dealers)]
    first = open_case(findings=lorry, group="G", access=SYSTEM)
    assert open_case(findings=lorry, group="G", access=SYSTEM) == first
    assert (Violation.objects.count(), first.evidence.count(), first.events.count()) == (1, 1, 1)


def test_further_findings_join_the_case(dealers, regions):
    open_case(findings=[found(dealers, supply_value=10)], group="G", access=SYSTEM)
    earlier = make_finding(
        dealer=dealers.guangzhou, day=SPRING - datetime.timedelta(1), quantity=4, supply_value=5
    )
    case = fresh(open_case(findings=[earlier], group="G", access=SYSTEM))
    assert (case.quantity, case.offence_date) == (5, earlier.day)
    assert case.supply_value == 15
    assert [event.action for event in case.events.all()] == ["opened", "joined"]


def test_once_it_is_decided_they_stay_findings_and_say_why(desk, dealers, version):
    case = desk.confirmed()
    late = found(dealers)
    assert open_case(findings=[late], group=case.group, access=SYSTEM) is None
    late.refresh_from_db()
    assert (late.case, late.no_case, late.no_case_note) == (None, "decided", case.number)
    assert fresh(case).quantity == 20


def test_a_finding_has_one_case(dealers):
    one = found(dealers)
    case = open_case(findings=[one], group="G", access=SYSTEM)
    assert open_case(findings=[one], group="H", access=SYSTEM) is None
    assert Violation.objects.get() == case


def test_what_findings_do_not_agree_in_the_case_leaves_open(dealers):
    hoods, ovens = make_line("hoods"), make_line("ovens")
    lorry = [
        found(dealers, product_line=hoods, invaded=dealers.hangzhou, supply_value=1),
        found(dealers, product_line=ovens, invaded=dealers.hangzhou),
    ]
    case = open_case(findings=lorry, group="G", access=SYSTEM)
    assert (case.product_line, case.invaded, case.supply_value) == (None, dealers.hangzhou, None)


def test_findings_of_two_dealers_are_no_case(dealers):
    other = make_finding(dealer=dealers.hangzhou)
    with pytest.raises(ValueError, match="one dealer"):
        open_case(findings=[found(dealers), other], group="G", access=SYSTEM)


def test_the_database_itself_holds_a_group_to_one_case(dealers):
    make_case(group="G")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(group="G")
    make_case(), make_case()  # by hand: of no group


def test_a_manager_opens_none_outside_her_region(dealers, regions):
    elsewhere = person("elsewhere", Role.CITY, region=regions.hangzhou)
    with pytest.raises(PermissionDenied):
        open_case(findings=[found(dealers)], group="G", access=elsewhere)
    assert not Violation.objects.exists()


def test_a_person_opens_one_by_hand(desk, dealers):
    case = open_by_hand(
        dealer=dealers.guangzhou, kind="false_data", offence_date=SPRING, access=desk.opener,
        summary="虚报安装", invaded=None, goods_value=Decimal("12.5000"),
    )  # fmt: skip
    assert (case.opened_by, case.summary) == (desk.opener.user, "虚报安装")
    tomorrow = datetime.date(2099, 1, 1)
    with pytest.raises(ValidationError, match="future"):
        open_by_hand(
            dealer=dealers.guangzhou, kind="false_data", offence_date=tomorrow,
            access=desk.opener, summary="虚报",
        )  # fmt: skip


def test_whoever_reviews_what_the_system_opened_does_not_decide_it(desk, dealers, version):
    case = open_case(findings=[found(dealers)], group="G", access=SYSTEM)
    case = review(case=case, access=desk.decider)
    assert case.opened_by == desk.decider.user
    with pytest.raises(ValidationError, match="second person"):
        desk.confirm(case)
    confirm(case=case, access=desk.judge, reason="证据充分")


def test_the_system_decides_nothing(case):
    with pytest.raises(ValidationError, match="by a person"):
        confirm(case=case, access=SYSTEM, reason="证据充分")


def test_a_finding_can_be_set_aside_with_a_reason(desk, dealers):
    finding = set_aside(finding=found(dealers), access=desk.opener, reason="样机")
    assert (finding.no_case, finding.no_case_note) == ("by_hand", "样机")
    joined = open_case(findings=[finding], group="G", access=desk.opener)
    with pytest.raises(ValidationError, match=joined.number):
        set_aside(finding=finding, access=desk.opener, reason="样机")


def test_a_figure_that_the_rule_needs_is_asked_for_and_can_be_added(desk):
    make_rule_version(steps=({"number": 1, "multiple": Decimal(2)},))
    case = desk.under_review(supply_value=None)
    with pytest.raises(ValidationError, match="supply price"):
        desk.confirm(case)
    assert fresh(case).status == "under_review"
    complete_figures(case=case, access=desk.opener, reason="出库单", supply_value=Decimal(1000))
    assert decision(desk.confirm(case)).fine == 2000


def test_a_figure_that_was_decided_on_does_not_change(desk, version):
    case = desk.confirmed()
    with pytest.raises(ValidationError, match="no figure"):
        complete_figures(case=case, access=desk.opener, reason="改", goods_value=Decimal(1))
    complete_figures(case=case, access=desk.opener, reason="发票", seller_profit=Decimal(9))
    assert (fresh(case).goods_value, fresh(case).seller_profit) == (64_000, 9)


def test_reckoning_anew_without_a_change_writes_nothing(desk, version):
    case = desk.confirmed()
    assert recount(case=case, access=SYSTEM, cause="recounted") == []
    assert case.decisions.count() == 1


def test_an_order_of_magnitude_of_cases_has_numbers(dealers):
    make_case(number="V2026-00009")
    case = open_case(findings=[found(dealers, sku=make_sku())], group="G", access=SYSTEM)
    assert case.number == "V2026-00010"


def test_a_confirmed_case_needs_its_moment(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_confirmed(confirmed_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_confirmed(status="under_review")

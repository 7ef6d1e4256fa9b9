"""Price controls: saved, overlapping, penalising only with a legal basis and a second person."""

import datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.choices import Role
from dealers.roles import access_of
from pricing.choices import ControlMode, ControlStatus
from pricing.controls import control_for
from pricing.models import PriceControl
from pricing.services.controls import approve_control, refuse_control, save_control
from tests import factories as make
from tests.imports.world import take

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 6, 1)
LEGAL = {
    "legal_basis": "Safe harbour under Art. 18", "legal_approver": "General counsel",
    "market_share": D("9.5"), "turnover": D("80000000"),
    "legal_until": datetime.date(2026, 1, 1),
}  # fmt: skip


def draft(**more) -> PriceControl:
    about = {} if {"sku", "product_line", "brand"} & set(more) else {"brand": "A"}
    return PriceControl(**{"floor": D(100), "valid_from": make.START, **about, **more})


def save(access, **more) -> PriceControl:
    return save_control(
        instance=draft(**more), access=access, verb=Verb.CHANGE_CONTROLS, reason="x"
    )


def test_it_works(hq, regions):
    sku = make.make_sku("H1", brand="A")
    control = save(hq, sku=sku, region=regions.guangdong, ceiling=D("120"))
    assert control.status == ControlStatus.IN_FORCE
    found = control_for(sku=sku, region=regions.guangzhou, channel="offline", day=DAY)
    assert (found.key, found.floor, found.ceiling) == (control.pk, D("100"), D("120"))
    assert control_for(sku=sku, region=regions.hangzhou, channel="offline", day=DAY) is None
    assert AuditEntry.objects.get(model="pricing.pricecontrol").action == "created"


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"floor": None}, "Give a floor, a ceiling, or both"),
        ({"ceiling": D("99")}, "floor lies above the ceiling"),
        ({"brand": ""}, "one thing"),
        ({"valid_to": make.START}, "later than"),
        ({"floor": D("-1")}, "greater than or equal to 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(hq, terms, words):
    with pytest.raises(ValidationError, match=words):
        save(hq, **terms)
    assert not PriceControl.objects.exists()


def test_a_control_is_for_one_thing(hq):
    with pytest.raises(ValidationError, match="one thing"):
        save(hq, sku=make.make_sku(), brand="A")


@pytest.mark.parametrize("name", LEGAL)
def test_to_penalise_takes_every_part_of_the_legal_basis(hq, name):
    with pytest.raises(ValidationError, match="Art. 18") as error:
        save(hq, mode=ControlMode.PENALISE, **{k: v for k, v in LEGAL.items() if k != name})
    assert list(error.value.error_dict) == [name]


def test_the_database_holds_the_legal_gate_too():
    for status in ControlStatus.values:
        with pytest.raises(IntegrityError), transaction.atomic():
            make.make_control(mode=ControlMode.PENALISE, status=status)
        if status == ControlStatus.IN_FORCE:
            with pytest.raises(IntegrityError), transaction.atomic():
                make.make_control(mode=ControlMode.PENALISE, status=status, **LEGAL)


@pytest.fixture
def penalising(hq) -> PriceControl:
    return save(hq, mode=ControlMode.PENALISE, **LEGAL)


def test_one_that_penalises_waits_for_a_second_person(penalising, finance, regions):
    sku = make.make_sku("H1", brand="A")
    case = {"sku": sku, "region": regions.guangzhou, "channel": "offline", "day": DAY}
    assert penalising.status == ControlStatus.PROPOSED
    assert control_for(**case) is None
    approve_control(control=penalising, access=finance, reason="opinion of 3 March on file")
    assert control_for(**case).mode == "penalise"


def test_whoever_proposed_it_cannot_approve_it_with_another_role_either(penalising, hq):
    make.make_grant(user=hq.user, role=Role.FINANCE)
    both = access_of(hq.user)
    assert both.may(Verb.APPROVE_CONTROLS)
    with pytest.raises(ValidationError, match="second person"):
        approve_control(control=penalising, access=both, reason="mine")
    with pytest.raises(ValidationError, match="approved by a person"):
        approve_control(control=penalising, access=SYSTEM, reason="nobody")


def test_a_change_of_it_is_approved_anew(penalising, hq, finance):
    approve_control(control=penalising, access=finance, reason="agreed")
    penalising.refresh_from_db()
    penalising.floor = D("90")
    save_control(instance=penalising, access=hq, verb=Verb.CHANGE_CONTROLS, reason="lower")
    penalising.refresh_from_db()
    assert (penalising.status, penalising.approved_by) == (ControlStatus.PROPOSED, None)


def test_it_is_refused_with_a_reason_and_decided_once(penalising, finance, hq):
    with pytest.raises(ValidationError, match="Say why"):
        refuse_control(control=penalising, access=finance, reason=" ")
    refuse_control(control=penalising, access=finance, reason="no counsel's opinion")
    with pytest.raises(ValidationError, match="nothing to decide"):
        approve_control(control=penalising, access=finance, reason="after all")
    with pytest.raises(PermissionDenied):
        approve_control(control=penalising, access=hq, reason="no right")


def test_two_controls_of_the_same_thing_never_hold_on_one_day(hq, regions):
    save(hq, region=regions.guangdong)
    with pytest.raises(ValidationError, match="A: 100 – …"):
        save(hq, region=regions.guangdong, valid_from=DAY, floor=D("1"))
    save(hq, region=regions.guangzhou)  # narrower: it counts before the other
    save(hq, region=regions.guangdong, channel="tmall")
    save(hq, region=regions.zhejiang)


def test_a_control_follows_one_that_has_ended(hq):
    save(hq, valid_to=DAY)
    save(hq, valid_from=DAY)
    assert PriceControl.objects.count() == 2


HEADER = "sku,product_line,brand,region,channel,floor,ceiling,mode,valid_from,valid_to\n"


@pytest.fixture
def shelf(regions):
    return make.make_sku("H1", brand="A", list_price=D("2000"))


def test_controls_come_from_files(shelf):
    rows = "H1,,,440000,,95%,110%,block,2025-01-01,\n,kitchen,,,tmall,150.50,,,2025-01-01,\n"
    assert take("price_controls", HEADER + rows).accepted == 2
    percent, yuan = PriceControl.objects.order_by("pk")
    assert (percent.unit, percent.floor, percent.mode) == ("percent", D("95"), "block")
    assert (yuan.unit, yuan.floor, yuan.ceiling, yuan.mode) == ("yuan", D("150.5"), None, "monitor")
    assert take("price_controls", HEADER + rows).duplicates == 2


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("H1,,A,,,1,,,2025-01-01,", "", "one thing"),
        (",,,,,1,,,2025-01-01,", "", "one thing"),
        ("H1,,,,,,,,2025-01-01,", "", "Give a floor"),
        ("H1,,,,,5,4,,2025-01-01,", "", "above the ceiling"),
        ("H1,,,,,95%,2000,,2025-01-01,", "ceiling", "both in per cent"),
        ("H1,,,,,1,,penalise,2025-01-01,", "legal_basis", "Art. 18"),
        ("H9,,,,,1,,,2025-01-01,", "sku", "no product"),
        ("H1,,,,,-1,,,2025-01-01,", "floor", "below 0"),
        ("H1,,,,,1,,forbid,2025-01-01,", "mode", "monitor"),
    ],
)
def test_a_row_that_is_wrong_names_its_column(shelf, row, column, words):
    report = take("price_controls", HEADER + row + "\n")
    assert report.refused
    assert (column, True) in [(e.column, words in e.message) for e in report.errors]


def test_rows_that_overlap_are_refused(shelf):
    rows = "H1,,,,,1,,,2025-01-01,\nH1,,,,,2,,,2025-06-01,\n"
    report = take("price_controls", HEADER + rows)
    assert report.refused
    assert "end it first" in report.errors[0].message


def decide(client, control, verb: str, **data):
    address = f"/api/v1/price-controls/{control.pk}/{verb}/"
    return client.post(address, data, content_type="application/json")


def test_the_api_decides_by_the_same_rules(penalising, hq_client, finance_client):
    assert decide(hq_client, penalising, "approve", reason="mine").status_code == 403
    assert decide(finance_client, penalising, "approve").status_code == 400
    answer = decide(finance_client, penalising, "approve", reason="agreed")
    assert (answer.status_code, answer.json()["status"]) == (200, "in_force")
    again = decide(finance_client, penalising, "refuse", reason="after all")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "status_move")


def test_the_page_offers_the_decision_to_the_second_person(penalising, hq_client, finance_client):
    page = f"/price-controls/{penalising.pk}/"
    assert "approve/" not in hq_client.get(page).content.decode()
    assert "approve/" in finance_client.get(page).content.decode()
    finance_client.post(f"{page}approve/", {"reason": "agreed"})
    penalising.refresh_from_db()
    assert penalising.status == ControlStatus.IN_FORCE

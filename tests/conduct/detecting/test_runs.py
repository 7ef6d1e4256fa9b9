"""Runs of detectors: what is one case, what is found once, what is only tried out."""

import datetime
import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from channels_mgmt.core.jobs import claim, run_job
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import Finding, Violation
from rebates.conduct.tasks import detect_in_background
from rebates.sales.models import SoldSerial
from tests import factories as make
from tests.conduct.making import make_setting

DAY = datetime.date(2026, 3, 10)
DAYS = {"start": datetime.date(2026, 3, 1), "end": datetime.date(2026, 4, 1)}
PERIOD = {**DAYS, "access": SYSTEM}
SINCE = datetime.date(2025, 1, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku(dealers):
    """Each dealer has its own city."""
    for dealer in (dealers.guangzhou, dealers.hangzhou):
        make.make_territory(dealer=dealer)
    return make.make_sku(list_price=200)


@pytest.fixture
def sell(sku, dealers, regions):
    """Sell a piece from Guangzhou to Hangzhou."""

    def sell(day: datetime.date = DAY, **more):
        values = {"dealer": dealers.guangzhou, "sku": sku, "region": regions.hangzhou}
        return make.make_sale("100", kind="sell_out", date=day, **(values | more))

    return sell


@pytest.mark.parametrize(
    ("grouping", "cases"), [("each", 5), ("order", 4), ("dealer_day", 3), ("dealer_month", 2)]
)
def test_what_is_one_case(sell, regions, grouping, cases):
    make_setting("line_outside", valid_from=SINCE, grouping=grouping)
    sell(order_number="A", line_number="1")
    sell(order_number="A", line_number="2")
    sell(order_number="B")
    sell(DAY + datetime.timedelta(1), order_number="C")
    sell(region=regions.shenzhen, order_number="D")
    assert detect(**PERIOD).cases == Violation.objects.count() == cases
    assert not Finding.objects.filter(case=None).exists()


def test_the_case_says_what_happened(sell, dealers, regions):
    make_setting("line_outside", valid_from=SINCE)
    sell(quantity=2)
    sell(quantity=3)
    detect(**PERIOD)
    case = Violation.objects.get()
    assert (case.dealer, case.invaded) == (dealers.guangzhou, dealers.hangzhou)
    assert (case.home, case.region) == (regions.guangzhou, regions.hangzhou)
    assert (case.quantity, case.goods_value, case.offence_date) == (5, 200, DAY)
    assert (case.opened_by, case.evidence.count()) == (None, 2)


def test_twice_finds_nothing_new(sell):
    make_setting("line_outside", valid_from=SINCE)
    sell()
    first, second = detect(**PERIOD), detect(**PERIOD)
    assert (first.new, first.cases) == (1, 1)
    assert (second.new, second.cases) == (0, 0)
    assert (Finding.objects.count(), Violation.objects.count()) == (1, 1)


def test_what_comes_later_joins_and_may_reach_the_threshold(sell):
    make_setting("line_outside", valid_from=SINCE, min_quantity=2)
    sell()
    assert detect(**PERIOD).cases == 0
    assert Finding.objects.get().no_case == "threshold"
    sell()
    assert detect(**PERIOD).cases == 1
    sell()
    assert detect(**PERIOD).cases == 0
    assert Violation.objects.get().findings.count() == 3


def test_after_the_decision_it_stays_a_finding(sell):
    make_setting("line_outside", valid_from=SINCE)
    sell()
    detect(**PERIOD)
    Violation.objects.update(status="dismissed")
    sell()
    detect(**PERIOD)
    assert list(Finding.objects.filter(case=None).values_list("no_case", flat=True)) == ["decided"]


def test_a_line_and_its_serial_are_one_offence(sell, sku, dealers, regions):
    make_setting("line_outside", valid_from=SINCE)
    make_setting("serial_outside", valid_from=SINCE)
    serial = make.make_serial(dealer=dealers.guangzhou, sku=sku)
    SoldSerial.objects.create(code=serial.code, line=sell())
    make.make_scan(serial, scanned_at=make.noon(DAY), region=regions.hangzhou)
    detect(**PERIOD)
    case = Violation.objects.get()
    assert (case.findings.count(), case.quantity, case.goods_value) == (2, 1, 100)


def test_a_serial_that_another_dealer_sold_on(sku, dealers, regions):
    make_setting("serial_outside", valid_from=SINCE)
    serial = make.make_serial(dealer=dealers.guangzhou, sku=sku, order_number="SO1")
    terms = {"kind": "sell_out", "date": DAY, "sku": sku, "region": regions.hangzhou}
    line = make.make_sale("180", dealer=dealers.hangzhou, **terms)
    SoldSerial.objects.create(code=serial.code, line=line)
    detect(**PERIOD)
    found = Finding.objects.get()
    assert (found.dealer, found.sales_line, found.reference) == (dealers.guangzhou, line, "SO1")
    assert (found.goods_value, found.invaded) == (200, dealers.hangzhou)


def test_the_supply_value_is_what_the_dealer_pays(sell, sku, dealers):
    make_setting("line_outside", valid_from=SINCE)
    price = make.make_price(sku=sku, tier=dealers.guangzhou.tier, price=70)
    price.price_list.published_at = make.noon()
    price.price_list.save()
    sell(quantity=3)
    detect(**PERIOD)
    assert Violation.objects.get().supply_value == 210


def test_who_may(sell, opener_of_a_city):
    make_setting("line_outside", valid_from=SINCE)
    with pytest.raises(PermissionDenied):
        detect(**DAYS, access=opener_of_a_city)
    with pytest.raises(ValidationError, match="must end"):
        detect(start=DAYS["end"], end=DAYS["start"], access=SYSTEM)
    with pytest.raises(ValidationError, match="no detector"):
        detect(**PERIOD, detectors=["nonsense"])


@pytest.fixture
def opener_of_a_city(regions):
    from dealers.choices import Role
    from tests.conftest import person

    return person("opener", Role.CITY, region=regions.guangzhou)


def test_in_the_background(sell):
    make_setting("line_outside", valid_from=SINCE)
    sell()
    detect_in_background(**PERIOD)
    assert not Finding.objects.exists()
    run_job(claim())
    assert Violation.objects.count() == 1


def said(*options: str) -> dict:
    out = StringIO()
    days = ("--from", "2026-03-01", "--to", "2026-04-01", "--format", "json")
    call_command("detect", *days, *options, stdout=out)
    return json.loads(out.getvalue())


def test_the_command(sell):
    make_setting("line_outside", valid_from=SINCE)
    sell()
    answer = said("--detector", "line_outside")
    assert (answer["new"], answer["cases"], answer["dry_run"]) == (1, 1, False)
    assert answer["dealers"] == [{"dealer": "GZ", "findings": 1}]
    assert answer["provinces"] == [{"from": "440000", "to": "330000", "findings": 1}]
    assert said()["new"] == 0


def test_a_dry_run_tries_another_setting_and_writes_nothing(sell):
    make_setting("line_outside", valid_from=SINCE, min_quantity=3)
    sell()
    sell()
    entries = AuditEntry.objects.count()
    options = ("--dry-run", "--detector", "line_outside")
    assert said(*options)["cases"] == 0
    tried = said(*options, "--try", "min_quantity=2")
    assert (tried["new"], tried["cases"], tried["detectors"][0]["no_case"]) == (2, 1, {})
    assert not Finding.objects.exists()
    assert (Violation.objects.count(), AuditEntry.objects.count()) == (0, entries)


@pytest.mark.parametrize(
    "options",
    [
        ("--try", "min_quantity=2"),
        ("--dry-run", "--try", "min_quantity=2"),
        ("--dry-run", "--detector", "line_outside", "--try", "min_quantity=none"),
        ("--dry-run", "--detector", "line_outside", "--try", "min_quantity=0"),
    ],
)
def test_bad_usage(db, options):
    with pytest.raises(CommandError) as refused:
        said(*options)
    assert refused.value.returncode == 2

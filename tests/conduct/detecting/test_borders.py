"""On which side of a border a fact falls, for lines and for serials."""

import datetime

import pytest
from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.detecting.run import detect, dry_run
from rebates.conduct.models import Finding
from rebates.sales.models import SoldSerial
from tests import factories as make
from tests.conduct.detecting.borders import BORDERS, OF_SCANS, Border, day
from tests.conduct.making import make_exemption, make_neighbours, make_setting

PERIOD = {"start": day("02-21"), "end": day("04-01"), "access": SYSTEM}

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(land, lines, dealers):
    """What lies around the fact of a border; the answer is the SKU."""

    def arranged(border: Border, detector: str):
        for dealer, territories in (
            (dealers.guangzhou, border.held),
            (dealers.hangzhou, border.rival),
        ):
            for terms in territories:
                more = {**terms, "region": getattr(land, terms["region"])}
                if line := more.pop("line", None):
                    more["product_line"] = getattr(lines, line)
                make.make_territory(dealer=dealer, exclusive=False, **more)
        since = datetime.date.fromisoformat(border.since)
        setting = make_setting(detector, **{"valid_from": since, **border.setting})
        if border.buffer:
            setting.buffer_regions.add(getattr(land, border.buffer))
        if border.neighbours:
            make_neighbours(*(getattr(land, name) for name in border.neighbours))
        return make.make_sku(product_line=getattr(lines, border.line), list_price=100)

    return arranged


def sold(border: Border, sku, dealer, region):
    values = {"kind": "sell_out", "channel": border.channel, "date": day(border.at)}
    return make.make_sale("100", dealer=dealer, sku=sku, region=region, **values)


def scanned(border: Border, sku, dealer, region):
    more = border.of_scan
    shipped = more.get("shipped", datetime.date(2025, 12, 1))
    serial = make.make_serial(dealer=dealer, sku=sku, shipped_on=shipped)
    if more.get("exempt"):
        make_exemption(serial=serial, kind=more["exempt"])
    time = datetime.time(*more.get("time", (12, 0, 0)))
    at = timezone.make_aware(datetime.datetime.combine(day(border.at), time))
    scan = make.make_scan(serial, scanned_at=at, region=region, by=more.get("by", "consumer"))
    if more.get("withdrawn"):
        make.make_withdrawal(scan=scan, packing=None)
    # Its channel is that of the line by which it came to its dealer.
    line = make.make_sale(
        dealer=dealer, sku=sku, kind="sell_in", date=shipped, channel=border.channel
    )
    SoldSerial.objects.create(code=serial.code, line=line)


def verdict() -> str:
    found = Finding.objects.first()
    if found is None:
        return "none"
    return "case" if found.case_id else found.no_case or "waits"


@pytest.mark.parametrize("border", BORDERS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("detector", "happens"), [("line_outside", sold), ("serial_outside", scanned)]
)
def test_it_falls_on_the_right_side(border, detector, happens, scene, dealers, land):
    happens(border, scene(border, detector), dealers.guangzhou, getattr(land, border.region))
    dry = dry_run(**PERIOD)
    assert not Finding.objects.exists()
    found = detect(**PERIOD)
    assert verdict() == border.verdict
    assert dry.document() == {**found.document(), "dry_run": True}


@pytest.mark.parametrize("border", OF_SCANS, ids=lambda one: one.name)
def test_what_only_serials_have(border, scene, dealers, land):
    sku = scene(border, "serial_outside")
    scanned(border, sku, dealers.guangzhou, getattr(land, border.region))
    dry = dry_run(**PERIOD)
    found = detect(**PERIOD)
    assert verdict() == border.verdict
    assert dry.document() == {**found.document(), "dry_run": True}

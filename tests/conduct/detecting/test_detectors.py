"""The detectors that need no territories, and those that need other people's facts."""

import datetime

import pytest
from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.choices import Detector
from rebates.conduct.detecting import jobs
from rebates.conduct.detecting.jobs import JobFault
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import Finding
from rebates.sales.models import SoldSerial
from tests import factories as make
from tests.conduct.making import make_setting

DAY = datetime.date(2026, 3, 10)
PERIOD = {"start": datetime.date(2026, 3, 1), "end": datetime.date(2026, 4, 1), "access": SYSTEM}
SINCE = datetime.date(2025, 1, 1)

pytestmark = pytest.mark.django_db


def verdicts() -> list[str]:
    detect(**PERIOD)
    rows = Finding.objects.order_by("key")
    return ["case" if one.case_id else one.no_case for one in rows]


def at(hours: int) -> datetime.datetime:
    start = timezone.make_aware(datetime.datetime.combine(DAY, datetime.time()))
    return start + datetime.timedelta(hours=hours)


# Exclusives


@pytest.mark.parametrize(
    ("kind", "day", "verdict"),
    [
        ("sell_out", DAY, ["case"]),
        ("sell_in", DAY, []),  # the brand's own doing
        ("sell_out", datetime.date(2026, 3, 4), []),  # before the allotment
        ("sell_out", datetime.date(2026, 3, 5), ["case"]),
    ],
)
def test_an_exclusive_sold_offline(dealers, kind, day, verdict):
    make_setting("exclusive_outside", valid_from=SINCE)
    exclusive = make.make_exclusive(valid_from=datetime.date(2026, 3, 5))
    make.make_sale(dealer=dealers.guangzhou, sku=exclusive.sku, kind=kind, date=day)
    assert verdicts() == verdict


def test_an_exclusive_in_its_own_shop_is_no_finding(dealers):
    make_setting("exclusive_outside", valid_from=SINCE)
    shop = make.make_shop(operator=dealers.guangzhou)
    exclusive = make.make_exclusive(shop=shop)
    terms = {"sku": exclusive.sku, "kind": "online", "channel": "tmall", "date": DAY}
    make.make_sale(dealer=dealers.guangzhou, shop=shop, **terms)
    assert verdicts() == []


# Prices


@pytest.mark.parametrize(
    ("mode", "amount", "verdict"),
    [("block", "99", ["no_legal_basis"]), ("block", "100", []), ("monitor", "99", [])],
)
def test_sold_in_against_a_control(dealers, mode, amount, verdict):
    make_setting("blocked_price", valid_from=SINCE)
    control = make.make_control(mode=mode)
    make.make_sale(amount, dealer=dealers.guangzhou, sku=control.sku, date=DAY)
    assert verdicts() == verdict


LEGAL = {
    "legal_basis": "协议", "legal_approver": "法务", "market_share": 10, "turnover": 1000,
    "approved_at": timezone.now(),
}  # fmt: skip


@pytest.mark.parametrize(
    ("control", "verdict"),
    [
        ({"mode": "monitor"}, "monitor"),
        ({"mode": "block"}, "no_legal_basis"),
        ({"mode": "penalise", "legal_until": datetime.date(2026, 3, 11), **LEGAL}, "case"),
        ({"mode": "penalise", "legal_until": DAY, **LEGAL}, "no_legal_basis"),
    ],
)
def test_an_observed_price_is_a_case_only_by_law(dealers, control, verdict):
    make_setting("observed_price", valid_from=SINCE)
    held = make.make_control(**control)
    shop = make.make_shop(operator=dealers.guangzhou)
    make.make_observation(shop=shop, sku=held.sku, price=99, observed_at=at(12))
    make.make_observation(shop=shop, sku=held.sku, price=100, observed_at=at(12))
    make.make_observation(seller="他人", sku=held.sku, price=1, observed_at=at(12))
    assert verdicts() == [verdict]
    assert Finding.objects.get().control == held


# Serials


@pytest.mark.parametrize(
    ("km", "hours", "there", "verdict"),
    [
        (800, 5, "hangzhou", ["case"]),  # some 1,050 km
        (1_500, 5, "hangzhou", []),
        (800, 25, "hangzhou", []),  # the second day has begun
        (800, 24, "hangzhou", ["case"]),
        (1, 5, "shenzhen", []),  # within the province nothing is known
        (None, 5, "hangzhou", []),
    ],
)
def test_a_serial_in_two_places(regions, dealers, km, hours, there, verdict):
    make_setting("serial_twice", valid_from=SINCE, apart_km=km)
    serial = make.make_serial(dealer=dealers.guangzhou)
    make.make_scan(serial, scanned_at=at(0), region=regions.guangzhou)
    make.make_scan(serial, scanned_at=at(hours), region=getattr(regions, there))
    assert verdicts() == verdict


def test_two_places_over_the_border_of_the_period(regions, dealers):
    make_setting("serial_twice", valid_from=SINCE, apart_km=500)
    serial = make.make_serial(dealer=dealers.guangzhou)
    midnight = timezone.make_aware(datetime.datetime(2026, 3, 1))
    make.make_scan(serial, scanned_at=midnight - datetime.timedelta(1) / 24)
    make.make_scan(serial, scanned_at=midnight, region=regions.hangzhou)
    assert verdicts() == ["case"]


def named(code: str, dealer, **more) -> None:
    line = make.make_sale(dealer=dealer, **({"kind": "sell_out", "date": DAY} | more))
    SoldSerial.objects.create(code=code, line=line)


def test_serials_that_nobody_shipped(dealers):
    make_setting("never_shipped", valid_from=SINCE)
    told = make.make_serial("TOLD", dealer=dealers.guangzhou)
    named("TOLD", dealers.guangzhou, sku=told.sku)
    named("FALSE", dealers.guangzhou, sku=told.sku)
    named("FALSE", dealers.guangzhou, sku=told.sku)  # once is enough
    named("CARTON", dealers.guangzhou, sku=told.sku)
    make.make_packing(told, "CARTON")
    named("OTHER", dealers.guangzhou)  # of a product whose serials nobody tells
    assert verdicts() == ["case"]
    assert Finding.objects.get().key == f"never_shipped:{dealers.guangzhou.pk}:FALSE"


# Jobs


@pytest.fixture
def faults():
    """What the keeper of the jobs tells."""
    told: list[JobFault] = []
    before = jobs._answers[:]
    jobs.forget_job_faults()
    jobs.register_job_faults(lambda start, end: [one for one in told if start <= one.day < end])
    yield told
    jobs._answers[:] = before


def test_jobs_that_nobody_tells_of_are_silent(monkeypatch):
    monkeypatch.setattr(jobs, "_answers", [])
    make_setting("job_late", valid_from=SINCE)
    outcome = detect(**PERIOD)
    assert {one for one, found in outcome.by_detector.items() if found.silent} == jobs.OF_JOBS


def test_jobs_late_and_refused(faults, dealers):
    make_setting("job_late", valid_from=SINCE, days_tolerated=2, grouping="each")
    make_setting("job_refused", valid_from=SINCE, makes_cases=False)
    dealer = dealers.guangzhou.pk
    faults += [
        JobFault(Detector.JOB_LATE, "J1", dealer, DAY, days_late=2),
        JobFault(Detector.JOB_LATE, "J2", dealer, DAY, days_late=3),
        JobFault(Detector.JOB_LATE, "J3", dealer, datetime.date(2026, 4, 1), days_late=3),
        JobFault(Detector.JOB_REFUSED, "J4", dealer, DAY),
        JobFault(Detector.JOB_IGNORED, "J5", dealer, DAY),
    ]
    assert verdicts() == ["case", "switched_off"]
    assert list(Finding.objects.order_by("key").values_list("reference", flat=True)) == ["J2", "J4"]


def test_one_keeper_of_jobs(faults):
    with pytest.raises(jobs.AlreadyRegistered):
        jobs.register_job_faults(lambda start, end: [])

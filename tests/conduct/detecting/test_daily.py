"""Detectors look once a day, those that are told to, at the days of this month and the last."""

import datetime

import pytest

from rebates.conduct.daily import detect_daily
from rebates.conduct.models import Finding
from tests import factories as make
from tests.conduct.making import make_setting

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 4, 15)
SINCE = datetime.date(2025, 1, 1)


@pytest.fixture
def sold(dealers, regions):
    """What Guangzhou sold in Hangzhou on these days."""
    for dealer in (dealers.guangzhou, dealers.hangzhou):
        make.make_territory(dealer=dealer)
    sku = make.make_sku(list_price=200)
    days = [datetime.date(2026, *day) for day in ((2, 28), (3, 1), (4, 14), (4, 15))]
    for day in days:
        make.make_sale("100", kind="sell_out", date=day, dealer=dealers.guangzhou, sku=sku,
                       region=regions.hangzhou)  # fmt: skip


def found() -> list[str]:
    return [f"{day:%m-%d}" for day in Finding.objects.order_by("day").values_list("day", flat=True)]


def test_it_works(sold):
    make_setting("line_outside", valid_from=SINCE)
    detect_daily(TODAY)
    assert found() == ["03-01", "04-14"]


def test_twice_a_day_finds_nothing_more(sold):
    make_setting("line_outside", valid_from=SINCE)
    detect_daily(TODAY)
    detect_daily(TODAY)
    assert found() == ["03-01", "04-14"]


@pytest.mark.parametrize("off", [{"daily": False}, {"enabled": False}])
def test_it_is_switched_off(sold, off):
    make_setting("line_outside", valid_from=SINCE, **off)
    detect_daily(TODAY)
    assert found() == []


def test_without_a_setting_nothing_looks(sold):
    detect_daily(TODAY)
    assert found() == []

"""From the brand's price to the shelf: every tier, every mark-up, and where the ceiling breaks."""

import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from pricing.models import PriceList
from pricing.waterfall import waterfall
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 6, 1)


@pytest.fixture
def standard(db) -> PriceList:
    return PriceList.objects.create(code="STANDARD", published_at=timezone.now())


@pytest.fixture
def sku(regions, standard):
    sku = make.make_sku("H1", list_price=D("2000"))
    for tier, price in (("national", 1000), ("provincial", 1100), ("city", 1254)):
        make.make_price(sku=sku, tier=make.make_tier(tier), price=D(price), price_list=standard)
    return sku


def rows(found) -> list[tuple]:
    return [
        (stage.tier.code if stage.tier else "retail", stage.price, stage.added, stage.markup)
        for stage in found.stages
    ]


def test_it_works(sku, regions):
    found = waterfall(sku=sku, region=regions.guangzhou, day=DAY)
    assert rows(found) == [
        ("national", D(1000), None, None),
        ("provincial", D(1100), D(100), D("10.00")),
        ("city", D(1254), D(154), D("14.00")),
        ("outlet", None, None, None),
        ("retail", D(2000), D(746), D("59.49")),
    ]
    assert found.total_markup == D("100.00")


def test_a_city_has_its_own_steps(sku, regions, standard):
    make.make_price(sku=sku, tier=make.make_tier("city"), price=D(1200), price_list=standard,
                    region=regions.guangzhou)  # fmt: skip
    assert rows(waterfall(sku=sku, region=regions.guangzhou, day=DAY))[2][1] == D(1200)
    assert rows(waterfall(sku=sku, region=regions.shenzhen, day=DAY))[2][1] == D(1254)


@pytest.mark.parametrize(
    ("limits", "broken"),
    [
        ({"floor": None, "ceiling": D(1999)}, ["retail: ceiling"]),
        ({"floor": None, "ceiling": D(1200)}, ["city: ceiling", "retail: ceiling"]),
        ({"floor": D(2001)}, ["retail: floor"]),  # a floor is of what consumers pay
        ({"floor": D(2000), "ceiling": D(2000)}, []),
    ],
)
def test_it_shows_where_the_band_breaks(sku, regions, limits, broken):
    make.make_control(sku=sku, **limits)
    found = waterfall(sku=sku, region=regions.guangzhou, day=DAY)
    names = [(s.tier.code if s.tier else "retail", s.broken) for s in found.stages if s.broken]
    assert [f"{tier}: {limit}" for tier, limit in names] == broken


def test_a_contradiction_is_said_and_the_step_left_out(sku, regions):
    other = PriceList.objects.create(code="OTHER", published_at=timezone.now())
    make.make_price(sku=sku, tier=make.make_tier("city"), price_list=other)
    found = waterfall(sku=sku, region=regions.guangzhou, day=DAY)
    assert [tier.code for tier in found.contradictions] == ["city"]
    assert rows(found)[-1][2:] == (D(900), D("81.82"))


def test_the_page_has_chart_and_table(sku, hq_client, dealer_client):
    asked = {"sku": "H1", "region": "440100", "day": "2025-06-01"}
    page = hq_client.get("/waterfall/", asked).content.decode()
    for words in ("data-chart=", "1,254.00", "14.00 %", "no price on this day", "echarts"):
        assert words in page
    assert "echarts" not in hq_client.get("/waterfall/").content.decode()
    assert dealer_client.get("/waterfall/", asked).status_code == 404

"""Observed prices: taken in once, judged by the control of their day, and who kept to the band."""

import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from pricing.findings import compliance
from pricing.models import PriceObservation
from tests import factories as make
from tests.imports.world import codes, take

pytestmark = pytest.mark.django_db
HEADER = "observed_at,sku,price,shop,seller,region,channel,url,evidence_sha256\n"
SHA = "ab" * 32


@pytest.fixture
def shelf(dealers):
    make.make_sku("H1", list_price=D("2000"))
    make.make_shop("TMALL-1", operator=dealers.guangzhou)


def seen_at(day: str, hour: int = 12) -> datetime.datetime:
    moment = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(hour))
    return timezone.make_aware(moment)


def test_it_works(shelf):
    row = f"2025-06-01T09:30:00+08:00,H1,1899.00,TMALL-1,,,,https://example.com/1,{SHA}\n"
    assert take("price_observations", HEADER + row).accepted == 1
    stored = PriceObservation.objects.get()
    assert (stored.price, stored.channel, stored.evidence_sha256) == (D("1899"), "tmall", SHA)
    assert take("price_observations", HEADER + row).duplicates == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2025-06-01,H1,1,TMALL-1,,,,,", ("observed_at", "no_time_zone")),
        ("yesterday,H1,1,TMALL-1,,,,,", ("observed_at", "not_a_moment")),
        ("2025-06-01T09:30:00+08:00,H9,1,TMALL-1,,,,,", ("sku", "unknown_sku")),
        ("2025-06-01T09:30:00+08:00,H1,-1,TMALL-1,,,,,", ("price", "too_small")),
        ("2025-06-01T09:30:00+08:00,H1,1,,,,,,", ("shop", "shop_or_seller")),
        ("2025-06-01T09:30:00+08:00,H1,1,TMALL-1,somebody,,,,", ("shop", "shop_or_seller")),
        ("2025-06-01T09:30:00+08:00,H1,1,,somebody,,,,", ("channel", "required")),
        ("2025-06-01T09:30:00+08:00,H1,1,TMALL-1,,,jd,,", ("channel", "channel_shop")),
        ("2025-06-01T09:30:00+08:00,H1,1,TMALL-1,,,,,xyz", ("evidence_sha256", "not_a_digest")),
    ],
)
def test_a_row_that_is_wrong_names_its_column(shelf, row, fault):
    assert codes(take("price_observations", HEADER + row + "\n")) == [(2, *fault)]
    assert not PriceObservation.objects.exists()


def test_the_same_observation_with_another_price_is_a_conflict(shelf):
    row = "2025-06-01T09:30:00+08:00,H1,{},TMALL-1,,,,,\n"
    both = HEADER + row.format(1) + row.format(2)
    assert codes(take("price_observations", both)) == [(3, "price", "conflict")]
    take("price_observations", HEADER + row.format(1))
    assert codes(take("price_observations", HEADER + row.format(2))) == [(2, "price", "conflict")]


@pytest.fixture
def sku(dealers):
    return make.make_sku("H1")


def test_who_kept_to_the_band(sku, dealers, regions):
    make.make_control(sku=sku, floor=D(100))
    mine = make.make_shop("MINE", operator=dealers.guangzhou)
    theirs = make.make_shop("THEIRS", operator=dealers.hangzhou)
    for shop, day, price in (
        (mine, "2025-06-01", 99), (mine, "2025-06-30", 100), (mine, "2025-07-01", 101),
        (theirs, "2025-07-02", 1),
    ):  # fmt: skip
        make.make_observation(sku=sku, shop=shop, price=D(price), observed_at=seen_at(day),
                              region=shop.operator.home_region)  # fmt: skip
    make.make_observation(shop=mine)  # no control is about it
    found = compliance(PriceObservation.objects.all())
    assert (found.observed, found.total.judged, found.total.share) == (5, 4, D("50.00"))
    assert [one.observation.price for one in found.findings] == [D(99), D(1)]
    shares = {key: tally.share for key, tally in found.by["dealer"].items()}
    assert shares == {dealers.guangzhou.pk: D("66.67"), dealers.hangzhou.pk: D("0.00")}
    assert found.by["shop"][mine.pk].judged == 3
    assert found.by["region"][regions.hangzhou.pk].kept == 0
    assert [tally.judged for tally in found.by["month"].values()] == [2, 2]


@pytest.mark.parametrize(
    ("control", "observed", "judged"),
    [
        ({"channel": "tmall"}, {}, True),
        ({"channel": "jd"}, {}, False),
        ({"valid_to": datetime.date(2025, 6, 1)}, {}, False),
        # the day in Shanghai counts, not the one in London
        (
            {"valid_from": datetime.date(2025, 6, 2)},
            {"observed_at": seen_at("2025-06-02", 1)},
            True,
        ),
        ({"region": "guangdong"}, {}, True),  # the operator's home where no region is given
        ({"region": "zhejiang"}, {}, False),
        ({"region": "zhejiang"}, {"region": "hangzhou"}, True),
        ({"region": "guangdong"}, {"shop": None, "seller": "somebody"}, False),
        ({}, {"shop": None, "seller": "somebody"}, True),
    ],
)
def test_the_control_of_the_day_and_the_place_judges(
    sku, dealers, regions, control, observed, judged
):
    for terms in (control, observed):
        if "region" in terms:
            terms["region"] = getattr(regions, terms["region"])
    make.make_control(sku=sku, floor=D(200), **control)
    shop = make.make_shop(operator=dealers.guangzhou)
    values = {"shop": shop, "observed_at": seen_at("2025-06-01"), **observed}
    make.make_observation(sku=sku, **values)
    assert bool(compliance(PriceObservation.objects.all()).findings) is judged


def test_queries_do_not_grow(sku, dealers, django_assert_num_queries):
    make.make_control(sku=sku, floor=D(200))
    shop = make.make_shop(operator=dealers.guangzhou)
    for _ in range(20):
        make.make_observation(sku=sku, shop=shop)
    with django_assert_num_queries(4):
        compliance(PriceObservation.objects.all())


def test_the_pages(sku, dealers, regions, hq_client, province_client, dealer_client):
    make.make_control(sku=sku, floor=D(200))
    mine = make.make_shop("MINE", operator=dealers.guangzhou, name="羊城专营店")
    theirs = make.make_shop("THEIRS", operator=dealers.hangzhou, name="西湖专营店")
    for shop in (mine, theirs):
        make.make_observation(sku=sku, shop=shop, region=shop.operator.home_region)
    page = hq_client.get("/observed-prices/findings/").content.decode()
    assert ("羊城专营店" in page, "西湖专营店" in page) == (True, True)
    page = province_client.get("/observed-prices/findings/").content.decode()
    assert ("羊城专营店" in page, "西湖专营店" in page) == (True, False)
    assert dealer_client.get("/observed-prices/findings/").status_code == 404
    own = dealer_client.get("/observed-prices/").content.decode()
    assert ("H1" in own, "西湖专营店" in own) == (True, False)

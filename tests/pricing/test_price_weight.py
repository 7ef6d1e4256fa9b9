"""What prices cost the database: queries of an import, a resolution and a page do not grow."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pricing.imports import price_rows
from pricing.imports.stored_prices import stored_prices
from pricing.models import SKU, Price, PriceList
from pricing.prices import price_of, prices_for
from tests import factories as make
from tests.imports.world import codes, take

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 6, 1)
HEADER = "price_list,tier,region,sku,price,valid_from,valid_to"
TIERS = ("national", "provincial", "city", "outlet")


@pytest.fixture(autouse=True)
def brand(dealers):
    for tier in TIERS:
        make.make_tier(tier)
    for number in range(60):
        make.make_sku(f"K{number:02}")


def file(skus: int, *, price: int = 100, first: int = 0) -> str:
    rows = [
        f"LIST,{tier},{region},K{sku:02},{price + sku},2025-01-01,"
        for sku in range(first, first + skus)
        for tier in TIERS
        for region in ("440000", "330000")
    ]
    return "\n".join([HEADER, *rows])


def queries(work) -> int:
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def test_it_works():
    report = take("prices", file(10))
    assert (report.accepted, Price.objects.count()) == (80, 80)
    assert take("prices", file(10)).duplicates == 80


def test_an_import_asks_as_often_for_many_rows_as_for_few():
    """Rows are looked up and written in chunks, by statements of the driver's own."""
    few = queries(lambda: take("prices", file(2)))
    many = queries(lambda: take("prices", file(40, first=2)))
    assert Price.objects.count() == 42 * 8
    assert many == few - 2  # the list was made, and told of in the history


@pytest.mark.parametrize("rows", [10, 79, 80, 500])
def test_a_chunk_more_is_one_look_more(rows, monkeypatch):
    monkeypatch.setattr(price_rows, "CHUNK", rows)
    looks = []
    monkeypatch.setattr(
        price_rows, "stored_prices", lambda keys: looks.append(len(keys)) or stored_prices(keys)
    )
    assert take("prices", file(10)).accepted == 80
    assert (sum(looks), len(looks)) == (80, -(-80 // rows))


@pytest.mark.parametrize("chunk", [1, 7, 5000])
def test_chunks_of_any_size_find_what_is_there(chunk, monkeypatch):
    monkeypatch.setattr(price_rows, "CHUNK", chunk)
    take("prices", file(5))
    twice = file(3) + "\n" + file(4, price=100, first=3).partition("\n")[2]
    report = take("prices", twice)
    assert (report.accepted, report.duplicates) == (16, 40)
    contradicting = file(1) + "\n" + file(1, price=1).partition("\n")[2]
    found = codes(take("prices", contradicting.replace("LIST", "OTHER")))
    assert {code for *_, code in found} == {"conflict"}
    assert Price.objects.count() == 56


def test_stored_prices_are_found_by_all_of_their_key(regions):
    price = make.make_price(region=regions.guangdong, price=Decimal("12.3456"), valid_to=DAY)
    key = (price.price_list_id, price.tier_id, price.region_id, price.sku_id, price.valid_from)
    other = (*key[:4], DAY)
    found = stored_prices([key, other])
    assert set(found) == {key}
    assert (found[key].pk, found[key].price, found[key].valid_to) == (price.pk, price.price, DAY)
    assert stored_prices([]) == {}


def test_after_many_rows_the_database_counts_its_table_anew(monkeypatch):
    counted = []
    monkeypatch.setattr(price_rows, "count_anew", counted.append)
    monkeypatch.setattr(price_rows, "ENOUGH", 80)
    take("prices", file(9))
    assert counted == []
    take("prices", file(10, first=9))
    assert counted == [Price]


@pytest.fixture
def listed():
    take("prices", file(60))
    PriceList.objects.update(published_at=timezone.now())


def test_one_price_costs_the_same_however_many_there_are(listed, dealers):
    sku = SKU.objects.get(code="K07")
    many = queries(lambda: price_of(sku=sku, dealer=dealers.guangzhou, day=DAY))
    assert many <= 3
    Price.objects.exclude(sku=sku).delete()
    assert queries(lambda: price_of(sku=sku, dealer=dealers.guangzhou, day=DAY)) == many


def test_fifty_prices_are_one_query(listed, dealers):
    dealer = dealers.guangzhou
    keys = list(SKU.objects.values_list("pk", flat=True)[:50])
    with CaptureQueriesContext(connection) as found:
        answers = prices_for(tier=dealer.tier, region=dealer.home_region, day=DAY, skus=keys)
    assert (len(found), len(answers)) == (1, 50)


@pytest.mark.parametrize("address", ["/prices/", "/api/v1/prices/?page_size=50"])
def test_a_page_of_fifty_asks_ten_times_at_most(address, listed, hq_client):
    hq_client.get("/")  # what is asked once a session
    assert queries(lambda: hq_client.get(address)) <= 10

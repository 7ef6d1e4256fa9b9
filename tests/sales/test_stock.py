"""The stock of dealers: what came in less what went out, against what they count."""

import csv
import datetime
import io
import random

import pytest
from django.urls import reverse

from dealers.models import Dealer
from rebates.sales.cells import mark_changed, refresh_cells
from rebates.sales.models import SalesLine
from rebates.sales.stock import holdings
from tests import factories as make

PAGE = reverse("sales:stock")
DAY = datetime.date(2024, 3, 15)


@pytest.fixture
def sku(dealers):
    return make.make_sku("H1")


def moved(kind: str, quantity: int, dealer, sku, day=DAY, to=None) -> None:
    make.make_sale(quantity, kind=kind, quantity=quantity, dealer=dealer, sku=sku, date=day,
                   counterparty=to)  # fmt: skip


def stock(day=DAY) -> dict[tuple[str, str], int]:
    codes = dict(Dealer.objects.values_list("pk", "code"))
    found = holdings(day=day, dealers=Dealer.objects.all())
    return {codes[held.dealer_id]: held.pieces for held in found}


def test_it_works(dealers, sku):
    moved("sell_in", 10, dealers.guangdong, sku)
    moved("sell_through", 4, dealers.guangdong, sku, to=dealers.guangzhou)
    moved("sell_out", 1, dealers.guangzhou, sku)
    assert stock() == {"GD": 6, "GZ": 3}


@pytest.mark.parametrize(
    ("kind", "quantity", "left"),
    [
        ("sell_in", 5, 15),
        ("sell_in", -5, 5),  # back to the brand
        ("sell_through", 5, 5),
        ("sell_through", -5, 15),  # back from a dealer below
        ("sell_out", 5, 5),
        ("sell_out", -5, 15),  # back from a consumer
        ("online", 5, 5),
    ],
)
def test_what_moves_the_stock(kind, quantity, left, dealers, sku):
    moved("sell_in", 10, dealers.guangzhou, sku)
    moved(kind, quantity, dealers.guangzhou, sku)
    assert stock() == {"GZ": left}


def test_what_comes_from_another_dealer_is_in_and_goes_back_out(dealers, sku):
    moved("sell_through", 7, dealers.guangdong, sku, to=dealers.guangzhou)
    moved("sell_through", -2, dealers.guangdong, sku, to=dealers.guangzhou)
    assert stock() == {"GD": -5, "GZ": 5}


def test_the_day_counts_and_the_days_after_it_do_not(dealers, sku):
    for day in (-1, 0, 1):
        moved("sell_in", 1, dealers.guangzhou, sku, DAY + datetime.timedelta(days=day))
    assert stock() == {"GZ": 2}
    assert stock(datetime.date(2024, 3, 13)) == {}


def plain(day: datetime.date) -> dict[tuple[int, int], int]:
    """The same by a loop over all lines."""
    found: dict[tuple[int, int], int] = {}
    for line in SalesLine.objects.filter(date__lte=day):
        sign = 1 if line.kind == "sell_in" else -1
        key = (line.dealer_id, line.sku_id)
        found[key] = found.get(key, 0) + sign * line.quantity
        if line.kind == "sell_through" and line.counterparty_id:
            key = (line.counterparty_id, line.sku_id)
            found[key] = found.get(key, 0) + line.quantity
    return {key: pieces for key, pieces in found.items() if pieces}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cells", ["none", "all", "some stale"])
def test_set_queries_agree_with_a_plain_loop(seed, cells, dealers):
    random_ = random.Random(seed)
    skus = [make.make_sku() for _ in range(3)]
    firms = [dealers.guangdong, dealers.guangzhou, dealers.hangzhou]

    def sell(count: int) -> None:
        for _ in range(count):
            kind = random_.choice(["sell_in", "sell_in", "sell_through", "sell_out", "online"])
            dealer, other = random_.sample(firms, 2)
            day = datetime.date(2024, 1, 1) + datetime.timedelta(days=random_.randrange(120))
            to = other if kind == "sell_through" and random_.random() < 0.8 else None
            moved(kind, random_.choice([-2, -1, 1, 3, 5]), dealer, random_.choice(skus), day, to)

    sell(40)
    if cells != "none":
        mark_changed(SalesLine.objects.values_list("date", flat=True))
        refresh_cells()
    if cells == "some stale":
        sell(20)
    mark_changed(SalesLine.objects.values_list("date", flat=True) if cells != "all" else [])
    for day in (datetime.date(2024, 2, 29), datetime.date(2024, 3, 15), datetime.date(2024, 6, 1)):
        found = holdings(day=day, dealers=Dealer.objects.all())
        assert {(h.dealer_id, h.sku_id): h.pieces for h in found} == plain(day)


def rows(client, **asked) -> list[dict[str, str]]:
    answer = client.get(PAGE, {"day": DAY.isoformat(), "format": "csv", **asked})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def world(dealers, sku):
    other = make.make_sku("H2")
    moved("sell_in", 10, dealers.guangzhou, sku)
    moved("sell_in", 5, dealers.guangzhou, other)
    moved("sell_in", 7, dealers.hangzhou, sku)
    make.make_stock_count(8, dealer=dealers.guangzhou, sku=sku, date=DAY)
    make.make_stock_count(5, dealer=dealers.guangzhou, sku=other, date=DAY)
    make.make_stock_count(9, dealer=dealers.guangzhou, sku=sku, date="2024-03-01")


def test_the_page_shows_the_difference_to_the_count_of_the_day(world, hq_client):
    found = {(r["Dealer code"], r["SKU"]): (r["Computed"], r["Counted"], r["Difference"])
             for r in rows(hq_client)}  # fmt: skip
    assert found == {
        ("GZ", "H1"): ("10", "8", "-2"),
        ("GZ", "H2"): ("5", "5", "0"),
        ("HZ", "H1"): ("7", "", ""),
    }
    page = hq_client.get(PAGE).content.decode()  # begins with the day of the last count
    assert DAY.isoformat() in page
    assert "-2" in page


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"dealer": "HZ"}, [("HZ", "H1")]),
        ({"sku": "H2"}, [("GZ", "H2")]),
        ({"counted": "on"}, [("GZ", "H1"), ("GZ", "H2")]),
        ({"differing": "on"}, [("GZ", "H1")]),
    ],
)
def test_filters(asked, expected, world, hq_client):
    assert [(r["Dealer code"], r["SKU"]) for r in rows(hq_client, **asked)] == expected


def test_everybody_sees_the_stock_of_her_own_dealers(world, dealer_client, province_client,
                                                     stranger_client):  # fmt: skip
    for client, codes in ((dealer_client, {"GZ"}), (province_client, {"GZ"}),
                          (stranger_client, {"HZ"})):  # fmt: skip
        assert {row["Dealer code"] for row in rows(client)} == codes
    refused = stranger_client.get(PAGE, {"day": DAY.isoformat(), "dealer": "GZ"})
    unknown = stranger_client.get(PAGE, {"day": DAY.isoformat(), "dealer": "XX"})
    assert (refused.status_code, unknown.status_code) == (422, 422)
    assert "Dealer GZ" not in refused.content.decode()


def test_a_day_that_is_none_is_said(world, hq_client):
    assert hq_client.get(PAGE, {"day": "2024-02-30"}).status_code == 422


def test_the_workbook(world, hq_client):
    answer = hq_client.get(PAGE, {"day": DAY.isoformat(), "format": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_page_costs_the_same_at_any_length(
    world, dealers, hq_client, django_assert_max_num_queries
):
    for _ in range(30):
        moved("sell_in", 1, make.make_dealer(), make.make_sku())
    with django_assert_max_num_queries(25):
        hq_client.get(PAGE)

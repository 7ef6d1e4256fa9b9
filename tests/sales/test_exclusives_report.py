"""Exclusives over a period: shares, leaks both ways and margins, as plain loops find them."""

import datetime
import random
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import SYSTEM
from pricing.models import PriceList
from rebates.sales.cells import refresh_cells
from rebates.sales.exclusive_leaks import leaked, twins_sold, undercutting
from rebates.sales.exclusives_report import exclusives_report
from rebates.sales.models import ChangedMonth
from tests import factories as make
from tests.sales import exclusives_world as plainly

pytestmark = pytest.mark.django_db
PERIOD = Period(datetime.date(2025, 2, 1), datetime.date(2025, 4, 1))
FEBRUARY = PERIOD.start
ALL = SYSTEM.scope


def report_of(period=PERIOD, scope=ALL):
    return exclusives_report(period=period, scope=scope)


@pytest.fixture
def world(dealers):
    return plainly.brand(dealers)


def mark(months) -> None:
    ChangedMonth.objects.bulk_create([ChangedMonth(month=month) for month in months])


def sold(world, sku, amount, quantity=1, *, shop=None, dealer="guangzhou", **more):
    values = {"kind": "sell_out", "channel": "offline", "date": FEBRUARY}
    if shop:
        values |= {"kind": "online", "shop": world.shops[shop], "channel": plainly.CHANNELS[shop]}
    return make.make_sale(amount, sku=world.skus[sku], quantity=quantity,
                          dealer=world.dealers[dealer], **(values | more))  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_it_says_what_plain_loops_say(world, seed):
    rng = random.Random(seed)
    plainly.sell(world, rng)
    plainly.allot(world, rng)
    months = [datetime.date(2025, month, 1) for month in (1, 2, 3, 4)]
    mark(months)
    refresh_cells()
    mark(rng.sample(months, rng.randint(0, 2)))  # these are read from the lines
    expected = plainly.plain(PERIOD.start, PERIOD.end)
    found = report_of()
    keys = expected.exclusives(PERIOD.start, PERIOD.end)

    assert set(leaked(PERIOD, ALL).values_list("pk", flat=True)) == expected.leaked()
    assert set(twins_sold(PERIOD, ALL).values_list("pk", flat=True)) == expected.twins_sold()
    for share, online in ((found.online, True), (found.everywhere, False)):
        assert [share.of_pieces, share.of_amount] == expected.share(keys, online=online)
    assert {
        shop.code: [part.part.pieces, part.part.amount, part.whole.pieces, part.whole.amount]
        for shop, part in found.shops
    } == expected.by_shop(keys)
    for pair in found.pairs:
        own, twin = pair.own.sold, pair.twin and pair.twin.sold
        assert (own.pieces, own.amount) == expected.sold(pair.sku.pk, pair.shop.pk)
        assert twin is None or (twin.pieces, twin.amount) == expected.sold(pair.sku.twin_id, None)
    assert sum(month.online.whole.pieces for month in found.months) == found.online.whole.pieces


def test_the_share_of_products_counts_those_on_sale_in_the_period(world):
    day = datetime.date(2025, 4, 1)
    make.make_sku("GONE", discontinued_on=FEBRUARY)
    make.make_sku("LAST-DAY", discontinued_on=FEBRUARY + datetime.timedelta(1))
    make.make_sku("LATER", launched_on=day)
    make.make_sku("NEW", launched_on=day - datetime.timedelta(1))
    found = report_of()
    assert (found.exclusives, found.skus, found.share_of_skus) == (3, 9, D("33.33"))


def test_exclusives_without_a_shop_are_named(world):
    make.make_exclusive(sku=world.skus["E1"], shop=world.shops["JD"])
    assert [sku.code for sku in report_of().without_shop] == ["E2", "E3"]


@pytest.fixture
def prices(world):
    """The operator of JD buys E1 at 60 and T1 at 80; the list changes E1 in March."""
    standard = PriceList.objects.create(code="S", published_at=timezone.now())
    march = datetime.date(2025, 3, 1)
    for code, price, start in (("E1", 70, None), ("E1", 60, march), ("T1", 80, None)):
        make.make_price(sku=world.skus[code], price=D(price), price_list=standard,
                        valid_from=start or make.START)  # fmt: skip


def test_the_margin_of_an_exclusive_against_its_twin(world, prices):
    make.make_exclusive(sku=world.skus["E1"], shop=world.shops["JD"])
    sold(world, "E1", "300", 3, shop="JD")
    sold(world, "E1", "-100", -1, shop="JD")  # returned
    sold(world, "T1", "100.01", 3)
    sold(world, "T1", "300", 3, dealer="hangzhou")  # the twin's price is that of all offline
    mark([FEBRUARY])
    (pair,) = report_of().pairs
    assert (pair.own.sold.price, pair.own.purchase) == (D("100.00"), D(60))
    assert (pair.own.a_piece, pair.own.percent, pair.own.earned) == (D("40"), D("40"), D(80))
    assert (pair.twin.sold.price, pair.twin.purchase) == (D("66.67"), D(80))  # 400.01 / 6
    assert (pair.twin.a_piece, pair.twin.percent) == (D("-13.33"), D("-20.00"))
    assert pair.apart == D("60.00")


@pytest.mark.parametrize(
    ("amount", "pieces", "price", "a_piece", "percent"),
    [
        ("200.01", 2, "100.01", "40.01", "40.00"),  # 100.005 rounds up, and so does 40.005
        ("0", 2, "0.00", "-60.00", None),
        ("-5", -1, None, None, None),  # more came back than was sold
    ],
)
def test_margins_are_exact_and_half_up(world, prices, amount, pieces, price, a_piece, percent):
    make.make_exclusive(sku=world.skus["E1"], shop=world.shops["JD"])
    sold(world, "E1", amount, pieces, shop="JD")
    mark([FEBRUARY])
    (pair,) = report_of().pairs
    assert (pair.own.sold.price, pair.own.a_piece, pair.own.percent) == tuple(
        value and D(value) for value in (price, a_piece, percent)
    )


def test_the_brands_own_shop_buys_of_nobody(world, prices):
    make.make_exclusive(sku=world.skus["E1"], shop=world.shops["FLAGSHIP"])
    sold(world, "E1", "100", shop="FLAGSHIP")
    mark([FEBRUARY])
    (pair,) = report_of().pairs
    assert (pair.own.purchase, pair.own.a_piece, pair.apart) == (None, None, None)
    assert pair.own.sold.price == D(100)


def test_observed_prices_below_what_the_twin_brought(world):
    sold(world, "T1", "200", 2)
    mark([FEBRUARY])
    moment = timezone.make_aware(datetime.datetime(2025, 3, 31, 23, 59))
    for price, sku, at in (
        ("99.99", "E1", moment),
        ("100", "E1", moment),
        ("80", "E1", moment + datetime.timedelta(minutes=1)),  # in April
        ("1", "E2", moment),  # nothing is known of its twin's price
        ("1", "E3", moment),  # has no twin
    ):
        make.make_observation(sku=world.skus[sku], price=D(price), observed_at=at,
                              shop=world.shops["JD"])  # fmt: skip
    (one,) = undercutting(PERIOD, ALL, report_of().twin_prices)
    assert (one.sku.code, one.where, one.observed, one.below) == ("E1", "JD", 2, 1)
    assert (one.lowest, one.twin) == (D("99.99"), D(100))


def test_without_sales_the_suggested_retail_price_of_the_twin_counts(world):
    world.skus["T1"].list_price = D(100)
    world.skus["T1"].save()
    assert {sku.code: price for sku, price in report_of().twin_prices.items()} == {"E1": D(100)}


def test_queries_do_not_grow(world, prices):
    counts = []
    for number in range(2):
        for more in range(5 * number + 1):
            sku = make.make_sku(online_exclusive=True, twin=world.skus["T1"])
            shop = make.make_shop(f"S{number}{more}", operator=world.dealers["guangzhou"])
            make.make_exclusive(sku=sku, shop=shop)
            make.make_sale(sku=sku, shop=shop, kind="online", channel="tmall", date=FEBRUARY,
                           dealer=world.dealers["guangzhou"])  # fmt: skip
        mark([FEBRUARY])
        refresh_cells()
        with CaptureQueriesContext(connection) as queries:
            report_of()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18

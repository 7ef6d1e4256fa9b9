"""Online exclusives at entry: an offline line, or one of another shop, is refused; by a table."""

import datetime

import pytest
from django.utils import timezone

from dealers.choices import ShopStatus
from dealers.models import Shop
from dealers.services.shops import change_shop_status
from rebates.sales.models import SalesLine
from tests import factories as make
from tests.imports.world import codes, take

pytestmark = pytest.mark.django_db
COLUMNS = ("source", "kind", "order_number", "line_number", "date", "dealer", "counterparty", "sku",
           "quantity", "amount", "channel", "shop", "returns_order")  # fmt: skip


@pytest.fixture(autouse=True)
def shops(dealers):
    """E1 is JD's (run by the dealer in Guangzhou) from March to May, and the flagship's in May.

    The dealer in Guangzhou runs a shop on Pinduoduo, too, that holds nothing.
    """
    jd = make.make_shop("JD", platform="jd", operator=dealers.guangzhou)
    flagship = make.make_shop("FLAGSHIP", platform="tmall")
    make.make_shop("PDD", platform="pinduoduo", operator=dealers.guangzhou)
    sku = make.make_sku("E1", online_exclusive=True, twin=make.make_sku("T1"))
    march, may, june = (datetime.date(2025, month, 1) for month in (3, 5, 6))
    make.make_exclusive(sku=sku, shop=jd, valid_from=march, valid_to=june)
    make.make_exclusive(sku=sku, shop=flagship, valid_from=may, valid_to=june)


def sold(kind: str, *, date="2025-03-10", dealer="GZ", to="", sku="E1", quantity=1, channel="",
         shop="", returns=""):  # fmt: skip
    values = ("ERP", kind, "SO1", "1", date, dealer, to, sku, quantity, quantity * 10, channel,
              shop, returns)  # fmt: skip
    return take("sales", f"{','.join(COLUMNS)}\n{','.join(map(str, values))}\n")


CASES = [
    # to the consumer
    ("online", {"shop": "JD"}, True),
    ("online", {"shop": "JD", "channel": "jd"}, True),
    ("online", {"shop": "JD", "channel": "online"}, True),
    ("online", {"shop": "JD", "dealer": "HZ"}, True),  # booked to the dealer of the buyer's city
    ("online", {"shop": "FLAGSHIP"}, False),
    ("online", {"shop": "PDD"}, False),  # another shop of the same operator
    ("online", {}, False),
    ("online", {"channel": "jd"}, False),  # on the platform, but in which shop?
    ("sell_out", {}, False),
    ("sell_out", {"channel": "offline"}, False),
    ("sell_out", {"dealer": "HZ"}, False),
    ("sell_out", {"shop": "JD"}, True),  # some report what a web shop sells as sell-out
    # what the shop stocks up with
    ("sell_in", {}, False),  # says neither shop nor channel: offline
    ("sell_in", {"channel": "offline"}, False),
    ("sell_in", {"shop": "JD"}, True),
    ("sell_in", {"channel": "jd"}, True),
    ("sell_in", {"channel": "online"}, True),
    ("sell_in", {"channel": "tmall"}, False),
    ("sell_in", {"channel": "jd", "dealer": "HZ"}, False),
    ("sell_in", {"shop": "PDD"}, False),
    ("sell_through", {"dealer": "GD", "to": "GZ", "channel": "jd"}, True),
    ("sell_through", {"dealer": "GD", "to": "GZ"}, False),
    ("sell_through", {"dealer": "GZ", "to": "HZ", "channel": "jd"}, False),  # it sells them on
    # the days
    ("sell_out", {"date": "2025-02-28"}, True),  # before it was exclusive
    ("sell_out", {"date": "2025-05-31"}, False),
    ("sell_out", {"date": "2025-06-01"}, True),  # nobody holds it any more: nothing is checked
    ("online", {"shop": "FLAGSHIP", "date": "2025-04-30"}, False),
    ("online", {"shop": "FLAGSHIP", "date": "2025-05-01"}, True),
    ("online", {"shop": "JD", "date": "2025-05-01"}, True),
    # what is no sale, and what is not exclusive
    ("sell_out", {"quantity": -1, "returns": "SO0"}, True),
    ("online", {"quantity": -1, "shop": "PDD"}, True),
    ("sell_in", {"quantity": -1}, True),
    ("sell_out", {"sku": "T1"}, True),
    ("online", {"sku": "T1", "shop": "JD"}, True),  # the report finds it: no rule refuses it
]


@pytest.mark.parametrize(("kind", "more", "good"), CASES)
def test_an_exclusive_keeps_to_its_shops(kind, more, good):
    report = sold(kind, **more)
    assert (report.accepted == 1) is good
    assert codes(report) == ([] if good else [(2, "sku", "exclusive_sku")])
    assert SalesLine.objects.exists() is good


def test_whoever_runs_the_shop_hears_how_its_stock_is_named():
    words = "names the shop, or its platform as the channel"
    assert words in sold("sell_in").errors[0].message
    assert words not in sold("sell_in", dealer="HZ").errors[0].message


def test_marked_as_exclusive_and_allotted_to_nobody_nothing_is_refused():
    make.make_sku("E2", online_exclusive=True)
    assert sold("sell_out", sku="E2").accepted == 1


@pytest.mark.parametrize("to", ["suspended", "closed"])
def test_a_closed_shop_sells_nothing_more(hq, to):
    shop = Shop.objects.get(code="JD")
    change_shop_status(shop=shop, to=ShopStatus(to), access=hq, reason="unpaid fees")
    today = timezone.localdate()
    before = today - datetime.timedelta(days=1)
    report = sold("online", sku="T1", shop="JD", date=str(today))
    assert codes(report) == [(2, "shop", "shop_closed")]
    assert sold("online", sku="T1", shop="JD", date=str(today), quantity=-1).accepted == 1
    assert sold("sell_out", sku="T1", shop="JD", date=str(before)).accepted == 1  # a fact


def test_a_shop_that_opens_again_sells_again(hq):
    shop = Shop.objects.get(code="JD")
    for to in (ShopStatus.SUSPENDED, ShopStatus.OPEN):
        change_shop_status(shop=shop, to=to, access=hq, reason="fees")
    assert sold("online", sku="T1", shop="JD", date=str(timezone.localdate())).accepted == 1


def test_a_shop_that_was_never_open_sells_nothing():
    make.make_shop("GONE", platform="jd", status="closed")
    assert codes(sold("online", sku="T1", shop="GONE")) == [(2, "shop", "shop_closed")]


def test_a_file_that_was_taken_in_before_the_shop_closed_is_still_there_already(hq):
    assert sold("online", shop="JD").accepted == 1
    shop = Shop.objects.get(code="JD")
    change_shop_status(shop=shop, to=ShopStatus.CLOSED, access=hq, reason="fees")
    assert sold("online", shop="JD").duplicates == 1

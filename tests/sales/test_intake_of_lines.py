"""What a line of a sales file may say, one by one."""

import datetime

import pytest
from django.db.models import Sum

from pricing.models import SKU
from rebates.sales.models import SalesLine
from tests import factories as make
from tests.imports.world import codes, take
from tests.sales.sales_files import line

pytestmark = pytest.mark.usefixtures("brand_masters")


def test_a_correction_is_a_reversing_line():
    take("sales", line(quantity=2, amount="20.50"))
    back = line(order_number="X2", quantity=-2, amount="-20.50", returns_order="X1", returns_line=1)
    assert take("sales", back).accepted == 1
    assert SalesLine.objects.aggregate(total=Sum("amount"))["total"] == 0


@pytest.mark.parametrize(
    ("cells", "channel"),
    [
        ({}, "offline"),
        ({"kind": "sell_out"}, "offline"),
        ({"kind": "online"}, "online"),
        ({"kind": "online", "shop": "JD"}, "jd"),
        ({"kind": "online", "channel": "Tmall"}, "tmall"),
        ({"kind": "online", "channel": "online", "shop": "JD"}, "online"),
    ],
)
def test_the_channel_of_a_line(cells, channel):
    assert not take("sales", line(**cells)).errors
    assert SalesLine.objects.get().channel == channel


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"quantity": 0, "amount": 0}, "quantity", "zero_quantity"),
        ({"quantity": -1, "amount": 10}, "amount", "sign_mismatch"),
        ({"unit_price": -1}, "unit_price", "negative_price"),
        ({"returns_line": 1}, "returns_line", "returns_order_missing"),
        ({"kind": "online", "channel": "offline"}, "channel", "channel_kind"),
        ({"kind": "online", "channel": "tmall", "shop": "JD"}, "channel", "channel_shop"),
        ({"kind": "sell_through", "counterparty": "GZ"}, "counterparty", "same_party"),
        ({"counterparty": "NOBODY"}, "counterparty", "unknown_counterparty"),
        ({"amount": "1e3"}, "amount", "not_a_number"),
        ({"amount": "1.00001"}, "amount", "too_many_decimals"),
        ({"source": "S" * 41}, "source", "too_long"),
        ({"channel": "radio"}, "channel", "not_a_choice"),
    ],
)
def test_what_a_line_cannot_say(cells, column, code):
    report = take("sales", line(**cells))
    assert codes(report) == [(2, column, code)]
    assert not SalesLine.objects.exists()


def test_a_gift_has_pieces_and_no_amount():
    assert take("sales", line(amount=0)).accepted == 1


@pytest.mark.parametrize("status", ["suspended", "terminated"])
def test_what_a_closed_dealer_sold_is_a_fact_all_the_same(status):
    take("dealers", f"code,name,tier,region,status\nGZ,广州经销商,city,440100,{status}\n")
    assert take("sales", line()).accepted == 1


@pytest.mark.parametrize(
    ("cells", "good"),
    [
        ({"kind": "online", "shop": "TMALL"}, True),
        ({"kind": "online", "shop": "JD"}, False),
        ({"kind": "online"}, False),
        ({"kind": "sell_in"}, False),
        ({"kind": "sell_in", "shop": "TMALL"}, True),  # the shop stocks up
        ({"kind": "sell_out"}, False),
        ({"kind": "sell_out", "date": "2024-12-31"}, True),  # before it was exclusive
        ({"kind": "sell_out", "quantity": -1, "amount": -10}, True),  # a return is no sale
    ],
)
def test_an_online_exclusive_product_sells_in_its_shops_only(cells, good):
    report = take("sales", line(sku="T-1", **cells))
    assert (not report.errors) == good
    if not good:
        assert codes(report) == [(2, "sku", "exclusive_sku")]
        assert "TMALL" in report.errors[0].message


def test_an_allotment_ends_before_its_last_day():
    sku, shop = SKU.objects.get(code="H-2"), make.make_shop("LATE")
    days = {"valid_from": datetime.date(2025, 3, 1), "valid_to": datetime.date(2025, 4, 1)}
    make.make_exclusive(sku=sku, shop=shop, **days)
    for day, good in (("2025-02-28", 1), ("2025-03-01", 0), ("2025-03-31", 0), ("2025-04-01", 1)):
        report = take("sales", line(sku="H-2", order_number=day, date=day))
        assert report.accepted == good

"""A sell-in below a blocking floor or above its ceiling is refused at entry, the control named."""

import pytest

from rebates.sales.models import SalesLine
from tests import factories as make
from tests.imports.world import take

pytestmark = pytest.mark.django_db
HEADER = (
    "source,kind,order_number,line_number,date,dealer,sku,quantity,amount,shop,region,"
    "returns_order\n"
)
CONTROLS = "sku,product_line,brand,region,channel,floor,ceiling,mode,valid_from,valid_to\n"


@pytest.fixture(autouse=True)
def shelf(dealers):
    make.make_sku("H1", list_price="2000", brand="A")
    make.make_shop("FLAGSHIP")
    make.make_shop("DEALER-SHOP", operator=dealers.guangzhou)


def control(row: str) -> None:
    assert not take("price_controls", CONTROLS + row + "\n").refused


def sold(amount: str, *, kind="sell_in", quantity=1, date="2025-06-01", dealer="GZ", shop="",
         region="", returns=""):  # fmt: skip
    row = f"ERP,{kind},SO1,1,{date},{dealer},H1,{quantity},{amount},{shop},{region},{returns}\n"
    return take("sales", HEADER + row)


def test_it_works():
    control("H1,,,,,1900,2100,block,2025-01-01,")
    report = sold("1899.99")
    assert report.refused
    (error,) = report.errors
    assert (error.row, error.column, error.code) == (2, "amount", "price_control")
    assert error.message == (
        "1,899.9900 a piece is below the floor 1,900.0000 of the price control “H1: 1900 – 2100”."
    )
    assert not SalesLine.objects.exists()
    assert sold("1900.00").accepted == 1


@pytest.mark.parametrize(
    ("amount", "more", "refused"),
    [
        ("2100.00", {}, False),
        ("2100.01", {}, True),
        ("5699.99", {"quantity": 3}, True),  # 1,899.996…
        ("5700.00", {"quantity": 3}, False),
        ("-1", {"quantity": -1, "returns": "SO0"}, False),  # a return is no sale
        ("0", {}, True),
        ("1", {"date": "2024-12-31"}, False),
        ("1", {"kind": "sell_out"}, False),  # what a dealer asks is no affair of `block`
        ("1", {"kind": "online", "shop": "DEALER-SHOP"}, False),
        ("1", {"kind": "online", "shop": "FLAGSHIP"}, True),  # the brand's own shop
    ],
)
def test_both_limits_hold_for_the_brands_own_prices(amount, more, refused):
    control("H1,,,,,1900,2100,block,2025-01-01,")
    assert sold(amount, **more).refused is refused


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("H1,,,,,1900,,block,2025-01-01,", "H1,,,440100,,1,,monitor,2025-01-01,", False),
        ("H1,,,,,1900,,monitor,2025-01-01,", "H1,,,440100,,1950,,block,2025-01-01,", True),
        ("H1,,,,,1900,,monitor,2025-01-01,", "H1,,,330000,,1950,,block,2025-01-01,", False),
        (",,A,,,1900,,block,2025-01-01,", ",kitchen,,,,1,,monitor,2025-01-01,", False),
        (",kitchen,,,,1900,,block,2025-01-01,", ",,A,,,1,,monitor,2025-01-01,", True),
        ("H1,,,,tmall,1900,,block,2025-01-01,", ",kitchen,,,,1,,block,2025-01-01,", False),
        ("H1,,,,offline,95%,,block,2025-01-01,", ",,A,,,1,,monitor,2025-01-01,", True),
    ],
)
def test_the_most_specific_control_decides(first, second, refused):
    control(first)
    control(second)
    assert sold("1800.00").refused is refused


def test_the_region_sold_to_decides_where_the_line_names_one():
    control("H1,,,330000,,1900,,block,2025-01-01,")
    assert sold("1800.00", region="330100").refused
    assert sold("1800.00").accepted == 1


def test_a_percentage_needs_a_suggested_retail_price(dealers):
    make.make_sku("H2")
    control("H2,,,,,95%,,block,2025-01-01,")
    row = "ERP,sell_in,SO1,1,2025-06-01,GZ,H2,1,1,,,\n"
    assert take("sales", HEADER + row).accepted == 1

"""Sales against the price controls that held on their day."""

from decimal import Decimal as D

import pytest

from rebates.sales.models import SalesLine
from rebates.sales.price_report import price_report
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku(dealers):
    return make.make_sku("H1", list_price=D("200"))


def sold(amount: str, sku, dealer, quantity: int = 1, **more) -> SalesLine:
    return make.make_sale(amount, sku=sku, dealer=dealer, quantity=quantity, **more)


def test_it_works(sku, dealers):
    make.make_control(sku=sku, floor=D(100), ceiling=D(120))
    below = sold("299.99", sku, dealers.guangzhou, 3)
    above = sold("120.01", sku, dealers.guangzhou)
    sold("100", sku, dealers.guangzhou)
    sold("-1", sku, dealers.guangzhou, -1)  # a return is no price
    sold("1", make.make_sku(), dealers.guangzhou)  # no control is about it
    report = price_report(SalesLine.objects.all())
    assert [(b.line, b.found.side) for b in report.breaches] == [
        (below.pk, "below"), (above.pk, "above"),
    ]  # fmt: skip
    assert [b.found.limit for b in report.breaches] == [D(100), D(120)]
    assert (report.lines, report.total.judged, report.total.share) == (4, 3, D("33.33"))


def test_the_control_of_the_day_and_the_region_counts(sku, dealers, regions):
    day = make.START
    later = day.replace(month=6)
    make.make_control(sku=sku, floor=D(100), valid_to=later)
    make.make_control(sku=sku, floor=D(150), valid_from=later)
    make.make_control(sku=sku, floor=D(10), region=regions.zhejiang)
    early, late = (sold("120", sku, dealers.guangzhou, date=d) for d in (day, later))
    sold("120", sku, dealers.hangzhou, date=later, region=regions.hangzhou)
    assert [b.line for b in price_report(SalesLine.objects.all()).breaches] == [late.pk]
    assert early.pk != late.pk


def test_contradicting_controls_are_named_and_judge_nothing(sku, dealers):
    first, second = (make.make_control(sku=sku, floor=D(n)) for n in (1, 2))
    sold("0.5", sku, dealers.guangzhou)
    report = price_report(SalesLine.objects.all())
    assert (report.total.share, set(report.tied)) == (None, {first.pk, second.pk})


def test_queries_do_not_grow_with_the_lines(sku, dealers, django_assert_num_queries):
    make.make_control(sku=sku, floor=D(100))
    for _ in range(30):
        sold("99", sku, dealers.guangzhou)
    with django_assert_num_queries(4):
        price_report(SalesLine.objects.all())


def test_the_page_and_the_file_show_them(sku, dealers, hq_client):
    make.make_control(sku=sku, floor=D(100))
    sold("99.5", sku, dealers.guangzhou, order_number="SO-LOW")
    sold("99.5", sku, dealers.guangzhou, order_number="SO-OUT", kind="sell_out")
    page = hq_client.get("/price-report/").content.decode()
    assert ("SO-LOW" in page, "SO-OUT" in page) == (True, False)  # the brand's own prices first
    answer = hq_client.get("/price-report/", {"kind": "", "format": "csv", "dealer": "GZ"})
    rows = b"".join(answer).decode("utf-8-sig").splitlines()
    assert [row.split(",")[2] for row in rows[1:]] == ["SO-LOW", "SO-OUT"]
    assert rows[1].endswith("99.5000,100.0000,below the floor,H1: 100 – …".replace("H1", sku.code))


def test_a_manager_sees_her_region_and_a_dealer_nothing(
    sku, dealers, province_client, dealer_client
):
    make.make_control(sku=sku, floor=D(100))
    sold("1", sku, dealers.guangzhou, order_number="MINE")
    sold("1", sku, dealers.hangzhou, order_number="THEIRS")
    page = province_client.get("/price-report/").content.decode()
    assert ("MINE" in page, "THEIRS" in page) == (True, False)
    assert dealer_client.get("/price-report/").status_code == 404

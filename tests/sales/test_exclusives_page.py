"""The page of the report on exclusives, its files, and who sees what of it."""

import csv
import datetime
import io
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from channels_mgmt.core.exports import XLSX_TYPE
from pricing.models import SKU
from rebates.sales.models import ChangedMonth
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "/exclusives/report/"
ASKED = {"first": "2025-02", "last": "2025-03"}
DAY = datetime.date(2025, 2, 10)


@pytest.fixture
def sales(dealers):
    """An exclusive in a shop, its twin there and offline, and a line of it that leaked."""
    twin = make.make_sku("T1", list_price=D(100))
    sku = make.make_sku("E1", online_exclusive=True, twin=twin)
    shop = make.make_shop("JD", platform="jd", operator=dealers.guangzhou)
    make.make_exclusive(sku=sku, shop=shop)
    here = {"kind": "online", "channel": "jd", "shop": shop, "date": DAY}
    for who, name in ((dealers.guangzhou, "GZ"), (dealers.hangzhou, "HZ")):
        make.make_sale("75", sku=sku, dealer=who, order_number=f"IN-SHOP-{name}", **here)
        make.make_sale("25", sku=twin, dealer=who, order_number=f"TWIN-{name}", **here)
        make.make_sale("50", sku=sku, dealer=who, kind="sell_out", date=DAY,
                       order_number=f"LEAK-{name}")  # fmt: skip
    ChangedMonth.objects.create(month=DAY.replace(day=1))
    make.make_observation(sku=sku, shop=shop, price=D("99"), observed_at="2025-02-10T12:00+08:00")


def page(client, **asked) -> str:
    answer = client.get(ADDRESS, ASKED | asked)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(client, part: str, **asked) -> list[list[str]]:
    answer = client.get(ADDRESS, {**ASKED, "part": part, "format": "csv", **asked})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_it_works(hq_client, sales):
    shown = page(hq_client)
    for words in ("data-chart=", "75.00 %", "LEAK-GZ", "LEAK-HZ", "150.00 / 200.00", "50.00 %"):
        assert words in shown
    lines = "/sales/?sku=E1&amp;kind=sell_out&amp;channel=offline"
    assert f"{lines}&amp;date_from=2025-02-01&amp;date_to=2025-03-31" in shown


@pytest.mark.parametrize("part", ["months", "shops", "margins", "leaks", "twins", "undercuts"])
def test_each_table_is_a_file(hq_client, sales, part):
    titles, *rows = rows_of(hq_client, part)
    assert rows
    assert {len(row) for row in rows} == {len(titles)}
    answer = hq_client.get(ADDRESS, {**ASKED, "part": part, "format": "xlsx"})
    assert answer.headers["Content-Type"] == XLSX_TYPE
    assert f"exclusives-{part}-202502-202503" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    read = book.get_sheet_by_index(0).to_python()
    assert (len(read), len(read[0])) == (len(rows) + 1, len(titles))


def test_the_files_have_the_lines(hq_client, sales):
    assert {row[2] for row in rows_of(hq_client, "leaks")[1:]} == {"LEAK-GZ", "LEAK-HZ"}
    assert {row[2] for row in rows_of(hq_client, "twins")[1:]} == {"TWIN-GZ", "TWIN-HZ"}
    assert rows_of(hq_client, "undercuts")[1] == ["E1", "T1", "JD", "1", "1", "99.0000", "100.0000"]


def test_a_manager_sees_what_her_dealers_sold(province_client, sales):
    shown = page(province_client)
    assert ("LEAK-GZ" in shown, "LEAK-HZ" in shown) == (True, False)
    assert "75.00 / 100.00" in shown
    assert {row[2] for row in rows_of(province_client, "leaks")[1:]} == {"LEAK-GZ"}


def test_the_margins_of_shops_out_of_sight_are_not_shown(province_client, sales, dealers):
    sku = make.make_sku("E9", online_exclusive=True)
    make.make_exclusive(sku=sku, shop=make.make_shop("FAR", operator=dealers.hangzhou))
    assert [row[3] for row in rows_of(province_client, "margins")[1:]] == ["JD"]


def test_it_is_no_page_for_dealers(dealer_client, sales):
    assert dealer_client.get(ADDRESS).status_code == 404
    assert ADDRESS not in dealer_client.get("/exclusives/").content.decode()


def test_the_list_leads_to_it(hq_client, province_client):
    for client in (hq_client, province_client):
        assert f'href="{ADDRESS}"' in client.get("/exclusives/").content.decode()


def test_without_being_asked_it_shows_the_year_up_to_the_latest_sales(hq_client, sales):
    shown = hq_client.get(ADDRESS).content.decode()
    assert 'value="2024-03"' in shown
    assert 'value="2025-02"' in shown


def test_a_brand_without_exclusives_is_told_how_to_begin(hq_client, regions):
    shown = hq_client.get(ADDRESS).content.decode()
    assert "There are no online exclusives in this period." in shown
    assert "data-chart" not in shown


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first": "2025-13"}, "is no month: write 2026-07"),
        ({"first": "2025"}, "is no month"),
        ({"last": "2025-01"}, "The last month is not before the first"),
        ({"last": "2028-02"}, "at most 35 months later"),
        ({"first": ""}, "required"),
    ],
)
def test_months_that_make_no_sense_are_said(hq_client, sales, asked, words):
    answer = hq_client.get(ADDRESS, ASKED | asked)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_period_before_anything_was_sold_shows_no_shares(hq_client, sales):
    shown = page(hq_client, first="2024-02", last="2024-02")
    assert "No shop sold anything in this period." in shown
    assert "Every line of an exclusive kept to the shops that held it." in shown


def test_queries_of_the_page_do_not_grow_with_leaks(hq_client, sales, dealers):
    counts = []
    for _turn in range(2):
        for _line in range(20):
            make.make_sale(sku=SKU.objects.get(code="E1"), dealer=dealers.guangzhou,
                           kind="sell_out", date=DAY)  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page(hq_client)
        counts.append(len(queries))
    assert counts[0] == counts[1]

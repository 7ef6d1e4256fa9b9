"""A file holds exactly the filtered rows, numbers as numbers, and nothing that would be run."""

import csv
import datetime
import io
from decimal import Decimal as D

import pytest
from python_calamine import CalamineWorkbook

from channels_mgmt.core.exports import text_cell
from channels_mgmt.core.pages import listing
from tests.factories import make_dealer, make_entry, make_sku

pytestmark = pytest.mark.django_db


def csv_rows(client, address: str) -> list[list[str]]:
    answer = client.get(address)
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")  # or Excel takes Chinese for something else
    return list(csv.reader(io.StringIO(text[1:])))


def sheet(client, address: str) -> list[list]:
    content = b"".join(client.get(address).streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def column(rows: list[list], name: str) -> list:
    place = rows[0].index(name)
    return [row[place] for row in rows[1:]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["GD", "GZ", "HZ", "ZJ"]),
        ("tier=city", ["GZ", "HZ"]),
        ("tier=city&sort=-code", ["HZ", "GZ"]),
        ("q=nobody", []),
        ("page=2", ["GD", "GZ", "HZ", "ZJ"]),  # the whole list, whichever page is shown
    ],
)
def test_a_file_holds_the_filtered_rows_in_the_order_of_the_list(
    query, expected, hq_client, dealers
):
    assert column(csv_rows(hq_client, f"/dealers/export/?{query}"), "Code") == expected
    assert column(sheet(hq_client, f"/dealers/export/?format=xlsx&{query}"), "Code") == expected


def test_choices_are_exported_by_their_label(hq_client, dealers):
    assert set(column(csv_rows(hq_client, "/dealers/export/"), "Status")) == {"Active"}


@pytest.mark.parametrize(("language", "home"), [("zh-hans", "广州市"), ("en", "Guangzhou")])
def test_names_are_exported_in_the_readers_language(language, home, hq_client, dealers):
    hq_client.post("/language/", {"language": language})
    rows = csv_rows(hq_client, "/dealers/export/?q=GZ")
    assert home in rows[1]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(name, hq_client, regions):
    make_sku("S1", name=name)
    assert column(csv_rows(hq_client, "/products/export/"), "Name") == ["'" + name]
    content = b"".join(hq_client.get("/products/export/?format=xlsx").streaming_content)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert column(workbook.to_python(), "Name")[0].strip() == name.strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (D("-12.50"), "-12.50"),  # a number may begin with a minus
        (-3, "-3"),
        (True, "1"),
        (datetime.date(2024, 2, 29), "2024-02-29"),
        ("plain", "plain"),
        ("-12.50", "'-12.50"),
    ],
)
def test_cells_of_a_csv_file(value, expected):
    assert text_cell(value) == expected


def test_numbers_are_numbers_and_dates_are_dates_in_xlsx(hq_client, dealers):
    make_entry("1234.50", dealer=dealers.guangzhou, date=datetime.date(2024, 3, 1))
    rows = sheet(hq_client, "/ledger/export/?format=xlsx")
    assert column(rows, "Amount") == [1234.5]
    assert column(rows, "Date") == [datetime.date(2024, 3, 1)]


def test_a_number_that_a_float_cannot_hold_is_exported_as_text(hq_client, dealers):
    make_entry("92233720368547758.07", dealer=dealers.guangzhou)
    rows = sheet(hq_client, "/ledger/export/?format=xlsx")
    assert column(rows, "Amount") == ["92233720368547758.07"]
    rows = csv_rows(hq_client, "/ledger/export/")
    assert column(rows, "Amount") == ["92233720368547758.07"]


def test_too_long_a_list_for_xlsx_is_refused_with_words(hq_client, dealers, monkeypatch):
    monkeypatch.setattr(listing, "XLSX_ROWS", 3)
    answer = hq_client.get("/dealers/export/?format=xlsx", follow=True)
    assert "More than 3 rows" in answer.content.decode()


@pytest.mark.parametrize("query", ["tier=no-such-tier", "format=exe"])
def test_a_wrong_question_is_not_answered_with_everything(query, hq_client, dealers):
    answer = hq_client.get(f"/dealers/export/?{query}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dealers/?")


def test_the_file_is_named_after_the_list(hq_client, db):
    make_dealer()
    name = hq_client.get("/dealers/export/").headers["Content-Disposition"]
    assert name.startswith('attachment; filename="dealers-2')
    assert name.endswith('.csv"')

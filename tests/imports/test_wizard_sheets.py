"""What a workbook alone can have wrong is still wrong in the list of rows and in the workbook to
correct: no correction takes it for a value."""

import pytest

from channels_mgmt.core.models import ImportBatch, RejectedRow, RowStatus
from rebates.sales.models import SalesLine

from . import books
from .spreadsheet import Spreadsheet
from .test_wizard_rejected import correct, of_row
from .uploading import address, decide, page_of, uploaded

pytestmark = pytest.mark.usefixtures("brand_masters")
TITLES = ["source", "kind", "order_number", "line_number", "date", "dealer", "sku", "quantity",
          "amount", "returns_order"]  # fmt: skip
PLACES = {title: place for place, title in enumerate(TITLES)}
GOOD = ["ERP", "sell_in", "A1", "1", "2025-01-05", "GZ", "H-1", "1", "10", ""]
BAD = ["ERP", "sell_in", "A2", "1", "2025-01-05", "GZ", "H-1", "1", "10", ""]


def book(titles=TITLES, *, properties: str = "", after: str = "", **wrong: str) -> bytes:
    """A good row and one in which some cells are given as the sheet has them."""
    last = [books.text(cell) if cell else None for cell in BAD]
    for name, cell in wrong.items():
        last[PLACES[name]] = cell
    rows = [[books.text(cell) if cell else None for cell in line] for line in (titles, GOOD)]
    return books.book(books.data([*rows, last]), properties=properties, after=after)


WRONG = {
    "cell_error": ("sku", books.error("#N/A")),
    "cell_error of what may be empty": ("returns_order", books.error("#REF!")),
    "formula_without_value": ("returns_order", books.formula("B2", None)),
    "number_precision": ("order_number", books.number("123456789012345678")),
}


def left_out(client, content: bytes) -> RejectedRow:
    batch = uploaded(client, "sales", content, "file.xlsx")
    decide(client, batch, "commit_good")
    return RejectedRow.objects.get(batch=batch)


@pytest.mark.parametrize("name", WRONG)
def test_tried_again_as_it_is_the_row_waits_on(hq_client, name):
    column, cell = WRONG[name]
    row = left_out(hq_client, book(**{column: cell}))
    assert [(f["column"], f["code"]) for f in row.faults] == [(column, name.split()[0])]
    for _time in range(2):
        hq_client.post(of_row(row, "retry"))
        row.refresh_from_db()
        assert (row.status, row.faults[0]["column"]) == (RowStatus.WAITING, column)
    correct(hq_client, row, sku="H-2")  # that is not what was wrong, but where the SKU was
    row.refresh_from_db()
    assert (row.status == RowStatus.TAKEN_IN) == (column == "sku")
    correct(hq_client, row, **{column: {"sku": "H-2", "order_number": "A2"}.get(column, "")})
    assert SalesLine.objects.get(order_number="A2").sku.code == "H-2"


@pytest.mark.parametrize("name", WRONG)
def test_the_workbook_to_correct_is_wrong_there_until_it_is_corrected(hq_client, name):
    column, cell = WRONG[name]
    batch = uploaded(hq_client, "sales", book(**{column: cell}), "file.xlsx")
    found = Spreadsheet(hq_client.get(address(batch, "corrections")).content)
    place = f"{chr(65 + PLACES[column])}2"
    assert found.coloured == {place}
    again = uploaded(hq_client, "sales", found.saved(), "again.xlsx")
    assert [(e["row"], e["column"]) for e in again.errors] == [(2, column)]
    found.write(place, {"sku": "H-2", "order_number": "A2"}.get(column, ""))
    assert uploaded(hq_client, "sales", found.saved(), "right.xlsx").errors == []


def test_a_fault_of_the_sheet_is_named_by_our_column_whatever_theirs_is_called(hq_client):
    titles = [title.upper().replace("_", " ") for title in TITLES]
    row = left_out(hq_client, book(titles, returns_order=books.error("#N/A")))
    assert [fault["column"] for fault in row.faults] == ["returns_order"]
    correct(hq_client, row, returns_order="")
    assert SalesLine.objects.count() == 2


@pytest.mark.parametrize("text", [" 44200 ", "４４２００", "\u200b44200"])
def test_a_day_number_that_is_cleaned_keeps_its_day_too(hq_client, text):
    """44,200 days after 1904: five years later than the same number of any other workbook."""
    row = left_out(hq_client, book(
        properties='<workbookPr date1904="1"/>',
        date=books.text(text),
        dealer=books.text("NOBODY"),
    ))  # fmt: skip
    assert row.cells["date"] == "2025-01-05"


@pytest.mark.parametrize("properties", ["", '<workbookPr date1904="1"/>'])
def test_a_day_number_keeps_its_day_outside_of_its_workbook(hq_client, properties):
    number = 45_662 - (1_462 if properties else 0)  # 2025-01-05
    content = book(properties=properties, date=books.number(number), dealer=books.text("NOBODY"))
    batch = uploaded(hq_client, "sales", content, "file.xlsx")
    assert [error["column"] for error in batch.errors] == ["dealer"]
    found = Spreadsheet(hq_client.get(address(batch, "corrections")).content)
    assert found.text("E2") == "2025-01-05"
    row = left_out(hq_client, content)
    assert row.cells["date"] == "2025-01-05"
    correct(hq_client, row, dealer="GZ")
    assert str(SalesLine.objects.get(order_number="A2").date) == "2025-01-05"


def test_where_the_file_itself_is_wrong_it_is_corrected_there(hq_client):
    merged = '<mergeCells count="1"><mergeCell ref="J2:J3"/></mergeCells>'
    content = book(after=merged, dealer=books.text("NOBODY"))
    batch = uploaded(hq_client, "sales", content, "file.xlsx")
    assert {"merged_cells", "unknown_dealer"} <= {error["code"] for error in batch.errors}
    assert "Workbook to correct" not in page_of(hq_client, batch)
    assert hq_client.get(address(batch, "corrections")).status_code == 404
    assert ImportBatch.objects.filter(kind="sales").count() == 1

"""What the page of a checked file shows, and the workbook in which it is corrected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from channels_mgmt.core.imports import corrections
from channels_mgmt.core.imports.mappings import reason_title
from channels_mgmt.core.models import ImportBatch, ImportStatus
from rebates.sales.models import SalesLine

from .spreadsheet import Spreadsheet
from .uploading import BAD, FAULTY, GOOD, HEAD, address, decide, page_of, uploaded
from .world import SALES

pytestmark = pytest.mark.usefixtures("brand_masters")
RIGHT = {"B": "sell_in", "E": "2025-01-06", "F": "GZ", "G": "H-1", "H": "1", "J": "12.5"}
RIGHT |= dict.fromkeys("LMN", "")


def workbook(client, batch: ImportBatch, query: str = "") -> Spreadsheet:
    answer = client.get(address(batch, "corrections") + query)
    assert answer.status_code == 200
    return Spreadsheet(answer.content)


def test_it_works(hq_client):
    """A clerk corrects the workbook and uploads it as it is."""
    batch = uploaded(hq_client, "sales", FAULTY)
    book = workbook(hq_client, batch)
    assert (book.height, book.titles[14]) == (BAD + 1, reason_title())
    for row in range(2, book.height + 1):
        for letter, value in {**RIGHT, "C": f"R{row}"}.items():
            book.write(f"{letter}{row}", value)
    again = uploaded(hq_client, "sales", book.saved(), "file-to correct.xlsx")
    assert (again.status, again.errors) == (ImportStatus.CHECKED, [])
    assert (again.rows, again.accepted) == (BAD, BAD)
    decide(hq_client, again, "commit")
    assert SalesLine.objects.filter(batch=again, amount="12.5").count() == BAD


def test_totals_stand_above_the_faults(hq_client):
    batch = uploaded(hq_client, "sales", FAULTY)
    assert (batch.rows, batch.accepted, batch.rejected) == (GOOD + BAD, GOOD, BAD)
    page = page_of(hq_client, batch)
    assert "12 faults" in page
    assert "20.00" in page  # the amount of the two good ones


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}),
        ("?column=dealer", {6, 14}),
        ("?code=unknown_sku", {7}),
        ("?column=dealer&code=unknown_dealer", {6, 14}),
        ("?column=dealer&code=unknown_sku", set()),
        ("?column=nothing", set()),
    ],
)
def test_faults_are_found_by_column_and_reason(hq_client, query, rows):
    batch = uploaded(hq_client, "sales", FAULTY)
    panel = page_of(hq_client, batch, query).split('id="faults"')[1].split('id="rows"')[0]
    shown = {n for n in range(1, 20) if f'<td class="number">{n}</td>' in panel}
    assert shown == rows
    assert ("Nothing matches the filter." in panel) == (not rows)


def test_the_rows_of_the_file_are_shown_all_or_the_faulty_ones(hq_client):
    batch = uploaded(hq_client, "sales", FAULTY)

    def rows(query: str) -> list[str]:
        panel = page_of(hq_client, batch, query).split('id="rows"')[1]
        return [part.split("</td>")[0] for part in panel.split('<td class="number">')[1:]]

    assert rows("") == [str(n) for n in range(2, 12)]
    assert rows("?rows_page=2") == ["12", "13", "14", "15"]
    assert rows("?rows=faulty") == [str(n) for n in range(3, 13)]
    assert rows("?rows=faulty&rows_page=2") == ["13", "14"]
    assert rows("?rows_page=99") == []


def test_the_wrong_cell_is_marked_and_no_other(hq_client):
    batch = uploaded(hq_client, "sales", HEAD + "ERP,sell_in,A,1,2025-01-05,X9,H-1,1,,1,,,,\n")
    panel = page_of(hq_client, batch).split('id="rows"')[1]
    assert panel.count('class="wrong"') == 1
    assert 'class="wrong">X9' in panel


class TestWorkbook:
    def test_wrong_cells_have_a_colour_and_say_why(self, hq_client):
        book = workbook(hq_client, uploaded(hq_client, "sales", FAULTY))
        wrong = {"C2", "B3", "E4", "F5", "G6", "H7", "J8", "J9", "L10", "M11", "H12", "F13"}
        assert book.coloured == wrong
        assert set(book.comments) == wrong
        assert "NOBODY" in book.comments["F5"]
        assert "NOBODY" in book.text("O5")

    def test_with_all_rows_the_good_ones_have_no_reason(self, hq_client):
        batch = uploaded(hq_client, "sales", FAULTY)
        reasons = workbook(hq_client, batch, "?rows=all").column("O")
        assert len(reasons) == GOOD + BAD
        assert [n for n, reason in enumerate(reasons, start=2) if not reason] == [2, 15]

    def test_uncorrected_it_has_the_same_faults(self, hq_client):
        batch = uploaded(hq_client, "sales", FAULTY)
        again = uploaded(hq_client, "sales", workbook(hq_client, batch, "?rows=all").saved())
        kept = ("row", "column", "code")
        assert [[e[k] for k in kept] for e in again.errors] == [
            [e[k] for k in kept] for e in batch.errors
        ]

    def test_its_own_workbook_has_one_column_of_reasons(self, hq_client):
        batch = uploaded(hq_client, "sales", FAULTY)
        again = uploaded(hq_client, "sales", workbook(hq_client, batch).saved())
        assert workbook(hq_client, again).titles.count(reason_title()) == 1

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_the_column_of_reasons_is_known_in_every_language(self, hq_client, language):
        batch = uploaded(hq_client, "sales", FAULTY)
        headers = {"accept-language": language}
        answer = hq_client.get(address(batch, "corrections"), headers=headers)
        again = uploaded(hq_client, "sales", answer.content, "again.xlsx")
        assert {e["code"] for e in again.errors} == {e["code"] for e in batch.errors}

    def test_texts_stay_texts_and_nothing_becomes_a_formula(self, hq_client):
        text = HEAD + "ERP,sell_in,'=1+1,0012,2025-01-05,NOBODY,H-1,1,,1.50,,,,\n"
        book = workbook(hq_client, uploaded(hq_client, "sales", text))
        assert [book.text(cell) for cell in ("C2", "D2", "J2")] == ["=1+1", "0012", "1.50"]
        assert all(book.is_text(cell) for cell in ("C2", "D2", "J2"))
        assert book.formulas == 0

    def test_with_very_many_faults_the_colour_remains(self, hq_client, monkeypatch):
        monkeypatch.setattr(corrections, "MAX_COMMENTS", 3)
        book = workbook(hq_client, uploaded(hq_client, "sales", FAULTY))
        assert (len(book.comments), len(book.coloured)) == (3, BAD)

    def test_of_a_file_that_is_none_there_is_no_workbook(self, hq_client):
        batch = uploaded(hq_client, "sales", b"PK\x03\x04 but no workbook")
        assert "Workbook to correct" not in page_of(hq_client, batch)
        assert hq_client.get(address(batch, "corrections")).status_code == 404


def test_the_source_file_is_given_back_byte_by_byte(hq_client, finance_client, province_client):
    content = SALES.encode() + b"\r\n"
    hq_client.post(
        "/imports/upload/", {"kind": "sales", "file": SimpleUploadedFile("März 3.csv", content)}
    )
    batch = ImportBatch.objects.latest("pk")
    answer = hq_client.get(address(batch, "source"))
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert finance_client.get(address(batch, "source")).status_code == 200
    assert province_client.get(address(batch, "source")).status_code == 404


def test_what_was_cleaned_is_said_on_the_page(hq_client):
    text = HEAD + "ERP,sell_in,A,1,2025-01-05,GZ,H-1,２,,10,,,,\n"
    batch = uploaded(hq_client, "sales", text)
    assert batch.errors == []
    [notice] = batch.notices
    page = page_of(hq_client, batch)
    assert notice["message"] in page
    assert "quantity" in page.split(notice["message"])[1][:400]

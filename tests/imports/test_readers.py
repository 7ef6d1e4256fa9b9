"""Files of every make: what is read of them, and what is said of those that cannot be."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports.readers import _unmarked, delimiter_of, marked, open_table
from channels_mgmt.core.imports.report import Fault, Faults, FileFault
from channels_mgmt.core.imports.workbooks import number_text


def read(path):
    faults = Faults()
    table = open_table(path, faults)
    return table.header, list(table.rows), faults


def workbook(rows) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    return file.getvalue()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_in_all_its_forms(write, mark, delimiter, end):
    lines = [["code", "name"], ["1", "油烟机"], ["2", "a b"]]
    text = end.join(delimiter.join(line) for line in lines) + end
    header, rows, faults = read(write(mark + text.encode()))
    assert header == ["code", "name"]
    assert rows == [(2, ["1", "油烟机"]), (3, ["2", "a b"])]
    assert not faults.errors


def test_rows_are_numbered_as_a_spreadsheet_shows_them(write):
    _, rows, _ = read(write('a,b\n\n"x\ny",1\n,\n  ,\t\nz,2\n'))
    assert [(number, cells[1]) for number, cells in rows] == [(3, "1"), (6, "2")]


def test_a_ragged_row_is_named_and_the_others_are_read(write):
    _, rows, faults = read(write("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n"))
    assert rows == [(3, ["1", "2", "3"]), (5, ["1", "2", "3"])]
    assert [(e.row, e.code) for e in faults.errors] == [(2, "ragged_row"), (4, "ragged_row")]
    assert "2 cells" in faults.errors[0].message
    assert faults.unread == 2


def test_a_stray_quotation_mark_is_named_by_its_row(write):
    _, rows, faults = read(write('a,b\n1,2\n"x"y,2\n3,4\n'))
    assert [number for number, _ in rows] == [2, 4]
    assert [(e.row, e.code) for e in faults.errors] == [(3, "bad_csv")]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "empty_file", 0),
        (b"\n\na,b\n", "no_header", 1),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel", 0),
        (b"PK\x03\x04 but no archive", "bad_workbook", 0),
        ("a,b\n1,2\n".encode("utf-16"), "not_utf8", 0),
        ("a,b\n1,2\n3,油".encode("gbk"), "not_utf8", 3),
        (b"a,b\n1,2\n3,\xe6\xb2", "not_utf8", 3),
        (b"a,b\n1,\x002\n", "nul_byte", 2),
    ],
)
def test_a_file_that_is_none_is_told_why(write, content, code, row):
    with pytest.raises(FileFault) as refused:
        read(write(content))
    assert (refused.value.code, refused.value.row) == (code, row)


def test_a_wrong_byte_is_named_by_its_place(write):
    with pytest.raises(FileFault, match=r"byte 9 \(0xff, line 3\)"):
        read(write(b"a,b\n1,2\n\xff,x\n"))


def test_a_wrong_byte_far_down_is_found_at_its_place(write):
    start = b"a,b\n" + b"1,2\n" * 400_000
    with pytest.raises(FileFault, match=rf"byte {len(start) + 1} \(0xff, line 400002\)"):
        read(write(start + b"\xff\n"))


def test_xlsx_says_what_csv_says(write):
    content = workbook(
        [
            ["code", "day", "amount", "yes"],
            ["001", datetime.date(2025, 1, 31), 1234.5678, True],
            [None, None, None, None],
            [7, "2025-02-01", 0.1 + 0.2, False],
        ]
    )
    header, rows, faults = read(write(content, "file.xlsx"))
    assert header == ["code", "day", "amount", "yes"]
    assert rows == [
        (2, ["001", "2025-01-31", "1234.5678", "yes"]),
        (4, ["7", "2025-02-01", "0.3", "no"]),
    ]
    assert not faults.errors


def test_a_long_number_in_a_sheet_is_not_trusted(write):
    content = workbook([["order", "x"], [1234567890123456789, 1]])
    _, rows, faults = read(write(content))
    assert [(e.row, e.column, e.code) for e in faults.errors] == [(2, "order", "number_precision")]


@pytest.mark.parametrize(
    ("number", "text"),
    [(5.0, "5"), (-0.25, "-0.25"), (123456789012345.0, "123456789012345"), (1e-5, "0.00001")],
)
def test_a_number_of_a_sheet_is_written_out(number, text):
    assert number_text(number) == text


def test_a_number_beyond_fifteen_digits_is_a_fault():
    assert isinstance(number_text(1e15), Fault)


def test_an_empty_workbook_has_no_header(write):
    with pytest.raises(FileFault) as refused:
        read(write(workbook([])))
    assert refused.value.code == "no_header"


def packed(name: str, content: bytes, *, claim: int | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    data = file.getvalue()
    if claim is not None:  # lie about the unpacked size, in the directory and before the part
        data = data.replace(len(content).to_bytes(4, "little"), claim.to_bytes(4, "little"))
    return data


def test_a_workbook_that_would_swell_is_refused_before_it_does(write):
    bomb = packed("xl/worksheets/sheet1.xml", b" " * (20 * 1024 * 1024))
    assert len(bomb) < 50_000
    with pytest.raises(FileFault) as refused:
        read(write(bomb))
    assert refused.value.code == "too_big"


def test_a_workbook_that_lies_about_its_size_is_refused(write):
    with pytest.raises(FileFault) as refused:
        read(write(packed("xl/worksheets/sheet1.xml", b"0123456789" * 100_000, claim=1000)))
    assert refused.value.code == "bad_workbook"


def test_a_sheet_with_a_cell_in_the_last_corner_is_refused(write):
    sheet = b'<sheetData><row r="1"><c r="A1"/></row><row><c s="1" r="XFD1048576"/></row>'
    with pytest.raises(FileFault) as refused:
        read(write(packed("xl/worksheets/sheet1.xml", sheet)))
    assert refused.value.code == "too_big"


@pytest.mark.parametrize(
    ("line", "mark"), [("a,b,c", ","), ("a;b", ";"), ("a\tb", "\t"), ("a", ","), ('"a,b";c;d', ";")]
)
def test_the_delimiter_is_the_one_that_cuts_most(line, mark):
    assert delimiter_of(line) == mark


@given(st.text(alphabet="'=+-@a 1", max_size=8))
def test_the_apostrophe_against_formulas_comes_off_again(text):
    written = marked(text)
    assert written[:1] not in tuple("=+-@")
    assert (_unmarked(written) if written[:1] == "'" else written) == text

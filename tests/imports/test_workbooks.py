"""Workbooks: what their cells say is read as it is seen on the screen, or it is refused."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports.readers import open_table
from channels_mgmt.core.imports.report import Faults, FileFault
from channels_mgmt.core.imports.sheet_cells import BadCell, day_text, number_text
from channels_mgmt.core.imports.workbooks import EPOCH_1900, EPOCH_1904

from . import books
from .books import book, data, error, formula, number, text, texts


def read(path):
    faults = Faults()
    table = open_table(path, faults)
    return table.header, list(table.rows), faults


def said(cell: str) -> str | tuple[str, str]:
    """A cell that is read, or one that is not with the code of its fault."""
    return (str.__str__(cell), cell.fault.code) if isinstance(cell, BadCell) else cell


def only_cell(write, cell: str, **more: str):
    _, rows, faults = read(write(book(data([[text("a")], [cell]]), **more), "file.xlsx"))
    assert not faults.errors
    return said(rows[0][1][0])


def workbook(rows) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as out:
        sheet = out.add_worksheet()
        day = out.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    return file.getvalue()


def test_xlsx_says_what_csv_says(write):
    content = workbook(
        [
            ["code", "day", "amount", "yes"],
            ["001", datetime.date(2025, 1, 31), 1234.5678, True],
            [None, None, None, None],
            [7, "2025-02-01", 0.1 + 0.2, False],
            ["油&<烟>\r\n机", None, -5, None],
        ]
    )
    header, rows, faults = read(write(content, "file.xlsx"))
    assert header == ["code", "day", "amount", "yes"]
    assert rows == [
        (2, ["001", "2025-01-31", "1234.5678", "yes"]),
        (4, ["7", "2025-02-01", "0.3", "no"]),
        (5, ["油&<烟>\r\n机", "", "-5", ""]),
    ]
    assert not faults.errors
    assert not faults.notices.listed()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number(45322, books.DAY), "2024-01-31"),
        (number(45322, books.CHINESE_DAY), "2024-01-31"),
        (number(45322, books.OWN_DAY), "2024-01-31"),
        (number("45322.5", books.MOMENT), "2024-01-31 12:00:00"),
        (number(45322), "45322"),
        (number("0.13", books.PERCENT), "13%"),
        (number("1234.5", books.MONEY), "1234.5"),
        (number("0.1", 99), "0.1"),
        ('t="b"><v>1</v>', "yes"),
        ('t="d"><v>2024-01-31T00:00:00</v>', "2024-01-31"),
        ('t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is>', "a b"),
        ('t="inlineStr"><is><t><![CDATA[a<b]]></t></is>', "a<b"),
        ('t="inlineStr"><is><t>a_x000D_b_xD800_</t></is>', "a\rb_xD800_"),
        ('t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></is>', "東京"),
        (number("1<!-- -->2"), "12"),
        (number(60, books.DAY), ("60", "no_such_day")),  # 29 February 1900
        (number(-1, books.DAY), ("-1", "no_such_day")),
        (number("1e9", books.DAY), ("1e9", "no_such_day")),
        (number("1.23457E+17"), ("1.23457E+17", "number_precision")),
        (number("123456789012345678"), ("1.23456789012346E+17", "number_precision")),
        (number("1e999"), ("1e999", "number_precision")),
        (number("NaN"), ("NaN", "number_precision")),
        (number("five"), ("five", "not_a_number")),
        (error("#N/A"), ("#N/A", "cell_error")),
        (formula("1/0", "#DIV/0!", "e"), ("#DIV/0!", "cell_error")),
        (formula("A1+1", None), ("=A1+1", "formula_without_value")),
    ],
)
def test_what_a_cell_says(write, cell, expected):
    assert only_cell(write, cell) == expected


@pytest.mark.parametrize("flag", ["1", "true"])
def test_a_workbook_that_counts_from_1904(write, flag):
    properties = f'<workbookPr date1904="{flag}"/>'
    assert only_cell(write, number(43860, books.DAY), properties=properties) == "2024-01-31"
    assert only_cell(write, number(0, books.DAY), properties=properties) == "1904-01-01"


def test_a_formula_is_read_by_its_value_and_that_is_said(write):
    content = book(data([[text("a")], [formula("1+1", "2")], [formula('"x"', "x", "str")]]))
    _, rows, faults = read(write(content))
    assert [cells for _, cells in rows] == [["2"], ["x"]]
    (notice,) = faults.notices.listed()
    assert (notice.code, notice.count) == ("formula", 2)
    assert str(notice.examples[0]) == "row 2, a: “=1+1” → “2”"


TWO = [["code", "name"], ["A", "甲"], ["B", "乙"]]


@pytest.mark.parametrize(
    ("contents", "code", "row"),
    [
        (book(texts(TWO), after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'),
         "merged_cells", 2),
        (book(texts(TWO) + books.row(3, [text("C")])), "bad_workbook", 3),
        (book(texts(TWO) + '<row r="4"><c r="B4"><v>1</v></c><c r="A4"><v>1</v></c></row>'),
         "bad_workbook", 4),
        (book(texts(TWO) + '<row r="4"><c r="A5"><v>1</v></c></row>'), "bad_workbook", 4),
        (book(texts(TWO) + '<row r="4"><c r="XFE4"><v>1</v></c></row>'), "bad_workbook", 4),
        (book(texts(TWO) + '<row r="4"><c t="s"><v>7</v></c></row>'), "bad_workbook", 4),
        (book(texts(TWO) + '<row r="4"><c t="s"><v>-1</v></c></row>', strings="<si><t>x</t></si>"),
         "bad_workbook", 4),
        (book(texts(TWO) + '<row r="²"><c><v>7</v></c></row>'), "bad_workbook", 0),
        (book(texts(TWO) + '<row r="4"><c><v>1</v></row></c>'), "bad_workbook", 4),
        (book(texts(TWO) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
         "too_big", 1048576),
        (book(texts([["a", "a"], ["b" * 600_000, "c"]])), "too_big", 2),
    ],
    ids=["merged", "twice", "order", "row", "column", "text", "minus", "number", "crossed",
         "corner", "huge"],
)  # fmt: skip
def test_a_sheet_is_refused_where_it_goes_wrong(write, contents, code, row):
    try:
        errors = [(error.row, error.code) for error in read(write(contents))[2].errors]
    except FileFault as fault:
        errors = [(fault.row, fault.code)]
    assert errors == [(row, code)]


@pytest.mark.parametrize("end", range(1, 12))
def test_a_sheet_that_is_cut_off_is_not_taken_for_whole(write, end):
    contents = books.parts(texts(TWO))
    contents[books.SHEET] = contents[books.SHEET][: -end * 7]
    _, rows, faults = read(write(books.packed(contents)))
    assert rows == list(enumerate(TWO[1:], start=2))[: len(rows)]
    assert faults.of_file
    assert [error.code for error in faults.errors] == ["bad_workbook"]


@pytest.mark.parametrize("part", [name for name in books.parts() if name != "[Content_Types].xml"])
@pytest.mark.parametrize("content", ["", "<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_a_workbook_with_a_broken_part_is_refused(write, part, content):
    with pytest.raises(FileFault) as refused:
        read(write(books.packed(books.parts(texts(TWO)) | {part: content})))
    assert refused.value.code == "bad_workbook"


def test_the_first_sheet_that_is_seen_is_read_and_the_others_are_named(write):
    contents = books.parts(
        texts([["secret"], ["1"]]),
        sheets='<sheet name="Old" state="hidden" r:id="rId1"/><sheet name="New" r:id="rId9"/>',
    )
    relations = contents["xl/_rels/workbook.xml.rels"]
    more = f'<Relationship Id="rId9" Type="{books.OFFICE}/worksheet" Target="/xl/two.xml"/></Rel'
    contents["xl/_rels/workbook.xml.rels"] = relations.replace("</Rel", more)
    contents["xl/two.xml"] = books.worksheet(texts(TWO))
    header, rows, faults = read(write(books.packed(contents)))
    assert (header, len(rows)) == (["code", "name"], 2)
    (notice,) = faults.notices.listed()
    assert str(notice) == "Only the sheet “New” was read, not: Old."


def test_hidden_rows_are_read_and_that_is_said(write):
    _, rows, faults = read(write(book(texts(TWO) + books.row(4, [text("C")], ' hidden="1"'))))
    assert len(rows) == 3
    assert [notice.code for notice in faults.notices.listed()] == ["hidden_rows"]


def test_names_with_a_prefix_are_the_same_names(write):
    contents = books.parts(texts(TWO))
    sheet = re.sub("<(/?)", r"<\1x:", contents[books.SHEET])
    contents[books.SHEET] = sheet.replace("xmlns=", "xmlns:x=")
    assert read(write(books.packed(contents)))[1] == [(2, TWO[1]), (3, TWO[2])]


def test_an_empty_workbook_has_no_header(write):
    with pytest.raises(FileFault) as refused:
        read(write(workbook([])))
    assert refused.value.code == "no_header"


def test_other_files_in_a_zip_are_no_workbook(write):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(FileFault) as refused:
        read(write(file.getvalue()))
    assert refused.value.code == "bad_workbook"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5", "5"), ("-0.25", "-0.25"), ("123456789012345", "123456789012345"), ("1e-5", "0.00001"),
     ("1.5E3", "1500"), ("0.30000000000000004", "0.3"), ("007", "7"), ("1e15", "1E+15")],
)  # fmt: skip
def test_a_number_of_a_sheet_is_written_out(value, expected):
    assert str.__str__(number_text(value)) == expected
    assert isinstance(number_text(value), BadCell) == (value == "1e15")


@given(st.dates(datetime.date(1904, 1, 2), datetime.date(2199, 12, 31)))
def test_every_day_is_counted_alike_in_both_calendars(day):
    for epoch in (EPOCH_1900, EPOCH_1904):
        assert day_text(str((day - epoch).days), epoch) == day.isoformat()


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
def test_no_amount_changes_in_a_sheet(amount):
    assert Decimal(number_text(repr(float(amount)))) == amount

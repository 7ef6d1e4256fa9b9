"""What leaves as text comes back as the same text and was never a formula; numbers stay numbers."""

import csv
import datetime
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from channels_mgmt.core.exports import text_cell
from channels_mgmt.core.formulas import MARKS, marked, unmarked
from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, lay_out
from channels_mgmt.core.imports.exporting import titles, write_csv, write_xlsx
from channels_mgmt.core.imports.readers import open_table
from channels_mgmt.core.imports.report import Faults

COLUMNS = (
    Column("name", cells.text(200)),
    Column("number", cells.reference(200)),
    Column("amount", cells.decimal(4)),
    Column("pieces", cells.whole),
    Column("day", cells.date),
    Column("flag", cells.boolean),
    Column("remark", cells.long_text, repeats=True),
)
DANGEROUS = ["=1+1", "==1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1", "'=1", "''=x",
             "-", "=", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example")']  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(
        [*DANGEROUS, "it's", "'t Hooft", '"a", b', "a;b\tc"[:3], "_x0041_", "1,234.50"]
    ),
    st.text(
        st.characters(exclude_categories=["C", "Z"], include_characters="= '\",;&<>_x"), max_size=40
    ),
    st.integers(0, 10**20).map(str),
    st.dates().map(str),
).map(str.strip)
# An order number is in plain digits and spaces whatever it was written in.
NUMBERS = st.one_of(
    st.sampled_from(DANGEROUS[:5]), st.from_regex(r"[A-Z0-9=+@'-]{1,20}", fullmatch=True)
)
ROWS = st.lists(
    st.tuples(
        WORDS,
        NUMBERS,
        st.none() | st.decimals(-(10**10), 10**10, places=4),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.dates(datetime.date(1900, 3, 1), datetime.date(2199, 12, 31)),
        st.none() | st.booleans(),
        WORDS,
    ),
    min_size=1,
    max_size=5,
)


def read_back(path: Path) -> list[list]:
    faults = Faults()
    table = open_table(path, faults)
    read = lay_out(table.header, COLUMNS, faults).reader({}, faults)
    found = [read(number, row) for number, row in table.rows]
    assert not faults.errors
    assert not [notice for notice in faults.notices.listed() if notice.code != "full_width"]
    return found


def written(path: Path, rows) -> Path:
    if path.suffix == ".xlsx":
        write_xlsx(path, titles(COLUMNS), rows)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            write_csv(file, titles(COLUMNS), rows)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@given(rows=ROWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back_as_it_was(tmp_path, form, rows):
    assume(all(any(cell not in (None, "") for cell in row) for row in rows))
    path = written(tmp_path / f"file.{form}", rows)
    assert read_back(path) == [[None if cell == "" else cell for cell in row] for row in rows]


@given(st.text(alphabet="'=+-@＝＋－＠\t\r\na 1", max_size=8))
def test_the_apostrophe_against_formulas_comes_off_again(text):
    assert not marked(text).startswith(MARKS)
    assert unmarked(marked(text)) == text


@pytest.mark.parametrize("value", [*DANGEROUS, "\t=1", "\r=1", "\n=1"])
def test_no_text_of_a_csv_file_begins_a_formula(value):
    out = io.StringIO(newline="")
    write_csv(out, ["name", value], [[value, value]], mark=False)
    for line in csv.reader(io.StringIO(out.getvalue(), newline="")):
        assert not any(cell.startswith(MARKS) for cell in line)
    assert not text_cell(value).startswith(MARKS)


@pytest.mark.parametrize("value", [*DANGEROUS, "\t=1", "\r=1", "{=1}"])
def test_no_text_of_a_workbook_is_a_formula(tmp_path, value):
    path = tmp_path / "file.xlsx"
    write_xlsx(path, [value], [[value], [Decimal("-1.50")], [-3], [None], [True]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f[ >/]", sheet)
    assert "hyperlink" not in sheet
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:]] == [-1.5, -3, "", "yes"]


def test_numbers_of_a_csv_file_have_no_apostrophe():
    out = io.StringIO(newline="")
    write_csv(out, ["a"], [[Decimal("-1.50")], [-3], [Decimal("-0.0001")]], mark=False)
    assert out.getvalue() == "a\r\n-1.50\r\n-3\r\n-0.0001\r\n"

"""The template of each kind explains itself and is read as it is handed out."""

import re
import zipfile

import pytest
from django.utils.translation import override

from channels_mgmt.core.imports.columns import lay_out
from channels_mgmt.core.imports.kinds import kind_named, kinds
from channels_mgmt.core.imports.readers import open_table
from channels_mgmt.core.imports.report import Faults
from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.imports.shapes import Form, shape_of
from channels_mgmt.core.imports.templates import example_of, manner, note_of, write_template
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import ProductLine

KINDS = [kind.name for kind in kinds()]


def part(path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


@pytest.fixture
def template(tmp_path):
    def made(kind: str):
        path = tmp_path / f"{kind}.xlsx"
        write_template(path, kind_named(kind))
        return path

    return made


@pytest.mark.parametrize("name", KINDS)
def test_a_template_reads_back_its_own_example(template, name):
    kind, faults = kind_named(name), Faults()
    table = open_table(template(name), faults)
    layout = lay_out(table.header, kind.columns, faults)
    ((number, cells),) = table.rows
    values = layout.reader({}, faults)(number, cells)
    assert not faults.errors
    assert not faults.notices.listed()
    examples = [c.parse(c.example) if c.example else None for c in kind.interface()]
    assert values[: len(examples)] == examples


@pytest.mark.django_db
def test_a_filled_in_template_is_taken_in(template):
    ProductLine.objects.create(code="KITCHEN", name="厨房")
    report = import_file(kind="product_lines", path=template("product_lines"), access=SYSTEM)
    assert (report.accepted, report.errors, report.notices) == (1, (), ())


@pytest.mark.parametrize("name", KINDS)
def test_every_column_has_its_note(template, name):
    path = template(name)
    comments = re.findall(r"<comment ref", part(path, "xl/comments1.xml"))
    assert len(comments) == len(kind_named(name).interface())


def test_a_choice_has_a_list_and_a_yes_or_no_too(template):
    sheet = part(template("dealers"), "xl/worksheets/sheet1.xml")
    assert '"applicant,active,suspended,terminated"' in sheet
    assert '"yes,no"' in sheet
    assert sheet.count("<dataValidation ") == 3  # status, team, grade


def test_every_choice_of_every_kind_fits_into_a_list(template):
    for kind in kinds():
        sheet = part(template(kind.name), "xl/worksheets/sheet1.xml")
        forms = [shape_of(column.parse).form for column in kind.interface()]
        lists = sum(form in (Form.CHOICE, Form.BOOLEAN) for form in forms)
        assert sheet.count("<dataValidation ") == lists, kind.name


def test_a_note_says_what_how_and_whether_it_must_be():
    kind = kind_named("sales")
    columns = {column.name: column for column in kind.columns}
    assert list(note_of(kind, columns["kind"])) == [
        "kind",
        "Required.",
        "One of: sell_in, sell_through, sell_out, online.",
        "Example: sell_in",
    ]
    assert "May be empty." in list(note_of(kind, columns["region"]))
    assert manner(shape_of(columns["amount"].parse)).endswith("at most 4 decimals.")


def test_a_note_is_in_the_language_of_its_reader():
    kind = kind_named("sales")
    with override("zh-hans"):
        assert "日期" in next(note_of(kind, kind.columns[4]))


def test_codes_stay_text_and_numbers_are_numbers(template):
    """A long code typed in below the example keeps its digits, and per cent its sign."""
    sales = {column.name: example_of(column) for column in kind_named("sales").columns}
    assert (str(sales["amount"]), sales["order_number"]) == ("4300.00", "SO-1001")
    assert {"sku", "floor", "ceiling"} <= columns_of_text(template("price_controls"))
    assert {"order_number", "dealer"} <= columns_of_text(template("sales"))
    assert not {"amount", "quantity", "date"} & columns_of_text(template("sales"))


def columns_of_text(path) -> set[str]:
    """The titles of the columns whose empty cells are formatted as text."""
    styles = part(path, "xl/styles.xml")
    (number,) = re.findall(r'numFmtId="(\d+)" formatCode="@"', styles)
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    sheet = part(path, "xl/worksheets/sheet1.xml")
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" [^>]*style="(\d+)"', sheet)
    header = open_table(path, Faults()).header
    return {
        header[place - 1]
        for first, last, style in columns
        if formats[int(style)] == number
        for place in range(int(first), int(last) + 1)
    }


@pytest.mark.django_db
def test_the_page_hands_the_template_out(hq_client, tmp_path):
    answer = hq_client.get("/imports/templates/sales.xlsx")
    path = tmp_path / "sales.xlsx"
    path.write_bytes(answer.content)
    assert open_table(path, Faults()).header[:2] == ["source", "kind"]
    assert 'filename="sales.xlsx"' in answer.headers["Content-Disposition"]

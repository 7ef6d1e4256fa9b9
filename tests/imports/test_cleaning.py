"""What is not written in our way is read where its meaning is sure, and that is said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.cleaning import LONG, STEPS, clean
from channels_mgmt.core.imports.notices import CLEANINGS, MAX_EXAMPLES, Notices
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.imports.shapes import Form, Shape, shape_of
from channels_mgmt.core.imports.workbooks import EPOCH_1900, EPOCH_1904
from dealers.models import Dealer
from rebates.sales.models import SalesLine

from .test_commands import Ran
from .world import SALES

NUMBER, WHOLE, CODE, DATE = (
    Shape(form) for form in (Form.NUMBER, Form.WHOLE, Form.CODE, Form.DATE)
)
TEXT, REFERENCE, CHOICE = (Shape(form) for form in (Form.TEXT, Form.REFERENCE, Form.CHOICE))


@pytest.mark.parametrize(
    ("shape", "cell", "read_as", "done"),
    [
        (NUMBER, " 12\u00a0", "12", ["spaces"]),
        (NUMBER, "\u200b12", "12", ["invisible"]),
        (NUMBER, "１２．５０", "12.50", ["full_width"]),
        (NUMBER, "−３", "-3", ["full_width"]),
        (NUMBER, "1,234.50", "1234.50", ["thousands"]),
        (NUMBER, "-1,234,567", "-1234567", ["thousands"]),
        (NUMBER, "１，２３４．５", "1234.5", ["full_width", "thousands"]),
        (WHOLE, "1,234,567", "1234567", ["thousands"]),
        (CODE, "Coffs\u3000 Harbour", "Coffs Harbour", ["spaces"]),
        (CODE, "Ａ１", "Ａ1", ["full_width"]),  # a letter may be meant so
        (REFERENCE, "SO\u00a0１", "SO 1", ["spaces", "full_width"]),
        (REFERENCE, "a\u200bb", "ab", ["invisible"]),
        (CHOICE, "ＴＭＡＬＬ", "TMALL", ["full_width"]),
        (TEXT, "\u3000油烟机\t", "油烟机", ["spaces"]),
        (TEXT, "\ufeff 油\u200d烟", "油\u200d烟", ["invisible"]),
        (DATE, "2024/1/5", "2024-01-05", ["date_form"]),
        (DATE, "2024.01.05", "2024-01-05", ["date_form"]),
        (DATE, "2024年1月5日", "2024-01-05", ["date_form"]),
        (DATE, "2024-01-05 00:00:00", "2024-01-05", ["date_form"]),
    ],
)
def test_what_is_sure_is_cleaned(shape, cell, read_as, done):
    assert clean(cell, shape) == (read_as, done)


@pytest.mark.parametrize(
    ("shape", "cell"),
    [
        (NUMBER, "1,234"),  # could be a decimal comma
        (NUMBER, "1,23"),
        (NUMBER, "12,34.50"),
        (NUMBER, "1,2345.00"),
        (NUMBER, "1 234.50"),
        (NUMBER, "1.234,50"),
        (NUMBER, "1e3"),
        (NUMBER, "¥5"),
        (WHOLE, "1,234"),
        (REFERENCE, "a  b"),
        (REFERENCE, "a\nb"),
        (TEXT, "a  b"),
        (TEXT, "Ａ１，２"),
        (DATE, "05/01/2024"),
        (DATE, "24/1/5"),
        (DATE, "2024/1-5"),
        (DATE, "2024-01-05 09:30:00"),
        (DATE, "20240105"),
        (NUMBER, "1,234.50" + "0" * LONG),
    ],
)
def test_what_is_not_sure_stays_as_it_is(shape, cell):
    assert clean(cell, shape) == (cell, [])


@pytest.mark.parametrize(("epoch", "day"), [(EPOCH_1900, "2024-01-31"), (EPOCH_1904, "2028-02-01")])
def test_a_day_number_is_a_day_of_its_workbook(epoch, day):
    assert clean("45322", DATE, epoch) == (day, ["date_number"])


def test_a_day_number_without_a_workbook_is_refused():
    with pytest.raises(Fault, match="format the column as a date") as refused:
        clean("45322", DATE)
    assert refused.value.code == "date_number"


def test_a_day_number_far_off_is_no_day():
    assert clean("20241", DATE, EPOCH_1900)[0] == "20241"  # 1955: rather half a date


@pytest.mark.parametrize("cell", ["1.23457E+17", "9.1e+15", "6,90123E+12", "１.23457E+17"])
@pytest.mark.parametrize("parse", [cells.code, cells.model_code, cells.reference(60)])
def test_a_code_that_a_spreadsheet_has_cut_is_refused_with_what_to_do(parse, cell):
    with pytest.raises(Fault, match="digits are lost.*Format the column as text") as refused:
        parse(cell)
    assert refused.value.code == "number_precision"


@pytest.mark.parametrize("cell", ["2E5", "A+1", "1E+", "E+17", "10E+17X"])
def test_a_code_with_an_e_is_a_code(cell):
    assert cells.reference(60)(cell) == cell


@given(st.sampled_from(list(Form)), st.text(max_size=30))
def test_what_is_clean_stays_clean(form, cell):
    try:
        once, _done = clean(cell, Shape(form), EPOCH_1900)
    except Fault:
        return
    assert clean(once, Shape(form), EPOCH_1900) == (once, [])


@given(st.from_regex(r"-?[0-9]{1,11}(\.[0-9]{1,4})?", fullmatch=True))
def test_a_plain_number_is_never_touched(cell):
    assert clean(cell, NUMBER) == (cell, [])


def test_every_cleaning_has_its_words_and_every_parser_its_shape():
    named = {name for steps in STEPS.values() for name, _step in steps}
    assert named < set(CLEANINGS)
    assert set(STEPS) == set(Form)
    assert shape_of(cells.decimal(4)).form is Form.NUMBER
    assert shape_of(str.upper).form is Form.TEXT


def test_notices_count_all_and_show_the_first_few():
    notices = Notices()
    for row in range(2, 14):
        notices.add("thousands", row, "amount", "1,234.50", "1234.50")
    notices.add_to_file("gb18030", "It was GB18030.")
    of_file, of_cells = notices.listed()
    assert (of_file.code, of_file.count, str(of_file)) == ("gb18030", 0, "It was GB18030.")
    assert (of_cells.count, len(of_cells.examples)) == (12, MAX_EXAMPLES)
    assert str(of_cells) == "Thousands marks were taken out of numbers. (12 cells)"
    assert str(of_cells.examples[0]) == "row 2, amount: “1,234.50” → “1234.50”"


UNTIDY = (
    "source,kind,order_number,line_number,date,dealer,sku,quantity,amount\n"
    'ERP,Sell_In, SO1 ,1,2025/1/5,gz,h-1,２,"4,000.00"\n'
    'ERP,sell_in,SO2,1,2025/1/5,gz,h-1,２,"4,000.00"\n'
)


@pytest.mark.django_db
def test_an_untidy_file_is_taken_in_and_each_cleaning_is_said(brand_masters, take_file):
    report = take_file("sales", UNTIDY)
    assert (report.accepted, str(report.amount_total)) == (2, "8000.0000")
    line = SalesLine.objects.get(order_number="SO1")
    assert (line.dealer.code, line.sku.code, line.quantity) == ("GZ", "H-1", 2)
    said = {notice.code: notice.count for notice in report.notices}
    assert said == {"spaces": 1, "full_width": 2, "thousands": 2, "date_form": 2, "capitals": 4}


@pytest.mark.django_db
def test_capitals_are_not_guessed_between_two(brand_masters, take_file):
    dealer = Dealer.objects.get(code="GZ")
    Dealer.objects.filter(code="HZ").update(code="gZ")
    assert dealer.code == "GZ"
    report = take_file("sales", UNTIDY)
    assert {(e.column, e.code) for e in report.errors} == {("dealer", "unknown_dealer")}


@pytest.mark.django_db
def test_a_clean_file_says_nothing_of_it(brand_masters, take_file):
    report = take_file("sales", SALES)
    assert report.notices == ()
    assert "notices" not in report.as_json()


@pytest.mark.django_db
def test_the_terminal_shows_what_was_cleaned(brand_masters, write):
    ran = Ran("import_data", "sales", write(UNTIDY))
    assert "note: Thousands marks were taken out of numbers. (2 cells) [thousands]" in ran.err
    assert "  row 2, amount: “4,000.00” → “4000.00”" in ran.err
    answer = json.loads(Ran("import_data", "sales", write(UNTIDY), "--format", "json").out)
    (thousands,) = [notice for notice in answer["notices"] if notice["code"] == "thousands"]
    assert (thousands["count"], thousands["examples"][0]["read_as"]) == (2, "4000.00")

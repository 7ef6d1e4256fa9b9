"""The header row: how freely columns may be called, and what is refused."""

import pytest

from dealers.models import ProductLine
from tests.imports.world import codes, take

GOOD = "code,name,parent\nA,甲,\n"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", ["CODE,Name, parent ", "name,code,parent", "code,name"])
def test_columns_are_known_however_they_are_written_and_ordered(take_file, header):
    cells = {"code": "A", "name": "甲", "parent": ""}
    row = ",".join(cells[name.strip().lower()] for name in header.split(","))
    assert take_file("product_lines", f"{header}\n{row}\n").accepted == 1


def test_spaces_and_underlines_are_the_same(take_file):
    text = "SKU,Name,Product Line,List  Price\nX,x,A,1.50\n"
    take("product_lines", GOOD)
    assert take_file("products", text).accepted == 1


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("code,name,colour", (1, "colour", "unknown_column")),
        ("code,name,Name", (1, "name", "duplicate_column")),
        ("code,parent", (1, "name", "missing_column")),
        ("code,,name", (1, "", "unnamed_column")),
    ],
)
def test_a_header_that_does_not_fit_refuses_the_file(take_file, header, fault):
    row = ",".join("" for _ in header.split(","))
    report = take_file("product_lines", f"{header}\n{row}\n", accept_good=True)
    assert codes(report) == [fault]
    assert report.refused
    assert report.rows == 0


def test_an_unknown_column_is_told_the_known_ones(take_file):
    report = take_file("product_lines", "code,name,colour\nA,甲,red\n")
    assert "code, name, parent" in report.errors[0].message


def test_the_rows_below_an_unknown_column_are_checked_all_the_same(take_file):
    report = take_file("product_lines", "code,name,colour\nA,,red\n", accept_good=True)
    assert codes(report) == [(1, "colour", "unknown_column"), (2, "name", "required")]
    assert not ProductLine.objects.exists()


def test_a_mapping_names_our_columns_and_leaves_others_out(take_file):
    text = "编码,名称,Farbe\nA,甲,rot\n"
    mapping = {"编码": "code", "名称": "Name", "farbe": ""}
    assert take_file("product_lines", text, mapping=mapping).accepted == 1


def test_titles_without_cells_at_the_end_do_not_matter(take_file):
    assert take_file("product_lines", "code,name,,\nA,甲,,\n").accepted == 1


def test_a_header_alone_is_nothing_new(take_file):
    report = take_file("product_lines", "code,name\n")
    assert report.sentence() == "Nothing new: the file has no rows."

"""``verify_cells`` proves the cells, and names what they have too much or too little."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from rebates.sales.cells import mark_changed, refresh_cells
from rebates.sales.models import MonthlyCell, ProductLineCell, SalesLine
from tests import factories as make

pytestmark = pytest.mark.django_db


def said() -> tuple[int, dict, str]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("verify_cells", "--format", "json", stdout=out, stderr=err)
    except SystemExit as end:
        status = end.code
    return status, json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def lines(dealers):
    sku = make.make_sku("H1")
    for day in ("2024-01-05", "2024-02-05"):
        make.make_sale("10.0001", dealer=dealers.guangzhou, sku=sku, date=day, quantity=2)
    mark_changed(SalesLine.objects.values_list("date", flat=True))
    refresh_cells()


def test_it_works(lines):
    assert said()[:2] == (0, {"proved": True, "months": 2, "waiting": 0, "differences": []})
    out = StringIO()
    call_command("verify_cells", stdout=out)
    assert "2 months proved" in out.getvalue()


@pytest.mark.parametrize("field", ["quantity", "amount", "returned_quantity", "lines"])
def test_a_cell_that_is_wrong_is_named(lines, field):
    cell = MonthlyCell.objects.order_by("month").first()
    MonthlyCell.objects.filter(pk=cell.pk).update(**{field: getattr(cell, field) + 1})
    status, answer, errors = said()
    assert (status, answer["proved"]) == (1, False)
    [wrong] = [one for one in answer["differences"] if "sku" in one]
    assert (wrong["month"], wrong["dealer"], wrong["sku"]) == ("2024-01", "GZ", "H1")
    assert "2024-01, GZ, H1" in errors


@pytest.mark.parametrize("field", ["quantity", "amount"])
def test_a_cell_of_a_product_line_that_is_wrong_is_named(lines, field):
    cell = ProductLineCell.objects.order_by("month").first()
    ProductLineCell.objects.filter(pk=cell.pk).update(**{field: getattr(cell, field) + 1})
    status, answer, errors = said()
    [wrong] = answer["differences"]
    line = cell.product_line.code
    assert (status, wrong["month"], wrong["dealer"], wrong["product_line"]) == (
        1, "2024-01", "GZ", line,
    )  # fmt: skip
    assert f"2024-01, GZ, {line}" in errors


def test_a_missing_cell_is_named_by_what_it_lacks(lines):
    MonthlyCell.objects.order_by("month").first().delete()
    _status, answer, _errors = said()
    assert (answer["differences"][0]["quantity"], answer["differences"][0]["amount"]) == (
        -2,
        "-10.0001",
    )


def test_a_month_that_changed_waits_and_is_not_compared(lines, dealers):
    make.make_sale(dealer=dealers.guangzhou, date="2024-02-09")
    mark_changed([SalesLine.objects.latest("date").date])
    assert said()[1] == {"proved": True, "months": 1, "waiting": 1, "differences": []}

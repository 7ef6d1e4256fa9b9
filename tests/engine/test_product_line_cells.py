"""Cells of product lines: what names no single product is read from them, and is the same."""

import pytest
from django.utils import timezone

from channels_mgmt.core.periods import Period
from dealers.models import ProductLine, Region
from pricing.models import SKU
from rebates.sales.cells import line_cells_equal_cells, mark_changed, refresh_cells
from rebates.sales.facts import Groups, facts, known_at
from rebates.sales.models import FiledProduct, MonthlyCell, ProductLineCell
from tests.settlement.world import D, day

SOLD = {"HOOD-1": "1.00", "HOOD-2": "2.00", "OVEN-1": "4.00"}


@pytest.fixture
def sold(world):
    """A power of two of each product; the two hoods are of one line."""
    for sku, amount in SOLD.items():
        world.sell("D1", amount, "2012-03-01", sku=sku)
    refresh_cells()
    return world


def amounts(groups: dict[str, int]) -> list[int]:
    """The sums of these groups of products, in yuan."""
    skus = {SKU.objects.get(code=code).pk: number for code, number in groups.items()}
    regions = dict.fromkeys(Region.objects.values_list("pk", flat=True), 0)
    found = facts(
        window=Period.parse("2012"), known=known_at(timezone.now()), groups=Groups(skus, regions)
    )
    return sorted(amount // 10_000 for chunk in found for *_, amount in chunk)


def move(code: str, line: str) -> None:
    SKU.objects.filter(code=code).update(product_line=ProductLine.objects.get(code=line))


def line_of(code: str) -> str:
    return FiledProduct.objects.get(sku__code=code).product_line.code


def test_it_works(sold):
    hoods, oven = ProductLineCell.objects.order_by("amount")
    assert (hoods.month, hoods.quantity, hoods.amount) == (day("2012-03-01"), 2, D("3"))
    assert oven.amount == D("4")
    assert list(line_cells_equal_cells()) == []


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"HOOD-1": 0, "HOOD-2": 0, "OVEN-1": 0}, [7]),
        ({"HOOD-1": 0, "HOOD-2": 0, "OVEN-1": 1}, [3, 4]),
        ({"HOOD-1": 0, "HOOD-2": 1, "OVEN-1": 1}, [1, 2, 4]),  # a line is told apart
        ({"HOOD-1": 0, "OVEN-1": 1}, [1, 4]),  # half a line is not read
        ({"OVEN-1": 1}, [4]),
        ({"HOOD-2": 3}, [2]),
        ({}, []),
    ],
)
def test_any_groups_of_products_have_the_same_sums_from_cells_and_from_lines(
    sold, groups, expected
):
    from_cells = amounts(groups)
    mark_changed([day("2012-03-01")])
    by_number = {}
    for code, number in groups.items():
        by_number[number] = by_number.get(number, 0) + int(D(SOLD[code]))
    assert amounts(groups) == sorted(by_number.values())
    assert sum(from_cells) == sum(expected)
    assert from_cells == expected


def test_what_tells_no_products_of_a_line_apart_reads_no_cell_of_a_product(sold):
    MonthlyCell.objects.all().delete()
    assert amounts(dict.fromkeys(SOLD, 0)) == [7]
    assert amounts({"HOOD-1": 0, "HOOD-2": 1, "OVEN-1": 2}) == [4]


def test_a_product_that_moves_counts_once_before_and_after_it_is_filed_anew(sold):
    before = known_at(timezone.now())
    move("HOOD-2", "ovens")
    apart = {"HOOD-1": 0, "HOOD-2": 1, "OVEN-1": 1}
    assert line_of("HOOD-2") == "hoods"
    assert amounts(apart) == [1, 2, 4]
    assert refresh_cells() == 0  # no month has changed
    assert line_of("HOOD-2") == "ovens"
    assert sum(amounts(apart)) == 7
    assert sorted(ProductLineCell.objects.values_list("amount", flat=True)) == [D(1), D(6)]
    assert list(line_cells_equal_cells()) == []
    assert known_at(timezone.now()) != before  # whoever was reading reads again


def test_a_line_that_its_products_have_left_can_go_before_they_are_filed_anew(sold):
    for code in ("HOOD-1", "HOOD-2"):
        move(code, "ovens")
    ProductLine.objects.get(code="hoods").delete()
    together = dict.fromkeys(SOLD, 0)
    assert sum(amounts(together)) == 7
    refresh_cells()
    assert amounts(together) == [7]


def test_a_product_that_was_never_sold_is_filed_and_moves_without_summing_up(sold):
    SKU.objects.create(code="NEW", name="New", product_line=ProductLine.objects.get(code="hoods"))
    refresh_cells()
    assert line_of("NEW") == "hoods"


def test_a_cell_of_a_line_that_is_not_its_products_cells_is_found(sold):
    ProductLineCell.objects.filter(amount=D(4)).update(amount=D("4.01"))
    [found] = line_cells_equal_cells()
    assert (found.dealer_id, found.quantity, found.amount) == (sold.dealers["D1"].pk, 0, 100)


def test_a_product_filed_under_no_line_is_found(sold):
    FiledProduct.objects.filter(sku__code="OVEN-1").delete()
    [missing, above] = sorted(line_cells_equal_cells(), key=lambda one: one.amount)
    assert (missing.product_line_id, missing.amount) == (None, -4_0000)
    assert above.amount == 4_0000

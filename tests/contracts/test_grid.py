"""The targets of a contract as a table: each sum is what stands in its row and column."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.periods import add_months
from dealers.contracts.grid import grids
from dealers.models import ProductLine, Target

from .conftest import day

KITCHEN = ProductLine(pk=1, code="K", name="厨电", path="K/")
HOODS = ProductLine(pk=2, code="H", name="烟机", path="K/H/")
WASHERS = ProductLine(pk=3, code="W", name="洗衣机", path="W/")


def target(month: int, line: ProductLine | None = None, amount=None, quantity=None) -> Target:
    start = add_months(day("2025-01-01"), month)
    return Target(
        product_line=line, period_from=start, period_to=add_months(start, 1),
        amount=amount and D(amount), quantity=quantity,
    )  # fmt: skip


def test_it_works():
    [grid] = grids([target(0, HOODS, "10"), target(1, HOODS, "20"), target(1, WASHERS, "5")])
    assert [line.code for line in grid.lines] == ["H", "W"]
    assert [row.period.key for row in grid.rows] == ["2025-01", "2025-02"]
    assert [row.cells for row in grid.rows] == [[D(10), None], [D(20), D(5)]]
    assert [row.total for row in grid.rows] == [D(10), D(25)]
    assert (grid.totals, grid.total, grid.has_together) == ([D(30), D(5)], D(35), False)


def test_yuan_and_pieces_are_tables_of_their_own():
    found = grids([target(0, HOODS, "10", 3), target(1, HOODS, quantity=4)])
    assert [(grid.unit, grid.total) for grid in found] == [("amount", D(10)), ("quantity", 7)]
    assert grids([]) == []


def test_what_is_asked_of_all_lines_together_is_no_part_of_the_sum():
    [grid] = grids([target(0, HOODS, "10"), target(0, None, "100"), target(1, None, "200")])
    assert [(row.total, row.together) for row in grid.rows] == [(D(10), D(100)), (None, D(200))]
    assert (grid.total, grid.together) == (D(10), D(300))


@pytest.mark.parametrize(
    ("lines", "total"), [([KITCHEN, HOODS], 10), ([HOODS, WASHERS], 20), ([KITCHEN, WASHERS], 20)]
)
def test_a_line_within_another_one_is_not_counted_twice(lines, total):
    [grid] = grids([target(0, line, "10") for line in lines])
    assert grid.rows[0].total == D(total)


CELLS = st.dictionaries(
    st.tuples(st.integers(0, 11), st.sampled_from([HOODS, WASHERS])),
    st.integers(0, 10**6),
    min_size=1,
)


@given(CELLS)
def test_rows_and_columns_have_the_same_sum(cells):
    [grid] = grids([target(month, line, quantity=n) for (month, line), n in cells.items()])
    assert grid.total == sum(cells.values()) == sum(t for t in grid.totals if t is not None)

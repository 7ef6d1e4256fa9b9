"""The demo's units: where each is, and the path of one that went astray."""

from collections import Counter

import pytest

from channels_mgmt.demo.digest import digest
from channels_mgmt.demo.units import (
    ELSEWHERE,
    MONTH,
    packing_rows,
    scan_rows,
    serial_rows,
    units_of,
)


@pytest.fixture(scope="module")
def units(months):
    return units_of(months[MONTH])


def test_it_works(units, months):
    assert len(units) == 24
    assert units == units_of(months[MONTH])  # the same each time
    rows = [*serial_rows(units), *packing_rows(units), *scan_rows(units)]
    assert digest(rows) == digest([*serial_rows(units), *packing_rows(units), *scan_rows(units)])


def test_a_unit_is_shipped_by_a_line_of_its_dealer_and_product(units, months):
    lines = {(r["order_number"], r["dealer"], r["sku"], r["date"]) for r in months[MONTH]}
    for row in serial_rows(units):
        assert (row["order_number"], row["dealer"], row["sku"], row["shipped_on"]) in lines


def test_every_serial_once_two_in_a_carton_two_cartons_on_a_pallet(units):
    assert len({unit.serial for unit in units}) == 24
    assert set(Counter(unit.carton for unit in units).values()) == {2}
    assert set(Counter(unit.pallet for unit in units).values()) == {4}


def test_one_unit_turns_up_where_it_should_not_be(units):
    astray = [row for row in scan_rows(units) if row["region"] == ELSEWHERE]
    assert [row["by"] for row in astray] == ["inspector"]
    [unit] = [unit for unit in units if unit.serial == astray[0]["serial"]]
    assert unit.row["region"] != ELSEWHERE

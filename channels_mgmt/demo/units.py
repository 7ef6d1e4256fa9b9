"""A few units of the demo on their way: shipped on a pallet, taken out of their cartons, sold,
installed; and one that turns up in another city.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

MONTH = "2026-09"  # whose sell-in they are from
LINES, IN_CARTON = 6, 2  # lines of orders; units in a carton
ELSEWHERE = "330106"  # Hangzhou, Xihu


class Unit(NamedTuple):
    serial: str
    carton: str
    pallet: str
    row: dict[str, str]  # the line it was sold by

    @property
    def day(self) -> date:
        return date.fromisoformat(self.row["date"])

    def at(self, days: int, hour: int) -> str:
        return f"{self.day + timedelta(days=days)}T{hour:02}:30:00+08:00"


def units_of(rows: Iterable[dict[str, str]]) -> list[Unit]:
    """The first units of some lines of the month's sell-in, one line for each dealer."""
    found, dealers = [], set()
    for row in rows:
        wanted = row["kind"] == "sell_in" and int(row["quantity"]) >= 2 * IN_CARTON
        if wanted and row["dealer"] not in dealers and len(dealers) < LINES:
            dealers.add(row["dealer"])
            number = len(dealers)
            for unit in range(2 * IN_CARTON):
                carton = f"LZ26-C{number:03}{unit // IN_CARTON + 1}"
                serial = f"LZ26-{row['sku']}-{number:03}{unit + 1}"
                found.append(Unit(serial, carton, f"LZ26-P{number:03}", row))
    return found


def serial_rows(units: list[Unit]) -> list[dict[str, str]]:
    return [
        {
            "serial": unit.serial,
            "sku": unit.row["sku"],
            "dealer": unit.row["dealer"],
            "shipped_on": unit.row["date"],
            "order_number": unit.row["order_number"],
        }
        for unit in units
    ]


def packing_rows(units: list[Unit]) -> list[dict[str, str]]:
    """Into cartons, these onto a pallet; off it at the dealer's, where one carton is opened."""
    rows = {}
    for unit in units:
        for child, parent, days, hour, move in (
            (unit.serial, unit.carton, -2, 9, "in"),
            (unit.carton, unit.pallet, -1, 9, "in"),
            (unit.carton, unit.pallet, 3, 15, "out"),
        ):
            rows[child, parent, move] = (child, parent, unit.at(days, hour), move)
        if unit.carton.endswith("1"):
            rows[unit.serial, unit.carton, "out"] = (
                unit.serial,
                unit.carton,
                unit.at(6, 10),
                "out",
            )
    columns = ("serial", "parent", "at", "move")
    return [dict(zip(columns, row, strict=True)) for row in rows.values()]


def scan_rows(units: list[Unit]) -> list[dict[str, str]]:
    columns = ("serial", "scanned_at", "region", "by", "reference")
    rows = dict.fromkeys(row for unit in units for row in _seen(unit))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _seen(unit: Unit) -> Iterator[tuple[str, ...]]:
    """The pallet on its way in; of the opened carton one unit sold and installed, of one pallet
    another far from where it should be."""
    home, number = unit.row["region"], unit.serial[-4:]
    yield unit.pallet, unit.at(2, 11), home, "warehouse", unit.row["order_number"]
    if number.endswith("1"):
        yield unit.serial, unit.at(8, 16), home, "consumer", ""
        yield unit.serial, unit.at(11, 10), home, "installer", f"AZ{number}"
    if number == "0022":
        yield unit.serial, unit.at(20, 14), ELSEWHERE, "inspector", "XC2026-07"

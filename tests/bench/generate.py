"""A brand of a given size, as rows of the interface files. The same size gives the same rows."""

import csv
import datetime
import random
from collections.abc import Iterator
from pathlib import Path

YEAR = 2025
CITIES, SKUS, LINES = 100, 300, 20


def regions() -> Iterator[dict]:
    yield {"code": "CN", "parent": "", "level": "country", "name": "China"}
    for province in range(10):
        yield {"code": f"P{province}", "parent": "CN", "level": "province", "name": f"P{province}"}
    for city in range(CITIES):
        parent = f"P{city % 10}"
        yield {"code": f"C{city:03}", "parent": parent, "level": "city", "name": f"C{city:03}"}


def product_lines() -> Iterator[dict]:
    yield {"code": "ALL", "name": "All"}
    for line in range(LINES):
        yield {"code": f"L{line:02}", "name": f"L{line:02}", "parent": "ALL"}


def products() -> Iterator[dict]:
    for sku in range(SKUS):
        yield {"sku": f"S{sku:04}", "name": f"S{sku:04}", "product_line": f"L{sku % LINES:02}"}


def dealers(count: int) -> Iterator[dict]:
    for dealer in range(count):
        home = f"C{dealer % CITIES:03}"
        yield {"code": f"D{dealer:05}", "name": f"D{dealer:05}", "tier": "city", "region": home}


SALES_COLUMNS = (
    *("source", "kind", "order_number", "line_number", "date", "dealer"),
    *("sku", "quantity", "unit_price", "amount", "channel"),
)


def write_sales(path: Path, *, lines: int, dealer_count: int, seed: int = 1) -> None:
    """A year of sell-in: orders of five lines, one line in forty comes back."""
    random_ = random.Random(seed)
    first = datetime.date(YEAR, 1, 1).toordinal()
    days = [datetime.date.fromordinal(first + day).isoformat() for day in range(365)]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SALES_COLUMNS)
        for number in range(lines):
            order, line = divmod(number, 5)
            if line == 0:
                day, dealer = random_.choice(days), random_.randrange(dealer_count)
            sign = -1 if random_.randrange(40) == 0 else 1
            quantity = sign * random_.randint(1, 12)
            fen = random_.randint(20_000, 900_000)
            amount = quantity * fen
            writer.writerow(
                (
                    "ERP",
                    "sell_in",
                    f"O{order:08}",
                    line + 1,
                    day,
                    f"D{dealer:05}",
                    f"S{random_.randrange(SKUS):04}",
                    quantity,
                    f"{fen // 100}.{fen % 100:02}",
                    f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}",
                    "offline" if random_.random() < 0.8 else "tmall",
                )
            )


METHODS = ("whole", "graduated", "stacked")
PERIODS = ("quarter",) * 20 + ("month",) * 4 + ("year",) * 6


def programmes() -> dict:
    """Thirty programmes: every method, three lengths of period, scopes that overlap."""
    return {"programmes": [programme(number) for number in range(30)]}


def programme(number: int) -> dict:
    include: dict[str, list[str]] = {}
    if number % 3 == 1:
        include["product_lines"] = [f"L{(number + step) % LINES:02}" for step in range(5)]
    if number % 5 == 2:
        include["regions"] = [f"P{(number + step) % 10}" for step in range(4)]
    if number % 7 == 3:
        include["channels"] = ["offline"]
    version = {
        "valid_from": f"{YEAR}-01-01",
        "valid_to": None,
        "scope": {"kinds": ["sell_in"], "include": include, "exclude": {}},
        "target_measure": {"of": "net_amount"},
        "earning_measure": {"of": "net_amount"},
        "steps": [
            {"from": "0", "percent": "0.5"},
            {"from": "200000", "percent": "1"},
            {"from": "1000000", "percent": "1.5"},
        ],
        "method": METHODS[number % 3],
        "period": PERIODS[number],
        "cumulation": "progressive" if number % 6 == 5 else "per_period",
    }
    return {"code": f"R{number:02}", "name": f"R{number:02}", "versions": [version]}

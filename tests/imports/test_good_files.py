"""A hundred good files: what the preview counts is what is taken in, and what comes out again."""

import csv
import io
import random
from decimal import Decimal

import pytest
from django.core.management import call_command

from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.scopes import SYSTEM
from rebates.sales.cells import refresh_cells
from rebates.sales.models import MonthlyCell, SalesLine
from tests.factories import make_dealer, make_shop, make_sku

pytestmark = pytest.mark.django_db
COLUMNS = [
    *("source", "kind", "order_number", "line_number", "date", "dealer", "counterparty", "sku"),
    *("quantity", "unit_price", "amount", "channel", "shop", "region"),
    *("returns_order", "returns_line", "serials"),
]
SAID = [name for name in COLUMNS if name not in ("channel", "region")]
SEEDS = range(100)


@pytest.fixture
def masters(dealers, regions):
    for number in range(3):
        make_dealer(f"D-{number}", home_region=regions.guangzhou)
        make_sku(f"H-{number}/B")
    make_shop("TM-1", operator=dealers.guangzhou)


def line(dice: random.Random, number: int) -> dict[str, str]:
    """One line of any kind; every seventh takes back part of the line before it."""
    back = number % 7 == 6
    kind = dice.choice(["sell_in", "sell_through", "sell_out", "online"])
    shop = "TM-1" if kind == "online" else ""
    pieces = -1 if back else dice.randrange(1, 40)
    amount = pieces * Decimal(dice.randrange(1, 10**8)).scaleb(-dice.randrange(0, 5))
    return {
        "source": "ERP",
        "kind": kind,
        "order_number": f"SO-{number // 3}",
        "line_number": str(number),
        "date": f"2025-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
        "dealer": f"D-{dice.randrange(3)}",
        "counterparty": "GZ" if kind == "sell_through" else "",
        "sku": f"H-{dice.randrange(3)}/B",
        "quantity": str(pieces),
        "unit_price": f"{abs(amount / pieces):.4f}" if dice.random() < 0.5 else "",
        "amount": f"{amount:f}",
        "channel": "tmall" if shop else "offline",
        "shop": shop,
        "region": dice.choice(["440100", "440000", "330100"]),
        "returns_order": f"SO-{(number - 1) // 3}" if back else "",
        "returns_line": str(number - 1) if back else "",
        "serials": " ".join(f"S{number}{i}" for i in range(2)) if dice.random() < 0.2 else "",
    }


def lines(seed: int, count: int = 40) -> list[dict[str, str]]:
    dice = random.Random(seed)
    return [line(dice, number) for number in range(count)]


def written(path, rows, seed: int = 0):
    """A file in one of the ways that people save one."""
    columns = random.Random(seed).sample(COLUMNS, len(COLUMNS))
    text = io.StringIO()
    mark = ",;\t"[seed % 3]
    writer = csv.DictWriter(text, columns, delimiter=mark, lineterminator=["\n", "\r\n"][seed % 2])
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes((b"\xef\xbb\xbf" if seed % 4 == 0 else b"") + text.getvalue().encode())
    return path


def content() -> list[tuple]:
    """What the database holds, whatever file it came with."""
    paths = ("dealer__code", "counterparty__code", "sku__code", "shop__code", "region__code")
    names = [
        f.name for f in SalesLine._meta.concrete_fields if not f.is_relation and f.name != "id"
    ]
    return sorted(SalesLine.objects.values_list(*names, *paths), key=repr)


def totals(report) -> tuple:
    return report.rows, report.accepted, report.rejected, report.amount_total


@pytest.mark.parametrize("seed", SEEDS)
def test_preview_taking_in_and_export_agree_and_a_second_time_adds_nothing(seed, masters, tmp_path):
    rows = lines(seed)
    path = written(tmp_path / "sales.csv", rows, seed)
    preview = import_file(kind="sales", path=path, access=SYSTEM, dry_run=True)
    assert not SalesLine.objects.exists()
    taken = import_file(kind="sales", path=path, access=SYSTEM)
    amount = sum(Decimal(row["amount"]) for row in rows)
    assert totals(preview) == totals(taken) == (len(rows), len(rows), 0, amount)
    again = import_file(kind="sales", path=path, access=SYSTEM)
    assert (again.accepted, again.duplicates) == (0, len(rows))
    out = tmp_path / "out.csv"
    call_command("export_data", "sales", out=out, stdout=io.StringIO())
    with out.open(encoding="utf-8-sig", newline="") as file:
        exported = list(csv.DictReader(file))
    assert sum(Decimal(row["amount"]) for row in exported) == amount
    assert sorted(map(comparable, exported)) == sorted(map(comparable, rows))


def comparable(row: dict[str, str]) -> tuple:
    """Cell by cell; numbers by their value."""
    numbers = {"amount", "unit_price"}
    return tuple(str(Decimal(row[n] or 0).normalize()) if n in numbers else row[n] for n in SAID)


@pytest.mark.parametrize("seed", range(10))
def test_the_same_rows_in_seven_files_in_any_order_are_the_same_content(seed, masters, tmp_path):
    rows, dice = lines(seed, 60), random.Random(seed)
    whole = written(tmp_path / "whole.csv", rows)
    parts: list[list] = [[] for _ in range(7)]
    for row in rows:
        dice.choice(parts).append(row)
    for number, part in enumerate(dice.sample(parts, 7)):
        path = written(tmp_path / f"{number}.csv", dice.sample(part, len(part)), number)
        assert import_file(kind="sales", path=path, access=SYSTEM).rejected == 0
    refresh_cells()
    in_seven, cells = content(), MonthlyCell.objects.count()
    assert len(in_seven) == len(rows)
    assert import_file(kind="sales", path=whole, access=SYSTEM).duplicates == len(rows)
    assert content() == in_seven
    assert MonthlyCell.objects.count() == cells

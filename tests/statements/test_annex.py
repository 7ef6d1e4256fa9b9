"""The annex: every sale behind every line, and their sums are the measures."""

import hashlib
import io
import random
import zipfile
from decimal import Decimal as D

import pytest
from python_calamine import CalamineWorkbook

from rebates.models import Statement, StatementAnnex
from rebates.services.books import verify
from rebates.services.statements import workbook
from rebates.services.statements.annex import annex_of
from tests.settlement.world import World

SALES = 5  # the first columns say which line it is


@pytest.fixture
def world(db) -> World:
    return World()


def sheets(annex: StatementAnnex) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(annex.file.read()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def sales_of(book: dict[str, list[list]]) -> list[list]:
    rows = [row for name, rows in book.items() if "Sales lines" in name for row in rows]
    return [row for row in rows if not str(row[0]).endswith("No.")]


def controls_of(book: dict[str, list[list]]) -> list[list]:
    front = next(rows for name, rows in book.items() if name.endswith("Settlement statement"))
    start = next(n for n, row in enumerate(front) if str(row[0]).endswith("No."))
    return front[start + 1 :]


def only_statement(world: World, dealer: str = "D1") -> Statement:
    return Statement.objects.get(dealer=world.dealers[dealer])


def test_it_works(world):
    world.programme()
    world.sell("D1", "60000.5")
    world.sell("D1", "-500.25", pieces=2)
    world.sell("D2", "99")
    world.settle()
    annex = annex_of(only_statement(world))
    assert (annex.lines, annex.agrees) == (2, True)
    book = sheets(annex)
    amounts = [row[-1] for row in sales_of(book)]
    assert amounts == [60000.5, -500.25]
    assert [row[-2] for row in sales_of(book)] == [1, -2]
    [target, earning] = controls_of(book)
    assert target[-3:] == earning[-3:] == [59500.25, 59500.25, 0]


def test_its_titles_are_in_both_languages(world):
    world.programme()
    world.sell("D1", "10")
    world.settle()
    assert "结算单 Settlement statement" in sheets(annex_of(only_statement(world)))


@pytest.mark.parametrize("seed", range(5))
def test_the_sums_of_many_random_lines_are_the_measures(world, seed):
    """20 programmes of any scope, method and period on five seeds: 100 lines, each twice."""
    dice = random.Random(seed)
    for number in range(20):
        world.programme(
            f"P{number}",
            scope={
                "kinds": dice.sample(["sell_in", "sell_out", "online"], dice.randint(1, 3)),
                "include": dice.choice([{}, {"product_lines": ["hoods"]}, {"brands": ["Alpha"]}]),
                "exclude": dice.choice([{}, {"skus": ["HOOD-2"]}]),
            },
            target_measure={"of": dice.choice(["net_amount", "quantity"])},
            earning_measure={"of": "net_amount"},
            method=dice.choice(["whole", "graduated"]),
            period=dice.choice(["month", "quarter", "year"]),
            cumulation=dice.choice(["per_period", "progressive"]),
        )
    for _ in range(40):
        amount = D(dice.randint(-300_000, 900_000)).scaleb(-2)
        world.sell(
            "D1", str(amount), f"2012-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            sku=dice.choice([*world.skus]), pieces=dice.randint(1, 9),
            kind=dice.choice(["sell_in", "sell_out", "online"]),
        )  # fmt: skip
    world.settle()
    statement = only_statement(world)
    annex = annex_of(statement)
    assert annex.agrees
    book = sheets(annex)
    lines = statement.run.lines.filter(dealer=world.dealers["D1"]).count()
    assert lines >= 20
    controls = controls_of(book)
    assert all(row[-1] == 0 for row in controls)
    added: dict[tuple, list[D]] = {}
    for row in sales_of(book):
        sums = added.setdefault((row[0], row[3], row[4]), [D(0), D(0)])
        sums[0] += D(str(row[-2]))
        sums[1] += D(str(row[-1]))
    for (
        number,
        _code,
        _period,
        version,
        role,
        _from,
        _to,
        _count,
        measure,
        _sum,
        stated,
        _d,
    ) in controls:
        keys = [k for k in added if k[0] == number and k[1] == version and role in k[2]]
        pieces, money = added[keys[0]] if keys else (D(0), D(0))
        assert D(str(stated)) == (pieces if "Quantity" in measure else money)


def test_the_same_statement_gives_the_same_bytes(world):
    world.programme()
    for amount in ("10", "20", "30.1234"):
        world.sell("D1", amount)
    world.settle()
    statement = only_statement(world)
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        workbook.write_workbook(statement, file)
    assert files[0].getvalue() == files[1].getvalue()
    assert annex_of(statement).sha256 == hashlib.sha256(files[0].getvalue()).hexdigest()


def test_it_is_written_once_and_the_books_prove_it(world):
    world.programme()
    world.sell("D1", "10")
    world.settle()
    annex = annex_of(only_statement(world))
    assert annex_of(only_statement(world)) == annex
    assert list(verify()) == []
    with annex.file.storage.open(annex.file.name, "r+b") as file:
        file.write(b"changed")
    assert [finding.check for finding in verify()] == ["annexes"]


def test_no_text_is_a_formula(world):
    world.programme()
    world.skus["HOOD-1"].name = '=HYPERLINK("http://x")'
    world.skus["HOOD-1"].save()
    world.sell("D1", "10")
    world.settle()
    with zipfile.ZipFile(annex_of(only_statement(world)).file) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist() if "sheet" in name)
    assert b"<f>" not in text
    assert b"=HYPERLINK" in text


def test_more_rows_than_a_sheet_holds_go_on_another(world, monkeypatch):
    world.programme()
    for number in range(7):
        world.sell("D1", str(number + 1))
    world.settle()
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)
    annex = annex_of(only_statement(world))
    book = sheets(annex)
    assert [len(rows) for name, rows in book.items() if "Sales lines" in name] == [5, 4]
    assert [row[-1] for row in sales_of(book)] == [1, 2, 3, 4, 5, 6, 7]
    assert annex.agrees


def test_sales_of_dealers_below_are_added_up_and_not_shown(world):
    world.programme(pass_through=True)
    world.add_dealer("SUB", tier=world.outlet, upstream=world.dealers["D1"])
    world.sell("SUB", "700", kind="sell_in", source="SECRET")
    world.sell("SUB", "300", kind="sell_in", source="SECRET", pieces=2)
    world.settle()
    annex = annex_of(only_statement(world))
    book = sheets(annex)
    [row] = sales_of(book)
    assert row[-2:] == [3, 1000]
    assert (annex.lines, annex.agrees) == (2, True)
    assert "SECRET" not in str(book)

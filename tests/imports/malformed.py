"""Files that something has happened to, each from a seed, with what must become of them."""

import csv
import datetime
import io
import random
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from . import books
from .books import DAY, MONEY, book, data, error, formula, number, row, text

COLUMNS = [
    "source",
    "kind",
    "order_number",
    "line_number",
    "date",
    "dealer",
    "sku",
    "quantity",
    "amount",
]
ORDER, DATE, DEALER, SKU, QUANTITY, AMOUNT = 2, 4, 5, 6, 7, 8
Row = list[str]


class Case(NamedTuple):
    """``rows``: what must be read; None: it must be refused, in ``row`` if that is given.

    ``either``: refused, or read as ``either`` says without our readers.
    """

    content: bytes
    rows: list[Row] | None = None
    row: int | None = None
    either: Callable[[bytes], list[Row]] | None = None


def lines(dice: random.Random) -> list[Row]:
    """Good rows, with Chinese words and amounts of at least a thousand."""
    first = datetime.date(2025, 1, 1)
    return [
        [
            dice.choice(["企业系统", "门店收银", "ERP"]) if at else "企业系统",
            dice.choice(["sell_in", "sell_out"]),
            f"SO{dice.randrange(10**6):06}-{at}",
            str(at + 1),
            (first + datetime.timedelta(dice.randrange(365))).isoformat(),
            dice.choice(["GZ", "GD"]),
            dice.choice(["H-1", "H-2"]),
            str(dice.randrange(1, 100)),
            f"{dice.randrange(100_001, 99_999_999) / 100:.2f}",
        ]
        for at in range(dice.randrange(2, 9))
    ]


def csv_of(rows: list[Row], *, mark: str = ",", end: str = "\n", header: Row = COLUMNS) -> str:
    def cell(value: str) -> str:
        quoted = any(sign in value for sign in (mark, '"', "\n"))
        return '"' + value.replace('"', '""') + '"' if quoted else value

    return "".join(mark.join(map(cell, line)) + end for line in [header, *rows])


def changed(rows: list[Row], at: int, column: int, value: str) -> list[Row]:
    return [
        [value if (n, place) == (at, column) else cell for place, cell in enumerate(line)]
        for n, line in enumerate(rows)
    ]


def every(rows: list[Row], column: int, change: Callable[[str], str]) -> list[Row]:
    return [[*line[:column], change(line[column]), *line[column + 1 :]] for line in rows]


def somewhere(dice: random.Random, rows: list[Row]) -> int:
    return dice.randrange(len(rows))


def day_number(day: str, epoch: datetime.date = datetime.date(1899, 12, 30)) -> int:
    return (datetime.date.fromisoformat(day) - epoch).days


def cells_of(line: Row, *, day: int = DAY, epoch: datetime.date | None = None) -> list[str]:
    """A row of a sheet, with numbers and dates as what they are."""
    cells = [text(value) for value in line]
    cells[DATE] = number(day_number(line[DATE], *([epoch] if epoch else [])), day)
    cells[QUANTITY], cells[AMOUNT] = number(line[QUANTITY]), number(line[AMOUNT], MONEY)
    return cells


def sheet_of(rows: list[Row], **how) -> str:
    return data([list(map(text, COLUMNS)), *(cells_of(line, **how) for line in rows)])


def with_cell(rows: list[Row], at: int, column: int, cell: str) -> bytes:
    """A workbook with one cell of its own kind."""
    cells = [cells_of(line) for line in rows]
    cells[at][column] = cell
    return book(data([list(map(text, COLUMNS)), *cells]))


def as_csv_says(content: bytes) -> list[Row]:
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [[cell.strip() for cell in line] for line in found[1:] if any(map(str.strip, line))]


def as_calamine_says(content: bytes) -> list[Row]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[_plain(cell) for cell in line] for line in list(sheet.iter_rows())[1:]]


def _plain(cell: object) -> str:
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell).strip()


def flipped(dice: random.Random, content: bytes, *, places: range | None = None) -> bytes:
    changed = bytearray(content)
    place = dice.choice(places or range(len(changed)))
    changed[place] ^= 1 << dice.randrange(8)
    return bytes(changed)


def flipped_sheet(dice: random.Random, rows: list[Row]) -> bytes:
    """A change inside of a sheet that was packed afterwards, so that no checksum tells."""
    parts = books.parts(sheet_of(rows))
    sheet = parts[books.SHEET].encode()
    start = sheet.index(b'<row r="2"')
    changed = bytearray(sheet)
    if dice.random() < 0.3:
        places = [at for at in range(start, len(sheet)) if sheet[at] < 0x80]
    else:  # within a value
        places = [at for at in range(start, len(sheet)) if chr(sheet[at]).isdigit()]
    changed[dice.choice(places)] = dice.choice(b'0123456789Az<>/"= &;')
    return books.packed(parts | {books.SHEET: bytes(changed)})


def with_hidden_first(rows: list[Row]) -> bytes:
    parts = books.parts(
        sheet_of(rows),
        sheets='<sheet name="Z" state="hidden" r:id="rId8"/><sheet name="S" r:id="rId1"/>',
    )
    name = "xl/_rels/workbook.xml.rels"
    more = f'<Relationship Id="rId8" Type="{books.OFFICE}/worksheet" Target="hidden.xml"/></Rel'
    parts[name] = parts[name].replace("</Rel", more)
    return books.packed(parts | {"xl/hidden.xml": books.worksheet(sheet_of(rows[:1]))})


def in_1904(rows: list[Row], day: int) -> bytes:
    sheet = sheet_of(rows, day=day, epoch=datetime.date(1904, 1, 1))
    return book(sheet, properties='<workbookPr date1904="1"/>')


def with_gaps(dice: random.Random, rows: list[Row]) -> bytes:
    at, found = 1, [row(1, list(map(text, COLUMNS)))]
    for line in rows:
        at += dice.randrange(1, 4)
        found.append(row(at, cells_of(line)))
    return book("".join(found) + row(at + 3, [text(" "), None]))


def merged(dice: random.Random, rows: list[Row]) -> Case:
    at = somewhere(dice, rows) + 2
    column = books.letters(dice.randrange(len(COLUMNS)))
    after = f'<mergeCells><mergeCell ref="{column}{at}:{column}{at + 1}"/></mergeCells>'
    return Case(book(sheet_of(rows), after=after), row=at)


def bad_cell(dice: random.Random, rows: list[Row], column: int, cell: str) -> Case:
    at = somewhere(dice, rows)
    return Case(with_cell(rows, at, column, cell), row=at + 2)


def bad_text(dice: random.Random, rows: list[Row], column: int, value: str) -> Case:
    at = somewhere(dice, rows)
    return Case(csv_of(changed(rows, at, column, value)).encode(), row=at + 2)


def by_formula(dice: random.Random, rows: list[Row]) -> bytes:
    at = somewhere(dice, rows)
    return with_cell(rows, at, AMOUNT, formula("H2*2", rows[at][AMOUNT]))


def an_error(dice: random.Random, rows: list[Row]) -> Case:
    value = dice.choice(["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
    return bad_cell(dice, rows, dice.randrange(len(COLUMNS)), error(value))

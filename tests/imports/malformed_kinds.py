"""What can happen to a file: one function for each, from a die and good rows to a case."""

from collections.abc import Callable
from decimal import Decimal
from math import nextafter
from random import Random

from . import books
from .books import CHINESE_DAY, DAY, OWN_DAY, PLAIN, book, data, formula, number, packed, row, text
from .malformed import (
    AMOUNT,
    COLUMNS,
    DATE,
    DEALER,
    ORDER,
    QUANTITY,
    SKU,
    Case,
    Row,
    an_error,
    as_calamine_says,
    as_csv_says,
    bad_cell,
    bad_text,
    by_formula,
    cells_of,
    csv_of,
    every,
    flipped,
    flipped_sheet,
    in_1904,
    merged,
    sheet_of,
    somewhere,
    with_cell,
    with_gaps,
    with_hidden_first,
)

Kind = Callable[[Random, list[Row]], Case]
WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
SPACES = (" ", "\t", "\u00a0", "\u3000", "\u200b", "\ufeff ")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def spaced(dice: Random, rows: list[Row]) -> list[Row]:
    space = dice.choice(SPACES)
    return [[f"{space}{cell}{space}" for cell in line] for line in rows]


def wide(cell: str) -> str:
    return cell.translate(WIDE)


def marked(cell: str) -> str:
    return f"{Decimal(cell):,.2f}"


def twisted(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def slashed(day: str) -> str:
    return "/".join(str(int(part)) for part in day.split("-"))


def header(*titles: str) -> Kind:
    """A header that has these instead of the last titles."""

    def kind(dice: Random, rows: list[Row]) -> Case:
        titled = [*COLUMNS[: len(COLUMNS) - len(titles)], *titles]
        if dice.random() < 0.5:
            return Case(csv_of(rows, header=titled).encode(), row=1)
        sheet = data([[text(title) for title in titled], *map(cells_of, rows)])
        return Case(book(sheet), row=1)

    return kind


def raw(content: bytes, row: int | None = None) -> Kind:
    return lambda dice, rows: Case(content, row=row)


def inserted(line: str) -> Kind:
    """A line of text among the good ones."""

    def kind(dice: Random, rows: list[Row]) -> Case:
        at = somewhere(dice, rows)
        found = csv_of(rows).splitlines(keepends=True)
        found.insert(at + 1, line)
        return Case("".join(found).encode(), row=at + 2)

    return kind


READ: dict[str, Kind] = {
    "with a mark": lambda d, r: Case(b"\xef\xbb\xbf" + csv_of(r).encode(), r),
    "in GB18030": lambda d, r: Case(csv_of(r).encode("gb18030"), r),
    "semicolons": lambda d, r: Case(csv_of(r, mark=";").encode(), r),
    "tabs": lambda d, r: Case(csv_of(r, mark="\t", end="\r\n").encode("gb18030"), r),
    "blank rows": lambda d, r: Case(csv_of(r, end=d.choice(["\n\n", "\n,,,\n \n"])).encode(), r),
    "no last line end": lambda d, r: Case(csv_of(r).rstrip("\n").encode(), r),
    "spaces": lambda d, r: Case(csv_of(spaced(d, r)).encode(), r),
    "full width": lambda d, r: Case(
        csv_of(every(every(r, AMOUNT, wide), QUANTITY, wide)).encode(), r
    ),
    "thousands": lambda d, r: Case(csv_of(every(r, AMOUNT, marked)).encode(), r),
    "slashes": lambda d, r: Case(csv_of(every(r, DATE, slashed)).encode(), r),
    "small letters": lambda d, r: Case(
        csv_of(every(every(r, DEALER, str.lower), SKU, str.lower)).encode(), r
    ),
    "like a formula": lambda d, r: Case(
        csv_of(every(r, ORDER, "'=1+{}".format)).encode(), every(r, ORDER, "=1+{}".format)
    ),
    "a workbook": lambda d, r: Case(
        book(sheet_of(r, day=d.choice([DAY, CHINESE_DAY, OWN_DAY]))), r
    ),
    "from 1904": lambda d, r: Case(in_1904(r, d.choice([DAY, OWN_DAY])), r),
    "day numbers": lambda d, r: Case(book(sheet_of(r, day=PLAIN)), r),
    "day numbers from 1904": lambda d, r: Case(in_1904(r, PLAIN), r),
    "formulas": lambda d, r: Case(by_formula(d, r), r),
    "float dust": lambda d, r: Case(
        with_cell(r, 0, AMOUNT, number(repr(nextafter(float(r[0][AMOUNT]), 0)))), r
    ),
    "a hidden sheet": lambda d, r: Case(with_hidden_first(r), r),
    "hidden rows": lambda d, r: Case(
        book(
            row(1, list(map(text, COLUMNS)))
            + "".join(row(at, cells_of(line), ' hidden="1"') for at, line in enumerate(r, start=2))
        ),
        r,
    ),
    "empty rows": lambda d, r: Case(with_gaps(d, r), r),
}
REFUSED: dict[str, Kind] = {
    "UTF-16": lambda d, r: Case(csv_of(r).encode("utf-16")),
    "Latin-1": lambda d, r: Case(csv_of(every(r, 0, lambda c: "Müller")).encode("latin-1"), row=2),
    "a cut character": lambda d, r: Case(
        csv_of(r).encode().replace("企".encode(), b"\xe4\xbc", 1), row=2
    ),
    "a null byte": lambda d, r: Case(csv_of(r).encode() + b"\0"),
    "a column twice": header("quantity", "quantity"),
    "a column without a title": header("", "amount"),
    "an unknown column": header("colour"),
    "a missing column": lambda d, r: Case(
        csv_of([line[:-1] for line in r], header=COLUMNS[:-1]).encode(), row=1
    ),
    "too few cells": inserted("a,b,c\n"),
    "too many cells": inserted(",".join("abcdefghijkl") + "\n"),
    "a stray mark": inserted('"a"b,c\n'),
    "a huge cell": lambda d, r: bad_text(d, r, ORDER, "7" * d.choice([61, 100_000, 200_000])),
    "a huge cell of a sheet": lambda d, r: bad_cell(
        d, r, ORDER, text("7" * d.choice([61, 100_000]))
    ),
    "cut digits": lambda d, r: bad_text(
        d, r, ORDER, d.choice(["1.23457E+17", "9.1E+15", "6.90123E+12"])
    ),
    "cut digits of a sheet": lambda d, r: bad_cell(d, r, ORDER, number("1.23456789012346E+17")),
    "18 digits": lambda d, r: bad_cell(d, r, ORDER, number(d.randrange(10**17, 10**18))),
    "days first": lambda d, r: bad_text(d, r, DATE, twisted(r[0][DATE])),
    "a day number": lambda d, r: bad_text(d, r, DATE, str(d.randrange(40_000, 46_000))),
    "no day": lambda d, r: bad_text(
        d, r, DATE, d.choice(["2025-02-29", "2025-13-01", "2025-00-10"])
    ),
    "the day that was not": lambda d, r: bad_cell(d, r, DATE, number(d.choice([0, 60, -1]), DAY)),
    "a decimal comma": lambda d, r: bad_text(
        d, r, AMOUNT, d.choice(["1234,5", "1.234,50", "1,234", "12,34.50"])
    ),
    "words for numbers": lambda d, r: bad_text(
        d, r, AMOUNT, d.choice(["1e3", "NaN", "¥5", "--5", "1 000"])
    ),
    "an error": an_error,
    "no value": lambda d, r: bad_cell(d, r, AMOUNT, formula("H2*2", None)),
    "merged cells": merged,
    "an old workbook": raw(OLD + bytes(2_000)),
    "another archive": raw(packed({"content.xml": "<a/>", "mimetype": "x"})),
    "nothing": raw(b""),
    "a web page": raw(b"<html><table><tr><td>1</td></tr></table></html>", row=1),
    "JSON": raw(b'[{"source": "ERP", "amount": 1}]', row=1),
    "garbage": lambda d, r: Case(d.randbytes(d.randrange(1, 3_000))),
    "a cut workbook": lambda d, r: Case((c := book(sheet_of(r)))[: d.randrange(5, len(c) - 22)]),
    "a cut sheet": lambda d, r: Case(
        packed(
            (p := books.parts(sheet_of(r)))
            | {books.SHEET: p[books.SHEET][: d.randrange(10, len(p[books.SHEET]) - 1)]}
        )
    ),
    "two cells in a place": lambda d, r: Case(
        book(sheet_of(r) + row(len(r) + 2, [text("a")] * 2).replace('r="B', 'r="A')), row=len(r) + 2
    ),
}
EITHER: dict[str, Kind] = {
    "a flipped bit": lambda d, r: Case(flipped(d, csv_of(r).encode()), either=as_csv_says),
    "cut off": lambda d, r: Case(
        (c := csv_of(r).encode())[: d.randrange(80, len(c))], either=as_csv_says
    ),
    "a flipped bit of a workbook": lambda d, r: Case(
        flipped(d, book(sheet_of(r))), either=lambda c: r
    ),
    "a changed sheet": lambda d, r: Case(flipped_sheet(d, r), either=as_calamine_says),
}
KINDS = READ | REFUSED | EITHER

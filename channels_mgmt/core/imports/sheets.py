"""The rows of a sheet as they are unpacked: text as a CSV file would hold it, and no guess.

A spreadsheet library reads errors as empty cells and formulas that were never computed too, stops
without a word where a sheet is cut off, and holds all of it in memory. This is a stream, and what
is not there is said.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from .archives import unreadable
from .report import Fault, Faults, FileFault
from .sheet_cells import Cell, CellTexts, range_of
from .workbooks import Workbook
from .xml_parts import MAX_DEPTH, Xml, check_depth

MAX_MERGED, MAX_NAMED = 10_000, 100  # merged cells, and those that are named one by one
MAX_CHARACTERS = 400_000_000  # of all cells: a long text can be named by millions of them


class RawRow(NamedTuple):
    attributes: dict[str, str]
    cells: list[Cell]


class Gathered(NamedTuple):
    """What the parser has come across since it was last asked."""

    rows: list[RawRow]
    merged: list[str]
    pieces: list[str]  # of the text it is in


class Sheet:
    """Rows of one sheet, of which ``read`` of ``size`` bytes are behind."""

    def __init__(self, book: Workbook, faults: Faults) -> None:
        self.book, self.faults = book, faults
        self.size, self.read = book.archive.part(book.sheet).file_size, 0
        self.texts = CellTexts(book)
        self.header: list[str] = []
        self.number = self.hidden = self.characters = 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Numbered rows as wide as the header; raises FileFault where it cannot go on."""
        found = Gathered([], [], [])
        xml = Xml(
            lambda name, _: gather(xml, found, names_below(name)), lambda _name: None, found.pieces
        )
        try:
            for chunk in self.book.archive.chunks(self.book.sheet):
                self._feed(xml, chunk, found)
                self.read += len(chunk)
                yield from self._rows(found.rows, but=1)  # the last may go on
            self._feed(xml, b"", found, final=True)
            yield from self._rows(found.rows, but=0)
        except FileFault as fault:
            fault.row = fault.row or self.number
            raise
        self._tell(found.merged)

    def _feed(self, xml: Xml, data: bytes, found: Gathered, *, final: bool = False) -> None:
        try:
            xml.feed(data, final=final)
        except FileFault as fault:
            fault.row = self.number + len(found.rows)
            raise

    def _rows(self, rows: list[RawRow], *, but: int) -> Iterator[tuple[int, list[str]]]:
        complete = rows[: len(rows) - but]
        del rows[: len(complete)]
        yield from map(self._row, complete)

    def _row(self, row: RawRow) -> tuple[int, list[str]]:
        number = row.attributes.get("r")
        before = self.number
        self.number = before + 1 if number is None else _natural(number)
        if not before < self.number:
            raise unreadable(_("row %(row)s is not in its place") % {"row": self.number})
        self.hidden += row.attributes.get("hidden") in ("1", "true")
        texts = self.texts.of(row.cells, self.number)
        self.characters += sum(map(len, texts))
        if self.characters > MAX_CHARACTERS:
            message = _("The cells hold more than %(max)s characters: save the file as CSV.")
            raise FileFault("too_big", message % {"max": f"{MAX_CHARACTERS:,}"})
        self.header = self.header or texts
        texts += [""] * (len(self.header) - len(texts))
        if self.texts.formulas:
            self._note_formulas(texts)
        return self.number, texts

    def _note_formulas(self, texts: list[str]) -> None:
        for place, formula in self.texts.formulas:
            title = self.header[place] if place < len(self.header) else ""
            self.faults.notices.add("formula", self.number, title, formula, texts[place])
        self.texts.formulas.clear()

    def _tell(self, merged: list[str]) -> None:
        """What shows only at the end of a sheet."""
        if self.hidden:
            message = _("Rows that are hidden in the sheet were read too: %(rows)s.")
            message %= {"rows": f"{self.hidden:,}"}
            self.faults.notices.add_to_file("hidden_rows", message)
        ranges = ((reference, *range_of(reference)) for reference in merged)
        within = (one for one in ranges if one[2] < len(self.header) and one[1] <= self.number)
        for reference, row, column, cells in islice(within, MAX_NAMED):
            if cells > 1:
                self.faults.add_to_file(
                    row, self.header[column], reference, merged_cells(reference)
                )


def _natural(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def merged_cells(reference: str) -> Fault:
    message = _(
        "%(cells)s are one merged cell, so that it is not known in which row or column its value "
        "counts: unmerge them, and fill each in."
    )
    return Fault("merged_cells", message % {"cells": reference})


def names_below(root: str) -> Iterator[str]:
    """The names of the elements that matter, with the prefix that the first of all has."""
    prefix, colon, _name = root.rpartition(":")
    yield from (prefix + colon + name for name in ("c", "v", "f", "t", "row", "mergeCell", "rPh"))


def gather(xml: Xml, found: Gathered, names: Iterable[str]) -> None:
    """Have the parser gather rows from here on."""
    c, v, f, t, row, merge, ruby = names
    rows, merged, pieces = found
    cell: dict[str, str] = {}
    value: str | None = None
    formula: str | None = None
    reading, depth = False, 1
    clear = pieces.clear

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell, value, formula, reading, depth
        clear()
        depth += 1
        if depth > MAX_DEPTH:
            check_depth(depth)
        if name == c:
            cell, value, formula = attributes, None, None
        elif name == row:
            rows.append(RawRow(attributes, []))
        elif name == merge:
            add_merged(merged, attributes)
        elif name == ruby:
            reading = True

    def end(name: str) -> None:
        nonlocal value, formula, reading, depth
        depth -= 1
        if name == v:
            value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        elif name == c:
            if not rows:
                raise unreadable(_("a cell stands outside of the rows"))
            rows[-1].cells.append((cell, value, formula))
        elif name == f:
            formula = "".join(pieces)
        elif name == t and not reading:
            value = (value or "") + "".join(pieces)
        elif name == ruby:
            reading = False

    xml.handle(start, end)


def add_merged(merged: list[str], attributes: dict[str, str]) -> None:
    if len(merged) == MAX_MERGED:
        message = _("The sheet has more than %(max)s merged cells: unmerge them.")
        raise FileFault("too_big", message % {"max": f"{MAX_MERGED:,}"})
    merged.append(attributes.get("ref", ""))

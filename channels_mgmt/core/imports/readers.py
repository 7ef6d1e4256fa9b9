"""Rows of text out of a file: CSV as a stream, XLSX through calamine. Row 1 is the header."""

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .report import Fault, Faults, FileFault
from .workbooks import InexactNumber, sheet_rows

Rows = Iterator[tuple[int, list[str]]]
CHUNK = 1 << 20
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header, its further rows in order, and how far the reading has come.

    ``rows`` are as wide as the header and never blank; what cannot be read as such a row is a
    fault that the reader itself has added.
    """

    header: list[str]
    rows: Rows
    progress: Callable[[], tuple[int, int]]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_table(path: Path, faults: Faults) -> Table:
    """Open a CSV or XLSX file by what is in it; raises FileFault when it is neither."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise FileFault("empty_file", _("The file is empty."))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileFault("old_excel", _("This is an old or protected Excel file: save it as XLSX."))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileFault("not_utf8", _("This is UTF-16 text: save it as “CSV UTF-8”."))
    records = _workbook(path, faults) if start.startswith(b"PK\x03\x04") else _text(path, faults)
    return _table(*records, faults)


def _table(records: Rows, progress: Callable[[], tuple[int, int]], faults: Faults) -> Table:
    number, header = next(records, (0, []))
    while header and not header[-1].strip():
        header.pop()
    if number != 1 or not header:
        raise FileFault("no_header", _("The first row must hold the titles of the columns."), row=1)
    return Table(header, _even(records, len(header), faults), progress)


def _even(records: Rows, width: int, faults: Faults) -> Rows:
    """Rows of the header's width; blank ones are passed over, others are faults."""
    for number, cells in records:
        if len(cells) != width:
            if "".join(cells[width:] if len(cells) > width else cells).strip():
                faults.add_unread(number, ragged(len(cells), width))
                continue
            del cells[width:]
        if any(cells) and not "".join(cells).isspace():
            yield number, cells


def ragged(cells: int, width: int) -> Fault:
    message = _("The row has %(cells)s cells, but the header has %(width)s.")
    return Fault("ragged_row", message % {"cells": cells, "width": width})


def _text(path: Path, faults: Faults):
    _check_utf8(path)
    file = path.open(encoding="utf-8-sig", newline="")
    size = path.stat().st_size
    return _csv_rows(file, faults), lambda: (size if file.closed else file.buffer.tell(), size)


def _check_utf8(path: Path) -> None:
    """Pass over the file once, so that a wrong byte is named by its place before anything else."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    position, row = 0, 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _wrong_byte(error, position - held, row) from None
            if (nul := chunk.find(0)) >= 0:
                message = _("Byte %(byte)s is NUL: this is not a text file, or it is damaged.")
                row += chunk.count(b"\n", 0, nul)
                raise FileFault("nul_byte", message % {"byte": position + nul + 1}, row=row)
            position += len(chunk)
            row += chunk.count(b"\n")
    if held := decoder.getstate()[0]:
        error = UnicodeDecodeError("utf-8", held, 0, len(held), "the file ends inside a character")
        raise _wrong_byte(error, position - len(held), row)


def _wrong_byte(error: UnicodeDecodeError, position: int, row: int) -> FileFault:
    message = _(
        "The file is not UTF-8: byte %(byte)s (%(value)s, line %(row)s) is not a character of it. "
        "Save it as “CSV UTF-8”."
    )
    row += error.object.count(b"\n", 0, error.start)
    wrong = error.object[error.start : error.start + 1].hex()
    parts = {"byte": position + error.start + 1, "value": f"0x{wrong}", "row": row}
    return FileFault("not_utf8", message % parts, row=row, value=f"0x{wrong}")


def delimiter_of(line: str) -> str:
    """Comma, semicolon or tab: whichever cuts the header into the most cells."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def _csv_rows(file: io.TextIOWrapper, faults: Faults) -> Rows:
    with file:
        delimiter = delimiter_of(file.readline())
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                message = _("The row cannot be read: %(why)s. Look for a stray quotation mark.")
                faults.add_unread(number, Fault("bad_csv", message % {"why": error}))
                continue
            yield number, [_unmarked(cell) if cell[:1] == "'" else cell for cell in cells]


FORMULA_MARKS = "=+-@\t\r＝＋－＠"


def _unmarked(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from reading text as a formula."""
    return cell[1:] if cell.lstrip("'")[:1] in tuple(FORMULA_MARKS) else cell


def marked(cell: str) -> str:
    """Put it on: the inverse of what reading does, so that export and import agree."""
    return f"'{cell}" if cell.lstrip("'")[:1] in tuple(FORMULA_MARKS) else cell


def _workbook(path: Path, faults: Faults):
    rows, height = sheet_rows(path)
    done = 0

    def records() -> Rows:
        nonlocal done
        header: list[str] = []
        for done, cells in enumerate(rows, start=1):
            for place, cell in enumerate(cells):
                if isinstance(cell, InexactNumber):
                    column = header[place] if place < len(header) else ""
                    faults.add(done, str(column), cell.text, cell)
                    cells[place] = cell.text
            header = header or cells
            yield done, cells

    return records(), lambda: (done, height)

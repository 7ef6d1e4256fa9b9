"""Rows of text out of a file, CSV or XLSX, as a stream. Row 1 is the header."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from ..formulas import unmarked
from .encodings import encoding_of
from .report import Fault, Faults, FileFault
from .sheet_cells import MAX_COLUMNS
from .sheets import Sheet
from .workbooks import open_workbook

Rows = Iterator[tuple[int, list[str]]]
Progress = Callable[[], tuple[int, int]]
DELIMITERS = ",;\t"
MAX_BLANK = 100_000  # blank rows in a row
MAX_LINES = 100  # of a row with line breaks in its cells that cannot be read after all


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header, its further rows in order, and how far the reading has come.

    ``rows`` are as wide as the header and never blank; what cannot be read as such a row is a
    fault that the reader itself has added.
    """

    header: list[str]
    rows: Rows
    progress: Progress


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


def _table(records: Rows, progress: Progress, faults: Faults) -> Table:
    number, cells = next(records, (0, []))
    header = list(map(str, cells))
    while header and not header[-1].strip():
        header.pop()
    if number != 1 or not header:
        raise FileFault("no_header", _("The first row must hold the titles of the columns."), row=1)
    if len(header) > MAX_COLUMNS:
        message = _("%(columns)s columns are too many: at most %(max)s can be read.")
        parts = {"columns": f"{len(header):,}", "max": f"{MAX_COLUMNS:,}"}
        raise FileFault("too_big", message % parts, row=1)
    return Table(header, _even(_to_the_end(records, faults), len(header), faults), progress)


def _to_the_end(records: Rows, faults: Faults) -> Rows:
    """Where a file cannot be read further, that is a fault of it and the end of its rows."""
    try:
        yield from records
    except FileFault as fault:
        faults.add_to_file(fault.row, "", fault.value, fault)


def _even(records: Rows, width: int, faults: Faults) -> Rows:
    """Rows of the header's width; blank ones are passed over, others are faults."""
    blank = 0
    for number, cells in records:
        if len(cells) != width:
            if any(map(str.strip, cells[width:] if len(cells) > width else cells)):
                faults.add_unread(number, ragged(len(cells), width))
                continue
            del cells[width:]
        if not "".join(cells).isspace() and any(cells):
            blank = 0
            yield number, cells
        elif (blank := blank + 1) > MAX_BLANK:
            message = _("%(count)s blank rows follow each other: delete them.")
            fault = Fault("too_big", message % {"count": f"{MAX_BLANK:,}"})
            faults.add_to_file(number, "", "", fault)
            return


def ragged(cells: int, width: int) -> Fault:
    message = _("The row has %(cells)s cells, but the header has %(width)s.")
    return Fault("ragged_row", message % {"cells": cells, "width": width})


def _text(path: Path, faults: Faults) -> tuple[Rows, Progress]:
    file = path.open(encoding=encoding_of(path, faults), newline="")
    size = path.stat().st_size
    return _csv_rows(file, faults), lambda: (size if file.closed else file.buffer.tell(), size)


def _workbook(path: Path, faults: Faults) -> tuple[Rows, Progress]:
    sheet = Sheet(open_workbook(path, faults), faults)
    return sheet.rows(), lambda: (sheet.read, sheet.size)


def delimiter_of(line: str) -> str:
    """Comma, semicolon or tab: whichever cuts the header into the most cells."""
    return max(DELIMITERS, key=lambda mark: _cells_of(line, mark))


def _cells_of(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark), []))
    except csv.Error:  # too long for one cell
        return 0


def _csv_rows(file: io.TextIOWrapper, faults: Faults) -> Rows:
    with file:
        delimiter = delimiter_of(file.readline())
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            line = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if reader.line_num - line > MAX_LINES:
                    raise _unclosed(number) from None
                message = _("The row cannot be read: %(why)s. Look for a stray quotation mark.")
                faults.add_unread(number, Fault("bad_csv", message % {"why": error}))
                continue
            yield number, list(map(unmarked, cells)) if "'" in "".join(cells) else cells


def _unclosed(number: int) -> FileFault:
    message = _("A quotation mark is opened here and not closed: no row below can be told apart.")
    return FileFault("bad_csv", message, row=number)

"""The first sheet of an XLSX workbook as rows of text, and a refusal of what would not fit.

A few kilobytes of XLSX can unpack to gigabytes, or name one cell in the last column of the last
row so that the sheet between is billions of cells: both are looked for before parsing.
"""

import datetime
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from .report import Fault, FileFault


class InexactNumber(Fault):
    """A number that the spreadsheet has cut to 15 digits."""

    def __init__(self, text: str, message: str) -> None:
        super().__init__("number_precision", message % {"value": text})
        self.text = text


MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # beyond what spreadsheets reach, for parts worth the name
RATIO_MATTERS_FROM = 10 * 1024 * 1024
MAX_CELLS = 20_000_000
_CELL_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]{0,200}?\br="([A-Z]{1,4})([0-9]{1,9})"')
_CHUNK = 1 << 20


def sheet_rows(path: Path) -> tuple[Iterator[list[str | Fault]], int]:
    """The rows of the first sheet and their number; raises FileFault.

    A number that the spreadsheet could not keep exactly is a ``Fault`` in its cell's place.
    """
    check_size(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheet = workbook.get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError) as error:
        raise _unreadable(error) from None
    rows = ([cell_text(cell) for cell in cells] for cells in sheet.iter_rows())
    return rows, sheet.total_height


def check_size(path: Path) -> None:
    """Refuse a workbook that would unpack to too much, by its directory and by unpacking it."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            swollen = any(
                part.file_size > RATIO_MATTERS_FROM
                and part.file_size > MAX_RATIO * max(part.compress_size, 1)
                for part in parts
            )
            if unpacked > MAX_UNPACKED or swollen:
                message = _(
                    "The workbook unpacks to %(size)s MB, which is too much: save it as CSV."
                )
                raise FileFault("too_big", message % {"size": unpacked // 2**20})
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _unreadable(error) from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack it to the size it claims, which its checksum must bear out; look at its cells."""
    rows = columns = 0
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if not part.filename.startswith("xl/worksheets/"):
                continue
            for column, row in _CELL_REFERENCE.findall(tail + chunk):
                rows, columns = max(rows, int(row)), max(columns, _column_number(column))
            tail = chunk[-300:]
    if rows * columns > MAX_CELLS:
        message = _("The sheet spans %(rows)s rows × %(columns)s columns: delete the stray cells.")
        raise FileFault("too_big", message % {"rows": f"{rows:,}", "columns": f"{columns:,}"})


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _unreadable(error: Exception) -> FileFault:
    message = _("The workbook cannot be read: %(why)s.")
    return FileFault("bad_workbook", message % {"why": error})


def cell_text(cell) -> str | Fault:
    """A cell's value as the text that a CSV file would hold."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    return str(cell)


def number_text(number: int | float) -> str | Fault:
    """Plain digits. A spreadsheet keeps 15 significant ones: from there on they are lost."""
    if abs(number) >= 10**15:
        message = _(
            "%(value)s is a number of more than 15 digits, of which a spreadsheet keeps only 15: "
            "make the cell text and enter it again."
        )
        return InexactNumber(f"{number:.0f}", message)
    return f"{Decimal(f'{number:.15g}'):f}"

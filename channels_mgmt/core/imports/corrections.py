"""The error workbook: the rows as they stand in the file, what is wrong with each, where.

Its header is that of the file and one column more, which the import passes over: corrected, the
workbook is uploaded as it is.
"""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from ..display import running
from ..models import ImportBatch
from .cleaning import bare_digits, day_of
from .columns import Column, plain_name
from .kinds import kind_named
from .mappings import own_titles, reason_title
from .report import Faults
from .shapes import Form, shape_of

MAX_ROWS = 50_000  # beyond, a workbook of all rows would keep a request waiting
MAX_COMMENTS = 2_000  # beyond, spreadsheets take minutes to open it; the colour remains
UNREADABLE = frozenset({"cell_error", "formula_without_value"})
"""Cells of a workbook that have no value: a text in their place could pass for one."""
OF_THE_WHOLE = frozenset({"merged_cells", "too_big"})
"""Faults that are to be mended in the file itself: its rows say too little of them."""
_DAY_NUMBER = re.compile(r"[0-9]{5}")

Errors = Mapping[int, Sequence[Mapping[str, Any]]]


def by_row(batch: ImportBatch) -> Errors:
    """The faults of an import by the number of their row."""
    found = defaultdict(list)
    for error in batch.errors:
        found[error["row"]].append(error)
    return found


def reasons(errors: Sequence[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Each code with what it says, whatever the value is, and how often it does."""
    said = {e["code"]: without_value(e) for e in reversed(errors)}
    counts = Counter(e["code"] for e in errors)
    return [(code, said[code], count) for code, count in counts.most_common()]


def without_value(error: dict[str, Any]) -> str:
    message, value = error["message"], error["value"]
    return message.replace(value, "…") if value else message


def places_of(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Where the columns stand in the file: by their titles, and by our names for them."""
    ours = {plain_name(theirs): plain_name(column) for theirs, column in mapping.items()}
    plain = {plain_name(title): place for place, title in enumerate(header)}
    return plain | {ours[title]: place for title, place in plain.items() if ours.get(title)}


def can_be_corrected(batch: ImportBatch) -> bool:
    """Whether a workbook of its rows would help: not where the header or the file is wrong."""
    of_rows = any(error["row"] > 1 for error in batch.errors)
    return (
        bool(batch.file)
        and of_rows
        and not any(error["row"] == 1 or error["code"] in OF_THE_WHOLE for error in batch.errors)
    )


def days_written_out(
    cells: Sequence[str], places: Iterable[int], epoch: datetime.date | None
) -> list[str]:
    """The cells without day numbers, which mean another day outside of their workbook."""
    found = list(cells)
    for place in places if epoch else ():
        number = bare_digits(found[place])
        if _DAY_NUMBER.fullmatch(number):
            found[place] = day_of(number, epoch)
    return found


def day_columns(columns: Iterable[Column]) -> set[str]:
    return {column.name for column in columns if shape_of(column.parse).form is Form.DATE}


def file_rows(
    batch: ImportBatch, *, only_faulty: bool, errors: Errors
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header of a kept file and its rows, or those with faults; raises FileFault, OSError."""
    kind, faults = kind_named(batch.kind), Faults()
    table = kind.open_table(Path(batch.file.path), faults)
    own = own_titles()
    kept = [place for place, title in enumerate(table.header) if plain_name(title) not in own]
    header = [table.header[place] for place in kept]
    places = places_of(header, batch.mapping)
    days = [places[name] for name in day_columns(kind.columns) if name in places]
    rows = (
        (number, days_written_out([cells[place] for place in kept], days, faults.epoch))
        for number, cells in table.rows
        if not only_faulty or number in errors
    )
    return header, rows


def write_corrections(batch: ImportBatch, path: Path, *, only_faulty: bool) -> int:
    """Write the workbook; the number of its rows. Raises FileFault, OSError."""
    errors = by_row(batch)
    header, rows = file_rows(batch, only_faulty=only_faulty, errors=errors)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        return _Sheet(book, header, batch.mapping).write(rows, errors)


class _Sheet:
    def __init__(
        self, book: xlsxwriter.Workbook, header: Sequence[str], mapping: Mapping[str, str]
    ) -> None:
        self.sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        self.wrong = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.reasons = book.add_format({"font_color": "#9C0006"})
        self.places = places_of(header, mapping)
        self.last = len(header)
        self.comments = 0
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, self.last - 1, 16)
        self.sheet.set_column(self.last, self.last, 80)
        for place, title in enumerate([*header, reason_title()]):
            self.sheet.write_string(0, place, title, bold)

    def write(self, rows: Iterator[tuple[int, list[str]]], errors: Errors) -> int:
        count = 0
        for count, (number, cells) in enumerate(rows, start=1):
            self.row(count, cells, errors.get(number, ()))
        return count

    def row(self, line: int, cells: Sequence[str], faults: Sequence[Mapping[str, Any]]) -> None:
        wrong = defaultdict(list)
        for fault in faults:
            place = self.places.get(plain_name(fault["column"]))
            if place is not None:
                wrong[place].append(fault)
        for place, cell in enumerate(cells):
            self.cell(line, place, cell, wrong.get(place, ()))
        told = [fault["message"] for fault in faults]
        if told:
            self.sheet.write_string(line, self.last, running(told), self.reasons)

    def cell(self, line: int, place: int, text: str, faults: Sequence[Mapping[str, Any]]) -> None:
        if not faults:
            if text:
                self.sheet.write_string(line, place, text)
            return
        if any(fault["code"] in UNREADABLE for fault in faults):
            self.sheet.write_formula(line, place, "=NA()", self.wrong, "#N/A")
        elif text:
            self.sheet.write_string(line, place, text, self.wrong)
        else:  # an empty cell can be wrong, too
            self.sheet.write_blank(line, place, None, self.wrong)
        if self.comments < MAX_COMMENTS:
            self.comments += 1
            message = running(fault["message"] for fault in faults)
            self.sheet.write_comment(line, place, message, {"x_scale": 2})

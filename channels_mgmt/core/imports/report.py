"""What an import answers: control totals, and every fault by row and column."""

import datetime
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..display import running
from .notices import Notice, Notices

MAX_ERRORS = 100_000
"""Faults that are kept and named one by one; rows beyond are still checked and counted."""
MAX_VALUE = 200


class Fault(Exception):
    """Something wrong with one cell or row: a code for programs, a message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class FileFault(Fault):
    """The file as a whole cannot be read; ``row`` is where it shows, 0 if nowhere."""

    def __init__(self, code: str, message: str, *, row: int = 0, value: str = "") -> None:
        super().__init__(code, message)
        self.row = row
        self.value = value


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault. Row 1 is the header, as a spreadsheet counts; row 0 means the file as a whole."""

    row: int
    column: str
    value: str
    code: str
    message: str


class Faults:
    """The faults of one file as they are found, and which rows have any."""

    def __init__(self) -> None:
        self.errors: list[RowError] = []
        self.rows: set[int] = set()
        self.of_file = False  # then nothing of it can be taken in, not even the good rows
        self.more = 0
        self.unread = 0  # rows that could not even be cut into cells
        self.notices = Notices()
        self.epoch: datetime.date | None = None  # day number 0 of a workbook; a text file has none

    def add(self, row: int, column: str, value: Any, fault: Fault) -> None:
        self.rows.add(row)
        if len(self.errors) >= MAX_ERRORS:
            self.more += 1
            return
        shown = "" if value is None else str(value)[:MAX_VALUE]
        self.errors.append(RowError(row, column, shown, fault.code, str(fault.message)))

    def add_unread(self, row: int, fault: Fault) -> None:
        self.unread += 1
        self.add(row, "", "", fault)

    def add_to_file(self, row: int, column: str, value: Any, fault: Fault) -> None:
        self.add(row, column, value, fault)
        self.of_file = True

    def listed(self) -> tuple[RowError, ...]:
        """The faults in the order of the file."""
        errors = sorted(self.errors, key=lambda error: error.row)
        if self.more:
            message = _("%(count)s more faults are not listed: mend these first.")
            errors.append(RowError(0, "", "", "more_errors", message % {"count": self.more}))
        return tuple(errors)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of an import.

    ``accepted`` rows were written (in a dry run: would be), ``rejected`` rows have a fault,
    ``duplicates`` are there already with the same content. Of a refused file nothing is accepted.
    ``amount_total`` is the exact sum over the accepted rows, None for a kind without amounts.
    ``batch`` is the import's number, None when nothing was written. ``notices`` say what was read
    otherwise than it stands in the file.
    """

    kind: str
    file_sha256: str
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    amount_total: Decimal | None = None
    errors: tuple[RowError, ...] = ()
    batch: int | None = None
    dry_run: bool = False
    refused: bool = False
    notices: tuple[Notice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The agreed names; ``notices`` besides where there are any."""
        total = self.amount_total
        answer = {
            "kind": self.kind,
            "file_sha256": self.file_sha256,
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "amount_total": None if total is None else f"{total:.4f}",
            "errors": [asdict(error) for error in self.errors],
            "batch": self.batch,
        }
        if self.notices:
            answer["notices"] = [asdict(notice) for notice in self.notices]
        return answer

    def sentence(self) -> str:
        """The outcome in one line, for a person."""
        return running(self._parts())

    def _parts(self) -> Iterator[str]:
        count = {"accepted": f"{self.accepted:,}", "rejected": f"{self.rejected:,}"}
        count |= {"rows": f"{self.rows:,}", "duplicates": f"{self.duplicates:,}"}
        if self.refused:
            yield (
                _("The file would be refused.")
                if self.dry_run
                else _("The file is refused: nothing is written.")
            )
            if self.rejected:
                yield _("%(rejected)s of %(rows)s rows have faults.") % count
        elif not self.accepted and not self.rejected:
            yield _nothing_new(self.duplicates)
            return
        elif self.dry_run:
            yield _("%(accepted)s of %(rows)s rows would be taken in.") % count
        else:
            yield _("%(accepted)s of %(rows)s rows are taken in.") % count
        if self.rejected and not self.refused:
            yield _("%(rejected)s rows have faults and were left out.") % count
        if self.duplicates:
            yield _("%(duplicates)s were already there.") % count


def _nothing_new(lines: int) -> str:
    if not lines:
        return _("Nothing new: the file has no rows.")
    text = ngettext(
        "Nothing new: the one line is already there.",
        "Nothing new: all %(lines)s lines are already there.",
        lines,
    )
    return text % {"lines": f"{lines:,}"}

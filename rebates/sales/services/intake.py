"""Sales lines into the fact table: in chunks, each line once, whatever is imported how often.

The database itself keeps the natural key unique; a line that is there already with the same
content is counted, one with another content is a fault: a fact is corrected by a reversing line.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from ..cells import mark_changed
from .checking import AMOUNT, COLUMNS, DATE, Line, check_line
from .facts_table import insert_lines, stored_lines

CHUNK = 2_000
BATCH = COLUMNS.index("batch_id")


def take_lines(intake: Intake) -> None:
    """Check and write the lines of a file, in the caller's transaction.

    ``amount_total`` is the sum over the lines that are new.
    """
    _Writer(intake).write_all()


class _Writer:
    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.batch = intake.batch.pk
        self.total = 0
        self.months = set()

    def write_all(self) -> None:
        lines = self.lines()
        while chunk := list(islice(lines, CHUNK)):
            self.write(chunk)
        self.intake.amount_total = Decimal(self.total).scaleb(-4)
        if self.months:
            mark_changed(self.months)

    def lines(self) -> Iterator[Line]:
        faults = self.intake.faults
        for row, cells in self.intake.rows:
            line = check_line(row, cells, self.batch, faults)
            if line is not None:
                yield line

    def write(self, chunk: list[Line]) -> None:
        fresh: dict[tuple, Line] = {}
        for line in chunk:
            first = fresh.setdefault(line.key, line)
            if first is not line:
                self.repeated(line, first.values, first.row)
        self.drop(fresh, stored_lines(fresh))
        if insert_lines([line.values for line in fresh.values()]) < len(fresh):
            # Another import has committed some of them since we looked.
            theirs = [values for values in stored_lines(fresh) if values[BATCH] != self.batch]
            self.drop(fresh, theirs)
        self.count(fresh.values())

    def drop(self, fresh: dict[tuple, Line], stored: Iterable[tuple]) -> None:
        """Take out what is there already."""
        for values in stored:
            self.repeated(fresh.pop(values[:4]), values)

    def repeated(self, line: Line, other: tuple, row: int = 0) -> None:
        if line.same_as(other):
            self.intake.duplicates += 1
            return
        if row:
            message = _(
                "Row %(row)s has the same source, order, line and kind, and says otherwise."
            )
        else:
            message = _(
                "This line is there already and says otherwise (source, order, line and kind are "
                "its key): correct it by a reversing line."
            )
        fault = Fault("conflict", message % {"row": row})
        self.intake.faults.add(line.row, "order_number", line.values[1], fault)

    def count(self, lines: Iterable[Line]) -> None:
        days = set()
        for line in lines:
            self.intake.accepted += 1
            self.total += line.values[AMOUNT]
            days.add(line.values[DATE])
        self.months |= {day.replace(day=1) for day in days}

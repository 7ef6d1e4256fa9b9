"""Sales lines into the fact table: each line once, whatever is imported how often."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Intake

from ..cells import mark_changed
from ..models import SalesLine
from ..sold import name_sold_serials
from .checking import check_line
from .fact_writer import Conflict, FactWriter, take_facts
from .facts_table import FactTable
from .lines import AMOUNT, COLUMNS, CONTENT, DATE, KEY, Line

LINES = FactTable(SalesLine, KEY, CONTENT)
SERIALS = COLUMNS.index("serials")
CONFLICT = Conflict(
    "order_number",
    KEY.index("order_number"),
    lambda: _("Row %(row)s has the same source, order, line and kind, and says otherwise."),
    lambda: _(
        "This line is there already and says otherwise (source, order, line and kind are its key): "
        "correct it by a reversing line."
    ),
)


class LineWriter(FactWriter):
    def same(self, fact: Line, other: tuple) -> bool:
        return fact.same_as(other)


def take_lines(intake: Intake) -> None:
    """Check and write the lines of a file, in the caller's transaction.

    ``amount_total`` is the sum over the lines that are new.
    """
    new = New()
    take_facts(LineWriter(LINES, intake, CONFLICT), lines(intake), new.add)
    intake.amount_total = Decimal(new.total).scaleb(-4)
    if new.serials:
        name_sold_serials(intake.batch)
    if new.days:
        mark_changed(new.days)


@dataclass
class New:
    """What is to be known of the new lines: the sum in 1/10,000 yuan, the days, any serials."""

    total: int = 0
    days: set[datetime.date] = field(default_factory=set)
    serials: bool = False

    def add(self, fresh: list[Line]) -> None:
        self.total += sum(line.values[AMOUNT] for line in fresh)
        self.days.update(line.values[DATE] for line in fresh)
        self.serials = self.serials or any(line.values[SERIALS] for line in fresh)


def lines(intake: Intake) -> Iterator[Line]:
    batch, faults = intake.batch.pk, intake.faults
    for row, cells in intake.rows:
        line = check_line(row, cells, batch, faults)
        if line is not None:
            yield line

"""The targets of a contract as a table: its times downwards, product lines across, with sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from channels_mgmt.core.periods import Period
from channels_mgmt.core.trees import is_within

from ..models import ProductLine, Target

Number = Decimal | int


@dataclass(frozen=True, slots=True)
class Row:
    """One time: what is asked for of each line, None where nothing is; their sum, and besides what
    is asked for of all lines together."""

    period: Period
    cells: list[Number | None]
    total: Number | None
    together: Number | None


@dataclass(frozen=True, slots=True)
class Grid:
    """In yuan, or in pieces. ``has_together``: something is asked for of all lines together, which
    is a target of its own and no sum."""

    unit: str  # "amount" or "quantity"
    lines: list[ProductLine]
    rows: list[Row]
    has_together: bool

    @property
    def has_sum(self) -> bool:
        """One line is its own sum."""
        return len(self.lines) > 1

    @property
    def totals(self) -> list[Number | None]:
        """Below each line."""
        return [added(row.cells[place] for row in self.rows) for place in range(len(self.lines))]

    @property
    def total(self) -> Number | None:
        return added(row.total for row in self.rows)

    @property
    def together(self) -> Number | None:
        return added(row.together for row in self.rows)


def grids(targets: Iterable[Target]) -> list[Grid]:
    """One for the yuan and one for the pieces, where there are any."""
    targets = list(targets)
    found = [grid(targets, unit) for unit in ("amount", "quantity")]
    return [each for each in found if each.rows]


def grid(targets: Iterable[Target], unit: str) -> Grid:
    asked: dict[tuple[Period, int | None], Number] = {}
    lines: dict[int, ProductLine] = {}
    for target in targets:
        if (value := getattr(target, unit)) is not None:
            asked[Period(target.period_from, target.period_to), target.product_line_id] = value
            if target.product_line is not None:
                lines[target.product_line_id] = target.product_line
    ordered = sorted(lines.values(), key=lambda line: line.path)
    periods = sorted({period for period, _line in asked})
    rows = [row(period, ordered, asked) for period in periods]
    return Grid(unit, ordered, rows, any(each.together is not None for each in rows))


def row(period: Period, lines: Sequence[ProductLine], asked: dict[Any, Number]) -> Row:
    cells = [asked.get((period, line.pk)) for line in lines]
    there = [line for line, cell in zip(lines, cells, strict=True) if cell is not None]
    own = [
        cell
        for line, cell in zip(lines, cells, strict=True)
        if cell is not None and not any(lies_in(line, other) for other in there)
    ]
    return Row(period, cells, added(own), asked.get((period, None)))


def lies_in(line: ProductLine, other: ProductLine) -> bool:
    """Whether what is asked for of the other one includes it already."""
    return line.pk != other.pk and is_within(line.path, other.path)


def added(values: Iterable[Number | None]) -> Number | None:
    found = [value for value in values if value is not None]
    return sum(found[1:], found[0]) if found else None

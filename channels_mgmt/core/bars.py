"""Bars of differences, as numbers that a page draws with: nothing is reckoned with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 200  # to either side of the middle, in the units of the drawing
ROW = 26


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: Decimal
    x: int
    y: int
    width: int

    @property
    def down(self) -> bool:
        return self.value < 0

    @property
    def baseline(self) -> int:
        """Where its text stands."""
        return self.y + 16


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + 4


def bars_of(values: Sequence[tuple[str, Decimal]]) -> Chart:
    """Bars to the right for more, to the left for less, as long as the figures are large."""
    longest = max((abs(value) for _label, value in values), default=Decimal(0)) or Decimal(1)
    bars = []
    for number, (label, value) in enumerate(values):
        width = max(1, int(abs(value) * WIDTH / longest)) if value else 0
        bars.append(Bar(label, value, WIDTH - width if value < 0 else WIDTH, number * ROW, width))
    return Chart(bars)

"""Payout against sales as a drawing: a line that breaks where a step makes it jump.

All coordinates are whole numbers on a canvas of WIDTH × HEIGHT, made of exact amounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from channels_mgmt.core.money import NOTHING, format_money

from .examples import ASSUMED, SMALLEST, Assumed, axis, beyond, bounds_of, goal_bounds, granted
from .rules.terms import PLAIN, CapOn, Measure, Terms
from .wording.numbers import measured, yuan

WIDTH, HEIGHT = 3200, 1760
LEFT, RIGHT, TOP, BOTTOM = 440, 80, 96, 176  # margins around the field
GRID = 48  # points between which the line is straight
TICKS = 4
SHOWN_CLIFF = 200  # a jump of less than this part of the height is none

Point = tuple[Decimal, Decimal]  # what is sold, what is paid


@dataclass(frozen=True, slots=True)
class Cliff:
    """Where a little more sold changes the payout by a leap; places on the canvas."""

    at: str
    before: str
    after: str
    change: str
    falls: bool
    x: int
    y1: int
    y2: int


@dataclass(frozen=True, slots=True)
class Tick:
    place: int
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    lines: list[str]  # points of a polyline each: "110,396 115,390"
    cliffs: list[Cliff]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    mark: Mark | None
    axis: Measure
    best: str  # the highest payout that is drawn
    widest: str  # the most sold that is drawn

    width, height = WIDTH, HEIGHT
    left, top, right, bottom = LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM


def payout_chart(terms: Terms, assumed: Assumed = ASSUMED, sold: Decimal | None = None) -> Chart:
    """The payout of one period for all sales from nothing to beyond the last bound; `sold` is
    marked."""
    drawing = Drawing(terms, assumed, sold)
    return Chart(
        lines=drawing.lines(),
        cliffs=[drawing.cliff(*leap) for leap in drawing.leaps],
        x_ticks=[
            Tick(drawing.x(v), short(v, drawing.axis)) for v in ticks(drawing.begin, drawing.most)
        ],
        y_ticks=[Tick(drawing.y(v), short(v)) for v in ticks(NOTHING, drawing.best)],
        mark=drawing.mark(),
        axis=drawing.axis,
        best=yuan(max(amount for _sold, amount in drawing.points)),
        widest=measured(drawing.most, drawing.axis),
    )


class Drawing:
    def __init__(self, terms: Terms, assumed: Assumed, sold: Decimal | None) -> None:
        self.terms, self.assumed, self.sold = terms, assumed, sold
        self.axis = axis(terms)
        self.least = SMALLEST[self.axis]
        self.known: dict[Decimal, Decimal] = {}
        self.bounds = sorted({*bounds_of(terms, assumed), *goal_bounds(terms, assumed)})
        self.most, self.begin = self._most(), self._begin()
        self.points = [(each, self.paid(each)) for each in self._places()]
        self.best = max([amount for _sold, amount in self.points] + [Decimal(1)])
        self.leaps = [leap for bound in self.bounds if (leap := self._leap(bound))]

    def paid(self, sold: Decimal) -> Decimal:
        """Yuan to the fen."""
        if sold not in self.known:
            self.known[sold] = granted(self.terms, sold, self.assumed).amount
        return self.known[sold]

    def lines(self) -> list[str]:
        """Broken at every leap: the line does not run up a cliff."""
        ends = [before for before, _after in self.leaps]
        found, line = [], []
        for sold, amount in self.points:
            if ends and sold > ends[0]:
                ends.pop(0)
                found.append(line)
                line = []
            line.append(f"{self.x(sold)},{self.y(amount)}")
        return [" ".join(each) for each in (*found, line) if each]

    def cliff(self, before: Decimal, after: Decimal) -> Cliff:
        low, high = self.paid(before), self.paid(after)
        change = high - low
        at = after if self.axis is Measure.QUANTITY else self._bound_of(before)
        return Cliff(
            at=measured(at, self.axis),
            before=yuan(low),
            after=yuan(high),
            change=("+" if change > 0 else "−") + yuan(abs(change)),
            falls=change < 0,
            x=self.x(after),
            y1=self.y(low),
            y2=self.y(high),
        )

    def mark(self) -> Mark | None:
        if self.sold is None:
            return None
        amount = self.paid(self.sold)
        return Mark(self.x(self.sold), self.y(amount), yuan(amount))

    def x(self, sold: Decimal) -> int:
        return LEFT + int((WIDTH - LEFT - RIGHT) * (sold - self.begin) / (self.most - self.begin))

    def y(self, amount: Decimal) -> int:
        return HEIGHT - BOTTOM - int((HEIGHT - TOP - BOTTOM) * amount / self.best)

    def _most(self) -> Decimal:
        if self.axis is Measure.MIX_PERCENT:
            return Decimal(100)
        cap = self.terms.cap_on(CapOn.MEASURE) if self.terms.same_measure else None
        far = max(beyond([b], self.terms) * 2 / 3 for b in self.bounds)
        return max(far, (cap or 0) * Decimal("1.2"), (self.sold or 0) * Decimal("1.1"), self.least)

    def _begin(self) -> Decimal:
        """From nothing, or, where sales are compared with something, from shortly before it counts:
        a few percent more or less are to be seen."""
        if self.terms.target in PLAIN or self.axis is Measure.MIX_PERCENT:
            return NOTHING
        near = self.bounds[0] * 3 / 4
        if self.sold is not None:
            near = min(near, self.sold * 3 / 4)
        return self._whole(near)

    def _places(self) -> list[Decimal]:
        """A grid, and what lies around every bound."""
        width = self.most - self.begin
        found = {self._whole(self.begin + width * step / GRID) for step in range(GRID + 1)}
        for bound in self.bounds:
            found |= {bound - self.least, bound, bound + self.least}
        found |= {v for v in (self.sold, *self._bends()) if v is not None}
        return sorted(each for each in found if self.begin <= each <= self.most)

    def _bends(self) -> Sequence[Decimal]:
        """Where the line may change its direction without a step."""
        cap = self.terms.cap_on(CapOn.MEASURE)
        if self.axis is not Measure.NET_AMOUNT:
            return [cap] if cap is not None and self.axis is self.terms.earning else []
        return [v for v in (cap, self.assumed.last_year, self.assumed.goal) if v is not None]

    def _leap(self, bound: Decimal) -> tuple[Decimal, Decimal] | None:
        """The last point before and the first after, where what lies between is no mere slope."""
        for before, after in ((bound - self.least, bound), (bound, bound + self.least)):
            if before < self.begin or after > self.most:
                continue
            leap = self.paid(after) - self.paid(before)
            slope = self.paid(after + self.least) - self.paid(after)
            if before >= self.least:
                slope = max(slope, self.paid(before) - self.paid(before - self.least))
            if leap < 0 or leap - slope > self.best / SHOWN_CLIFF:
                return before, after
        return None

    def _bound_of(self, before: Decimal) -> Decimal:
        return next(b for b in self.bounds if b in (before, before + self.least))

    def _whole(self, value: Decimal) -> Decimal:
        if self.axis is Measure.QUANTITY:
            return value.to_integral_value()
        return value.quantize(Decimal("0.01"))


def ticks(begin: Decimal, end: Decimal) -> list[Decimal]:
    """Round numbers from `begin` to `end`, at most about TICKS of them."""
    width = end - begin
    unit = Decimal(10) ** (width / TICKS).adjusted()
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n * TICKS >= width)
    first = int(begin / step) + (begin % step > 0)
    return [step * n for n in range(first, int(end / step) + 1)]


def short(value: Decimal, measure: Measure = Measure.NET_AMOUNT) -> str:
    """A round number on an axis: 50,000; 12.5; 40 %."""
    if measure is Measure.MIX_PERCENT:
        return measured(value, measure)
    whole = value == value.to_integral_value()
    return format_money(value, 0 if whole else 2)

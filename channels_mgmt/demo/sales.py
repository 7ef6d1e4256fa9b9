"""The demo's sales, month by month, as rows of the sales interface.

Prices come from the price lists; returns refer to the line they return, and follow it by days or
weeks; some city dealers end a quarter just below a step of the quarterly programme.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from channels_mgmt.core.periods import Period

from .flows import OVERSTOCKED, Flow, Market, overstocked
from .lines import Line, Shelf, Writer, assortment
from .network import FIRST_IN_GUANGZHOU, Dealer
from .products import Model
from .programmes import QUARTER_BOUNDS
from .scales import FIRST_DAY, LAST_DAY, Scale, stream

RETURNED = {"sell_in": 25, "sell_through": 15, "sell_out": 20, "online": 60}  # per mille of lines
LATE_MONTH = "2026-06"  # its returns come in when the quarter has been settled


class SalesBook:
    """All sales of a demo. Go through `months` once, then ask for `late_returns`."""

    def __init__(self, dealers: list[Dealer], models: list[Model], scale: Scale, seed: int) -> None:
        self.dealers, self.models, self.scale, self.seed = dealers, models, scale, seed
        self.shelves: dict[tuple, Shelf] = {}
        self.returns: dict[str, list[Line]] = defaultdict(list)
        self.quarter: dict[str, int] = defaultdict(int)  # sell-in of city dealers, fen
        self.late: dict[str, Line] = {}
        self.overstocked = overstocked(dealers)

    def months(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        """("2025-01", its rows) and so on, in order."""
        for first in Period(FIRST_DAY, LAST_DAY).months():
            yield f"{first:%Y-%m}", [line.row() for line in self._month(first)]

    @staticmethod
    def month_keys() -> list[str]:
        return [f"{first:%Y-%m}" for first in Period(FIRST_DAY, LAST_DAY).months()]

    def late_returns(self) -> list[dict[str, str]]:
        """Returns of the last days of a quarter that come in after its settlement."""
        lines = [
            line.returned(line.quantity // 2, date(2026, 6, 29), f"RT2606-L{i:03}")
            for i, line in enumerate(self.late.values(), start=1)
        ]
        return [line.row() for line in lines]

    def _month(self, first: date) -> list[Line]:
        month = f"{first:%Y-%m}"
        rng = stream(self.seed, "lines", month)
        writer = Writer(first, rng, self._shelf)
        lines = []
        for flow in Market(self.dealers, self.scale, self.seed, month).flows():
            written = writer.lines(flow)
            self._plan_returns(written, rng)
            lines += written
        lines += self._returned_in(month)
        self._count_quarter(first, lines)
        lines += self._just_short(first, writer)
        return sorted(lines, key=lambda line: line.day)

    def _shelf(self, flow: Flow) -> Shelf:
        key = (flow.dealer.lines, flow.buyer.lines if flow.buyer else (), flow.shop)
        if key not in self.shelves:
            self.shelves[key] = Shelf(assortment(self.models, *key))
        return self.shelves[key]

    def _plan_returns(self, lines: list[Line], rng: random.Random) -> None:
        for line in lines:
            month = f"{line.day:%Y-%m}"
            back = rng.randrange(1000) < RETURNED[line.kind]
            share, days = rng.randint(10, 50), rng.randint(3, 40)
            if self._sends_back_everything(line, month):
                back, share, days = True, 70, 31
            day = line.day + timedelta(days=days)
            if back and day < LAST_DAY:
                returned = line.returned(max(1, line.quantity * share // 100), day)
                self.returns[f"{day:%Y-%m}"].append(returned)
            elif month == LATE_MONTH and self._returns_late(line):
                self.late.setdefault(line.dealer.code, line)

    def _sends_back_everything(self, line: Line, month: str) -> bool:
        return (
            line.kind == "sell_in"
            and month == OVERSTOCKED[0]
            and line.dealer.code in self.overstocked
            and line.channel == "offline"
        )

    @staticmethod
    def _returns_late(line: Line) -> bool:
        return (
            line.kind == "sell_in" and line.dealer.tier == "city" and line.quantity >= 10
            and (line.dealer.size % 4 == 1 or line.dealer.code == FIRST_IN_GUANGZHOU)
        )  # fmt: skip

    def _returned_in(self, month: str) -> list[Line]:
        lines = sorted(self.returns.pop(month, []), key=lambda line: line.day)
        for number, line in enumerate(lines, start=1):
            line.order = f"RT{month[2:4]}{month[5:]}-{number:05}"
        return lines

    def _count_quarter(self, first: date, lines: list[Line]) -> None:
        if first.month % 3 == 1:
            self.quarter.clear()
        for line in lines:
            if line.kind == "sell_in" and line.dealer.tier == "city":
                self.quarter[line.dealer.code] += line.amount

    def _just_short(self, first: date, writer: "Writer") -> list[Line]:
        """Orders at a quarter's end that bring some city dealers close to the next step."""
        if first.month % 3:
            return []
        lines = []
        for dealer in self.dealers:
            rng = stream(self.seed, "short", first, dealer.code)
            bought = self.quarter.get(dealer.code, 0)
            above = [bound * 100 for bound in QUARTER_BOUNDS if bound * 100 > bought]
            if dealer.tier != "city" or rng.randrange(100) >= 12 or not above or bought <= 0:
                continue
            missing = above[0] - bought - rng.randint(900, 14_000) * 100
            if 0 < missing < above[0] * 45 // 100:
                lines += writer.top_up(Flow("sell_in", dealer, 0, 1), missing)
        return lines

"""Single lines of sale: what they are, and how a flow of pieces is written as orders."""

import random
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from channels_mgmt.core.periods import Period

from .flows import Flow
from .network import Dealer
from .prices import tier_fen, yuan
from .products import SHOP_OF, Model, within_line

SOURCES = {"sell_in": "erp", "sell_through": "dms", "sell_out": "dms", "online": "shops"}
# Online sales crowd before 18 June and 11 November.
RUSH = {6: 18, 11: 11}
LETTERS = {"sell_in": "SI", "sell_through": "ST", "sell_out": "SO", "online": "OL"}


@dataclass(slots=True)
class Line:
    """A line of sale; `fen` is the price of one piece."""

    day: date
    kind: str
    dealer: Dealer
    sku: str
    quantity: int
    fen: int
    order: str
    number: int
    region: str
    buyer: str = ""
    channel: str = "offline"
    shop: str = ""
    returns: "Line | None" = None

    @property
    def amount(self) -> int:
        return self.quantity * self.fen

    def row(self) -> dict[str, str]:
        return {
            "source": SOURCES[self.kind],
            "kind": self.kind,
            "order_number": self.order,
            "line_number": str(self.number),
            "date": self.day.isoformat(),
            "dealer": self.dealer.code,
            "counterparty": self.buyer,
            "sku": self.sku,
            "quantity": str(self.quantity),
            "unit_price": yuan(self.fen),
            "amount": yuan(self.amount),
            "channel": self.channel,
            "shop": self.shop,
            "region": self.region,
            "returns_order": self.returns.order if self.returns else "",
            "returns_line": str(self.returns.number) if self.returns else "",
        }

    def returned(self, quantity: int, day: date, order: str = "") -> "Line":
        """The line by which so many of its pieces come back."""
        return Line(
            day, self.kind, self.dealer, self.sku, -quantity, self.fen, order, 1, self.region,
            self.buyer, self.channel, self.shop, self,
        )  # fmt: skip


class Shelf:
    """What a dealer can sell, and how often each model is asked for."""

    def __init__(self, models: list[Model]) -> None:
        self.models = models
        self.bounds = list(accumulate(model.weight for model in models))

    def draw(self, rng: random.Random) -> Model:
        return self.models[bisect_right(self.bounds, rng.randrange(self.bounds[-1]))]

    def cheapest(self) -> Model:
        return min(self.models, key=lambda model: model.retail)


class Writer:
    """Writes the lines of one month."""

    def __init__(self, first: date, rng: random.Random, shelf) -> None:
        self.rng, self.shelf = rng, shelf
        self.year = first.year
        self.prefix = f"{first:%y%m}"
        month = Period.containing(first, "month")
        days = [first + timedelta(days=i) for i in range((month.end - month.start).days)]
        self.days = {
            "work": [day for day in days if day.weekday() < 5],
            "all": days,
            "online": days
            + 3 * days[:18] * (first.month == 6)
            + 3 * days[:12] * (first.month == 11),
        }
        self.orders: dict[str, int] = defaultdict(int)

    def lines(self, flow: Flow) -> list[Line]:
        """The flow's pieces, split over orders of one to three lines."""
        count = max(1, min(flow.lines, flow.pieces))
        quantities = self._split(flow.pieces, count)
        lines: list[Line] = []
        while quantities:
            size = self.rng.randint(1, 3)
            lines += self._order(flow, quantities[:size])
            del quantities[:size]
        return lines

    def top_up(self, flow: Flow, fen: int) -> list[Line]:
        """One order of the cheapest model for at most so much."""
        model = self.shelf(flow).cheapest()
        pieces = fen // self._fen(flow, model)
        return self._order(flow, [pieces], model) if pieces else []

    def _order(self, flow: Flow, quantities: list[int], model: Model | None = None) -> list[Line]:
        self.orders[flow.kind] += 1
        order = f"{LETTERS[flow.kind]}{self.prefix}-{self.orders[flow.kind]:06}"
        wholesale = flow.kind in ("sell_in", "sell_through")
        days = self.days["work" if wholesale else "online" if flow.shop else "all"]
        day = self.rng.choice(days[-3:] if model else days)
        region = self._region(flow)
        found = []
        for number, quantity in enumerate(quantities, start=1):
            sold = model or self.shelf(flow).draw(self.rng)
            found.append(
                Line(
                    day, flow.kind, flow.dealer, sold.sku, quantity, self._fen(flow, sold), order,
                    number, region, flow.buyer.code if flow.buyer else "", flow.channel, flow.shop,
                )
            )  # fmt: skip
        return found

    def _split(self, pieces: int, count: int) -> list[int]:
        """Whole positive parts that add up to the pieces."""
        weights = [self.rng.randint(50, 150) for _ in range(count)]
        bounds = [part * (pieces - count) // sum(weights) for part in accumulate(weights)]
        return [b - a + 1 for a, b in zip([0, *bounds], bounds, strict=False)]

    def _fen(self, flow: Flow, model: Model) -> int:
        if flow.kind in ("sell_in", "sell_through"):
            buyer = flow.buyer or flow.dealer
            return tier_fen(model, buyer.tier, self.year, buyer.province)
        low, high = (82, 95) if flow.shop else (88, 100)
        return model.retail * self.rng.randint(low, high)

    def _region(self, flow: Flow) -> str:
        if flow.kind in ("sell_in", "sell_through"):
            return (flow.buyer or flow.dealer).region
        return self.rng.choice(flow.dealer.counties)


def assortment(models: list[Model], seller: tuple, buyer: tuple, shop: str) -> list[Model]:
    """What both are granted; exclusives only in their shop, where they make half of the sales."""
    return [
        model
        for model in models
        if _granted(model, seller) and _granted(model, buyer)
        and (not model.exclusive or SHOP_OF[model.sku] == shop)
        for _times in range(40 if model.exclusive else 1)
    ]  # fmt: skip


def _granted(model: Model, lines: tuple[str, ...]) -> bool:
    return not lines or any(within_line(model.line, line) for line in lines)

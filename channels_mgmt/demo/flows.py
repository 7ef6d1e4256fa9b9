"""How many pieces move between whom in a month: from what consumers buy up to what the brand sells.

Each dealer buys about what it sells; small random swings make no two months alike.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from .network import Dealer
from .scales import Scale, stream

# Per mille of a usual month: New Year's lull, the sales of June (6.18) and November (11.11).
SEASON = (900, 520, 950, 960, 1150, 1340, 820, 870, 1100, 1080, 1560, 1010)
GROWTH_2026 = 70  # per mille
CONSUMERS = {"national": 0, "provincial": 250, "city": 60, "outlet": 80}  # pieces a usual month
LINES = {"national": 24, "provincial": 12, "city": 7}  # of the brand's invoices, a month
FROM_PROVINCE = 30  # per cent of what a city dealer buys
FROM_NATIONAL = 15  # per cent of what a provincial dealer buys
ONLINE_LINES = 110  # a month and 120 dealers
ONLINE_SHOPS = (("TMALL-LANZAO", "tmall", 50), ("JD-LANZAO", "jd", 30),
                ("PDD-LANZAO", "pinduoduo", 20))  # fmt: skip
# Two city dealers that sent January's goods back: a month below zero.
OVERSTOCKED = ("2026-01", "2026-02")


@dataclass(frozen=True, slots=True)
class Flow:
    """`pieces` over about `lines` lines, sold by (or, at sell-in, to) the dealer."""

    kind: str
    dealer: Dealer
    pieces: int
    lines: int
    buyer: Dealer | None = None
    channel: str = "offline"
    shop: str = ""


def overstocked(dealers: list[Dealer]) -> set[str]:
    cities = [dealer.code for dealer in dealers if dealer.tier == "city"]
    return {cities[len(cities) // 2], cities[-1]}


class Market:
    """The flows of one month."""

    def __init__(self, dealers: list[Dealer], scale: Scale, seed: int, month: str) -> None:
        self.dealers = [dealer for dealer in dealers if dealer.sells_in(month)]
        self.month = month
        self.scale = scale
        self.rng = stream(seed, "flows", month)
        self.silent = overstocked(dealers) if month == OVERSTOCKED[1] else set()
        year, number = map(int, month.split("-"))
        self.season = SEASON[number - 1] * (1000 + GROWTH_2026 * (year - 2025)) // 1000
        self.bought: dict[str, int] = {}

    def flows(self) -> Iterator[Flow]:
        """Upwards: a dealer's buyers come before it, so that it knows what it must buy."""
        for dealer in reversed(self.dealers):
            consumers = self.swing(CONSUMERS[dealer.tier] * dealer.size * self.season // 100_000)
            if consumers:
                lines = 3 + (dealer.tier != "outlet")
                yield Flow("sell_out", dealer, consumers, lines * self.scale.lines)
            yield from self._wholesale(dealer)
            self._buys(dealer, consumers)
            if dealer.tier in LINES and dealer.code not in self.silent:
                pieces = self.bought[dealer.code] * self._share_of_brand(dealer) // 100
                yield Flow("sell_in", dealer, pieces, LINES[dealer.tier] * self.scale.lines)
        yield from self._online()

    def swing(self, pieces: int) -> int:
        return pieces * self.rng.randint(82, 118) // 100

    def _buys(self, dealer: Dealer, consumers: int) -> None:
        sold_on = sum(
            self.bought.get(buyer.code, 0) * self._share_of_upstream(buyer) // 100
            for buyer in dealer.below
        )
        self.bought[dealer.code] = self.swing(consumers + sold_on)

    @staticmethod
    def _share_of_upstream(buyer: Dealer) -> int:
        return {"city": FROM_PROVINCE, "provincial": FROM_NATIONAL}.get(buyer.tier, 100)

    def _share_of_brand(self, dealer: Dealer) -> int:
        return 100 if dealer.tier == "national" else 100 - self._share_of_upstream(dealer)

    def _wholesale(self, dealer: Dealer) -> Iterator[Flow]:
        for buyer in dealer.below:
            pieces = self.bought.get(buyer.code, 0) * self._share_of_upstream(buyer) // 100
            if pieces:
                lines = 2 + (buyer.tier == "provincial")
                yield Flow("sell_through", dealer, pieces, lines * self.scale.lines, buyer)

    def _online(self) -> Iterator[Flow]:
        total = ONLINE_LINES * self.scale.lines * len(self.dealers) // 120
        total = total * self.season // 1000
        operators = {"JD-LANZAO": "N0001", "PDD-LANZAO": "C330100-1"}
        by_code = {dealer.code: dealer for dealer in self.dealers}
        locals_ = [d for d in self.dealers if d.exclusive and d.counties]
        for shop, channel, share in ONLINE_SHOPS:
            lines = max(1, total * share // 100)
            if shop in operators:
                operator = by_code[operators[shop]]
                pieces = lines * 12 // self.scale.lines
                yield Flow("online", operator, pieces, lines, channel=channel, shop=shop)
                yield Flow("sell_in", operator, pieces, 6, channel=channel, shop=shop)
                continue
            for dealer, count in _spread(self.rng, locals_, lines):
                pieces = count * 12 // self.scale.lines
                yield Flow("online", dealer, pieces, count, channel=channel, shop=shop)


def _spread(rng: random.Random, dealers: list[Dealer], lines: int) -> list[tuple[Dealer, int]]:
    """Lines of the flagship go to the dealer of the buyer's city, by size."""
    drawn = rng.choices(dealers, weights=[dealer.size for dealer in dealers], k=lines)
    counts: dict[str, int] = {}
    for dealer in drawn:
        counts[dealer.code] = counts.get(dealer.code, 0) + 1
    return [(dealer, counts[dealer.code]) for dealer in dealers if dealer.code in counts]

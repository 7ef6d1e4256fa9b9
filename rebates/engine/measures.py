"""One pass over the facts gives every scope's sums for every dealer and window."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from channels_mgmt.core.periods import Period
from dealers.placements import Structure
from rebates.sales.facts import Groups, Known, facts

from ..rules.terms import LineScope
from .masks import Masks, alike
from .schedule import Due, Measured

Sums = dict[int, tuple[int, int]]
"""By dealer: pieces and 1/10,000 yuan, returns deducted. A dealer without a line is not in it."""


def measured_of(due: Due) -> Iterator[Measured]:
    yield from due.measured
    yield from due.before or ()


class Measures:
    """The sums of every scope over every window that the dues ask for.

    The windows are cut into stretches on which no window begins or ends and, where a scope names
    tiers, no dealer changes its tier; what a stretch sold is summed once, and a window is the sum
    of its stretches.
    """

    def __init__(self, dues: Iterable[Due], structure: Structure) -> None:
        measured = [each for due in dues for each in measured_of(due)]
        asked = {(m.version.terms.scope, w) for m in measured for w in (m.target, m.earning)}
        self.scopes: list[LineScope] = list(dict.fromkeys(m.version.terms.scope for m in measured))
        self.bits = {scope: bit for bit, scope in enumerate(self.scopes)}
        self.structure = structure
        by_tier = any(s.include.tiers or s.exclude.tiers for s in self.scopes)
        moves = structure.tier_changes() if by_tier else ()
        self.stretches = stretches_of([window for _, window in asked], moves)
        self.needed = [
            sum(1 << self.bits[s] for s in {s for s, w in asked if _covers(w, stretch)})
            for stretch in self.stretches
        ]
        self.sold: list[dict[int, Sums]] = [{} for _ in self.stretches]
        self._windows: dict[tuple[LineScope, Period], Sums] = {}

    def read(self, known: Known, dealers: Collection[int] = ()) -> None:
        """Sum the facts that were known at a cut-off, of these dealers (all when none is named)."""
        masks = Masks(self.scopes)
        self._windows.clear()
        for number, (stretch, needed) in enumerate(zip(self.stretches, self.needed, strict=True)):
            sums = by_mask(masks, needed, stretch, known, dealers)
            dealers_then = masks.dealers_on(stretch.start, self.structure)
            self.sold[number] = by_scope(sums, needed, dealers_then)

    def of(self, scope: LineScope, window: Period) -> Sums:
        """The sums of a scope over one of the windows that were asked for."""
        if (scope, window) not in self._windows:
            bit = self.bits[scope]
            self._windows[scope, window] = add_up(
                [
                    self.sold[number].get(bit, {})
                    for number, stretch in enumerate(self.stretches)
                    if _covers(window, stretch)
                ]
            )
        return self._windows[scope, window]


def stretches_of(windows: Sequence[Period], days: Iterable[datetime.date] = ()) -> list[Period]:
    """The days of all windows, cut wherever one begins or ends, and on these days."""
    ends = {day for window in windows for day in (window.start, window.end)}
    cuts = sorted(ends.union(days))
    stretches = (Period(start, end) for start, end in pairwise(cuts))
    return [s for s in stretches if any(_covers(window, s) for window in windows)]


def by_mask(
    masks: Masks, needed: int, stretch: Period, known: Known, dealers: Collection[int]
) -> dict[int, dict[int, list[int]]]:
    """Pieces and money by mask and dealer. The one loop that sees every fact: keep it lean."""
    sku_groups, skus = alike(masks.skus, needed)
    region_groups, regions = alike(masks.regions, needed)
    groups, trade = Groups(sku_groups, region_groups), masks.trade
    sums: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for chunk in facts(window=stretch, known=known, groups=groups, dealers=dealers):
        for dealer, sku, region, channel, shop, kind, quantity, amount in chunk:
            mask = skus[sku] & regions[region] & trade[channel, shop, kind]
            if mask:
                sold = sums[mask].setdefault(dealer, [0, 0])
                sold[0] += quantity
                sold[1] += amount
    return sums


def by_scope(
    sums: dict[int, dict[int, list[int]]], needed: int, dealers: dict[int, int]
) -> dict[int, Sums]:
    """The sums of each needed scope (by bit), of the dealers that the scope lets in."""
    shares: dict[int, list[dict[int, list[int]]]] = defaultdict(list)
    for mask, of_dealers in sums.items():
        for bit in bits_of(mask):
            shares[bit].append(of_dealers)
    return {
        bit: {dealer: sold for dealer, sold in add_up(parts).items() if dealers[dealer] >> bit & 1}
        for bit, parts in shares.items()
    }


def bits_of(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def add_up(parts: Sequence[dict[int, Sequence[int]]]) -> Sums:
    """The sums of several, dealer by dealer."""
    if len(parts) == 1:
        return parts[0]
    quantities: dict[int, int] = {}
    amounts: dict[int, int] = {}
    for part in parts:
        for dealer, (quantity, amount) in part.items():
            quantities[dealer] = quantities.get(dealer, 0) + quantity
            amounts[dealer] = amounts.get(dealer, 0) + amount
    return {dealer: (quantity, amounts[dealer]) for dealer, quantity in quantities.items()}


def _covers(window: Period, stretch: Period) -> bool:
    return window.start <= stretch.start and stretch.end <= window.end

"""One pass over the facts gives every scope's sums for every dealer and window."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from channels_mgmt.core.periods import Period
from dealers.placements import Structure
from rebates.sales.facts import Known, facts

from ..joined import Joined
from .counting import Counted, Sum, asked_for
from .masks import Grouped, Masks
from .schedule import Due

Sold = dict[int, tuple[int, int]]
"""By dealer: pieces and 1/10,000 yuan, returns deducted. A dealer without a line is not in it."""

Packed = dict[int, int]
"""The same while it is added up, pieces × PIECE + money: one number adds up faster than two."""

PIECE = 1 << 80  # no sum of money comes near the half of it


def unpacked(both: int) -> tuple[int, int]:
    pieces = (both + PIECE // 2) // PIECE
    return pieces, both - pieces * PIECE


class Measures:
    """The sums of every scope over every window that the dues ask for.

    The windows are cut into stretches on which no window begins or ends and nothing changes that
    decides whose lines count for whom: no tier where a scope names tiers, no upstream dealer where
    lines count for it, no contract where it must join; what a stretch sold is summed once, and a
    window is the sum of its stretches.
    """

    def __init__(
        self,
        dues: Collection[Due],
        structure: Structure,
        joined: Mapping[tuple[int, int], Sequence[Joined]] | None = None,
    ) -> None:
        asked = {each for due in dues for m in due.all_measured for each in asked_for(m)}
        in_order = dict.fromkeys(
            each.counted for due in dues for m in due.all_measured for each in asked_for(m)
        )
        self.counted: list[Counted] = list(in_order)
        self.bits = {counted: bit for bit, counted in enumerate(self.counted)}
        self.structure, self.joined = structure, joined or {}
        self.stretches = stretches_of([each.window for each in asked], self._cuts())
        self.needed = [
            sum(1 << self.bits[c] for c in {c for c, w in asked if _covers(w, stretch)})
            for stretch in self.stretches
        ]
        self.sold: list[dict[int, Packed]] = [{} for _ in self.stretches]
        self._windows: dict[Sum, Sold] = {}

    def _cuts(self) -> set[datetime.date]:
        """The days on which it changes whose lines count for whom."""
        cuts: set[datetime.date] = set()
        scopes = [counted.scope for counted in self.counted]
        if any(scope.include.tiers or scope.exclude.tiers for scope in scopes):
            cuts |= self.structure.tier_changes()
        if any(counted.below for counted in self.counted):
            cuts |= self.structure.moves()
        if any(counted.joined is not None for counted in self.counted):
            cuts |= {day for spans in self.joined.values() for span in spans for day in span if day}
        return cuts

    def read(self, known: Known, dealers: Collection[int] = ()) -> None:
        """Sum the facts that were known at a cut-off, of these dealers (all when none is named)."""
        masks = Masks([counted.scope for counted in self.counted])
        self._windows.clear()
        for number, (stretch, needed) in enumerate(zip(self.stretches, self.needed, strict=True)):
            sums = by_mask(masks, needed, stretch, known, dealers)
            dealers_then = masks.dealers_on(stretch.start, self.structure)
            self.sold[number] = {
                bit: self._for_whom(self.counted[bit], sold, stretch.start)
                for bit, sold in by_scope(sums, dealers_then).items()
            }

    def _for_whom(self, counted: Counted, sold: Packed, day: datetime.date) -> Packed:
        """The sums of those who sold as the sums of those for whom they count."""
        if counted.below:
            sold = self._for_upstream(sold, day)
        if counted.joined is None:
            return sold
        return {
            dealer: sums
            for dealer, sums in sold.items()
            if any(span.holds_on(day) for span in self.joined.get((counted.joined, dealer), ()))
        }

    def _for_upstream(self, sold: Packed, day: datetime.date) -> Packed:
        uppers: Packed = {}
        for dealer, sums in sold.items():
            if (upper := self.structure.of(dealer, day).upstream) is not None:
                uppers[upper] = uppers.get(upper, 0) + sums
        return uppers

    def joined_in(self, programme: int, window: Period) -> set[int]:
        """The dealers whose contract joins a programme on some day of the window."""
        return {
            dealer
            for (joined, dealer), spans in self.joined.items()
            if joined == programme and any(span.meets(window) for span in spans)
        }

    def of(self, asked: Sum) -> Sold:
        """The sums of one of the scopes over one of the windows that were asked for."""
        if asked not in self._windows:
            bit = self.bits[asked.counted]
            sums = add_up(
                self.sold[number].get(bit, {})
                for number, stretch in enumerate(self.stretches)
                if _covers(asked.window, stretch)
            )
            self._windows[asked] = {dealer: unpacked(both) for dealer, both in sums.items()}
        return self._windows[asked]


def stretches_of(windows: Sequence[Period], days: Iterable[datetime.date] = ()) -> list[Period]:
    """The days of all windows, cut wherever one begins or ends, and on these days."""
    ends = {day for window in windows for day in (window.start, window.end)}
    cuts = sorted(ends.union(days))
    stretches = (Period(start, end) for start, end in pairwise(cuts))
    return [s for s in stretches if any(_covers(window, s) for window in windows)]


def by_mask(
    masks: Masks, needed: int, stretch: Period, known: Known, dealers: Collection[int]
) -> dict[int, Packed]:
    """The sums by mask and dealer. The one loop that sees every fact: keep it lean."""
    grouped = Grouped(masks, needed)
    sums: dict[int, Packed] = defaultdict(dict)
    for chunk in facts(window=stretch, known=known, groups=grouped.groups, dealers=dealers):
        for dealer, group, pieces, amount in chunk:
            if mask := grouped[group]:
                sold = sums[mask]
                sold[dealer] = sold.get(dealer, 0) + pieces * PIECE + amount
    return sums


def by_scope(sums: dict[int, Packed], dealers: Mapping[int, int]) -> dict[int, Packed]:
    """The sums of each scope (by bit), of the dealers that the scope lets in."""
    shares: dict[int, list[Packed]] = defaultdict(list)
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


def add_up(parts: Iterable[Packed]) -> Packed:
    """The sums of several, dealer by dealer."""
    found: Packed = {}
    for part in parts:
        for dealer, sold in part.items():
            found[dealer] = found.get(dealer, 0) + sold
    return found


def _covers(window: Period, stretch: Period) -> bool:
    return window.start <= stretch.start and stretch.end <= window.end

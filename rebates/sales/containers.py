"""What was in what, and when: from the moves in and out to stretches of time."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from .choices import PackingMove
from .models import Packing

MAX_LEVELS = 5  # unit, carton, layer, pallet, container: nobody packs deeper
ALL_OF_IT = ""


class Stay(NamedTuple):
    """A code in its parent: ``start ≤ moment < end``; no end: it still is."""

    code: str
    parent: str
    start: datetime.datetime
    end: datetime.datetime | None

    def holds_at(self, moment: datetime.datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)


class Move(NamedTuple):
    at: datetime.datetime
    code: str
    parent: str
    move: str


def stays_of(moves: Iterable[Move], emptied: Iterable[Move] = ()) -> list[Stay]:
    """The stays of one code by its own moves and by those that emptied a parent.

    Into another parent is out of the one before; at one moment out comes before in.
    """
    stays: list[Stay] = []
    inside: Move | None = None
    events = sorted([*moves, *emptied], key=lambda m: (m.at, m.move != PackingMove.UNPACKED))
    for move in events:
        out = move.move == PackingMove.UNPACKED
        if inside is not None and (move.parent == inside.parent) == out:
            if move.at > inside.at:
                stays.append(Stay(inside.code, inside.parent, inside.at, move.at))
            inside = None
        if not out and (inside is None):
            inside = move
    if inside is not None:
        stays.append(Stay(inside.code, inside.parent, inside.at, None))
    return stays


def all_stays(codes: Collection[str]) -> list[Stay]:
    """The stays of these codes in their parents, in two queries."""
    by_code: dict[str, list[Move]] = defaultdict(list)
    for move in _moves(Packing.objects.filter(serial__in=codes)):
        by_code[move.code].append(move)
    parents = {move.parent for moves in by_code.values() for move in moves}
    emptied: dict[str, list[Move]] = defaultdict(list)
    if parents:
        for move in _moves(Packing.objects.filter(serial=ALL_OF_IT, parent__in=parents)):
            emptied[move.parent].append(move)
    found = []
    for moves in by_code.values():
        outs = [out for parent in {m.parent for m in moves} for out in emptied[parent]]
        found += stays_of(moves, outs)
    return found


def _moves(rows) -> Iterator[Move]:
    values = rows.counting().order_by("at", "pk").values_list("at", "serial_id", "parent", "move")
    return (Move(*row) for row in values)


def containers_of(code: str) -> list[Stay]:
    """The cartons, pallets and so on that a unit was in, each for as long as it was in there."""
    found: list[Stay] = []
    below = [Stay(code, code, datetime.datetime.min.replace(tzinfo=datetime.UTC), None)]
    for _level in range(MAX_LEVELS):
        above = all_stays({stay.parent for stay in below})
        below = [cut for inner in below for outer in above for cut in _common(inner, outer)]
        found += below
        if not below:
            break
    return found


def _common(inner: Stay, outer: Stay) -> Iterator[Stay]:
    """While the outer one held the parent of the inner one."""
    if outer.code != inner.parent:
        return
    start = max(inner.start, outer.start)
    ends = [end for end in (inner.end, outer.end) if end is not None]
    end = min(ends, default=None)
    if end is None or start < end:
        yield Stay(outer.code, outer.parent, start, end)


def units_in(code: str, at: datetime.datetime) -> list[str]:
    """All that was in a carton or pallet at a moment, whatever else it was packed in."""
    found: dict[str, None] = {}
    parents = {code}
    for _level in range(MAX_LEVELS):
        rows = Packing.objects.filter(parent__in=parents, at__lte=at).exclude(serial=ALL_OF_IT)
        candidates = set(rows.order_by().values_list("serial_id", flat=True).distinct())
        inside = {s.code for s in all_stays(candidates) if s.parent in parents and s.holds_at(at)}
        parents = inside - found.keys() - {code}
        if not parents:
            break
        found |= dict.fromkeys(sorted(parents))
    return list(found)

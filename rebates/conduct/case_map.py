"""Where the goods of a case went: between the seats of provinces, from what its evidence says.

Drawn for whoever reads it from the pieces that she reads: nothing else is on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians

from django.utils.translation import gettext as _

from dealers.models import Region

from .detecting.distances import province_of, seats
from .reading import Piece

WIDTH = 400  # in the units of the drawing: its letters stay readable on a phone
LEAST, MOST = 180, 420  # its height
PAD, LEAST_SPAN = 44, 6.0  # around the outermost places; degrees that it shows at the least
LETTER = 16
MIDDLE_LATITUDE = 35  # where a degree of longitude is taken to be as wide as it is there
SERIALS_SHOWN = 3


@dataclass(slots=True)
class Way:
    """From one region to another, as people write them; ``seats``: None where no map knows them."""

    home: str
    region: str
    seats: tuple[str | None, str | None]
    pieces: int = 0
    days: set[str] = field(default_factory=set)
    serials: list[str] = field(default_factory=list)

    @property
    def when(self) -> str:
        first, last = min(self.days), max(self.days)
        return first if first == last else f"{first} – {last}"

    @property
    def units(self) -> str:
        shown = ", ".join(self.serials[:SERIALS_SHOWN])
        more = len(self.serials) - SERIALS_SHOWN
        return shown if more <= 0 else _("%(serials)s and %(n)s more") % {
            "serials": shown, "n": more
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A seat on the drawing; ``label_y``: so that labels do not lie upon each other."""

    name: str
    x: int
    y: int
    label_y: int = 0

    @property
    def on_the_left(self) -> bool:
        return self.x > WIDTH * 0.6

    @property
    def label_x(self) -> int:
        return self.x - 9 if self.on_the_left else self.x + 9


@dataclass(frozen=True, slots=True)
class Leg:
    """A line between two seats, bent so that the way back does not lie upon it."""

    start: Spot
    end: Spot
    pieces: int

    @property
    def path(self) -> str:
        a, b = self.start, self.end
        across, down = b.x - a.x, b.y - a.y
        bend_x, bend_y = (a.x + b.x) // 2 - down // 6, (a.y + b.y) // 2 + across // 6
        return f"M{a.x} {a.y} Q{bend_x} {bend_y} {b.x} {b.y}"


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing, and the ways as a table; no drawing where no seat is known."""

    ways: list[Way]
    spots: list[Spot]
    legs: list[Leg]
    others: list[Spot]  # seats around them, without a name
    height: int
    width: int = WIDTH


def map_of(pieces: Iterable[Piece]) -> Map | None:
    """Nothing where no piece says from where to where. One query."""
    ways = _ways([piece.evidence.facts for piece in pieces])
    if not ways:
        return None
    shown = list(dict.fromkeys(seat for way in ways for seat in way.seats if seat))
    if not shown:
        return Map(ways, [], [], [], 0)
    places = _Projection([seats()[seat] for seat in shown])
    names = _names(shown)
    spots = {seat: places.spot(seat, names.get(seat, seat)) for seat in shown}
    spots = _apart(spots)
    others = [places.spot(seat, "") for seat in seats() if seat not in spots]
    return Map(
        ways,
        list(spots.values()),
        _legs(ways, spots),
        [spot for spot in others if 0 < spot.x < WIDTH and 0 < spot.y < places.height],
        places.height,
    )


def _ways(told: Sequence[dict]) -> list[Way]:
    told = [facts for facts in told if facts.get("from") and facts.get("region")]
    codes = {facts[name] for facts in told for name in ("from", "region")}
    regions = {region.code: region for region in Region.objects.filter(code__in=codes)}
    ways: dict[tuple[str, str], Way] = {}
    for facts in told:
        pair = facts["from"], facts["region"]
        if pair not in ways:
            known = [regions.get(code) for code in pair]
            names = [f"{r} ({r.code})" if r else c for r, c in zip(known, pair, strict=True)]
            seat = tuple(province_of(region.path) if region else None for region in known)
            ways[pair] = Way(*names, seats=tuple(s if s in seats() else None for s in seat))
        way = ways[pair]
        way.pieces += facts.get("quantity", 1)
        way.days.add(facts["day"])
        if serial := facts.get("serial"):
            way.serials.append(serial)
    return sorted(ways.values(), key=lambda way: (min(way.days), way.home, way.region))


def _names(shown: Iterable[str]) -> dict[str, str]:
    """Of the provinces, by their first digits."""
    codes = [f"{digits}0000" for digits in shown]
    return {region.code[:2]: str(region) for region in Region.objects.filter(code__in=codes)}


class _Projection:
    """Degrees to units: the places fill the width, as far as the height lets them."""

    def __init__(self, places: Sequence[tuple[float, float]]) -> None:
        wide = cos(radians(MIDDLE_LATITUDE))
        xs, ys = [lon * wide for _lat, lon in places], [-lat for lat, _lon in places]
        self.wide, self.left, self.top = wide, min(xs), min(ys)
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        room = WIDTH - 2 * PAD
        self.scale = min(room / max(across, LEAST_SPAN), (MOST - 2 * PAD) / max(down, LEAST_SPAN))
        self.height = max(LEAST, round(down * self.scale) + 2 * PAD)
        self.beside = (WIDTH - across * self.scale) / 2
        self.above = (self.height - down * self.scale) / 2

    def spot(self, seat: str, name: str) -> Spot:
        lat, lon = seats()[seat]
        x = round((lon * self.wide - self.left) * self.scale + self.beside)
        y = round((-lat - self.top) * self.scale + self.above)
        return Spot(name, x, y, y + LETTER // 3)


def _apart(spots: dict[str, Spot]) -> dict[str, Spot]:
    """From the top down each label goes below the one before it on its side."""
    last = {True: -WIDTH, False: -WIDTH}
    found = {}
    for seat, spot in sorted(spots.items(), key=lambda pair: pair[1].y):
        y = max(spot.label_y, last[spot.on_the_left] + LETTER)
        last[spot.on_the_left] = y
        found[seat] = Spot(spot.name, spot.x, spot.y, y)
    return found


def _legs(ways: Iterable[Way], spots: dict[str, Spot]) -> list[Leg]:
    """Between two provinces one line; within one there is none to draw."""
    pieces: dict[tuple[str, str], int] = {}
    for way in ways:
        start, end = way.seats
        if start and end and start != end:
            pieces[start, end] = pieces.get((start, end), 0) + way.pieces
    return [Leg(spots[a], spots[b], count) for (a, b), count in pieces.items()]

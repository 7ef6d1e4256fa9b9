"""From which province goods went to which: confirmed cases counted by pairs, and drawn."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from dealers.models import Region

CELL, LABEL = 48, 176
"""Pixels of a cell, and of the labels beside it."""
SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair of provinces: cases and yuan of goods, and where it stands on the drawing."""

    home: Region
    region: Region
    cases: int
    goods: Decimal
    x: int
    y: int
    shade: int  # 1 … SHADES: the more cases, the darker

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + CELL // 2, self.y + CELL // 2 + 5


@dataclass(frozen=True, slots=True)
class Head:
    region: Region
    place: int  # of its row or column


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: list[Head]
    columns: list[Head]
    cells: list[Cell]
    width: int
    height: int

    @property
    def by_cases(self) -> list[Cell]:
        """The hottest pair first."""
        return sorted(self.cells, key=lambda cell: (-cell.cases, -cell.goods))


def matrix_of(cases: QuerySet) -> Matrix | None:
    """Of the cases that name both regions; nothing where none does."""
    pairs = _pairs(cases)
    if not pairs:
        return None
    provinces = {r.code: r for r in Region.objects.filter(code__in={c for p in pairs for c in p})}
    rows = _heads({home for home, _region in pairs}, provinces)
    columns = _heads({region for _home, region in pairs}, provinces)
    most = max(number for number, _goods in pairs.values())
    place_y = {head.region.code: head.place for head in rows}
    place_x = {head.region.code: head.place for head in columns}
    cells = [
        Cell(
            home=provinces[home],
            region=provinces[region],
            cases=number,
            goods=goods,
            x=place_x[region],
            y=place_y[home],
            shade=-(-number * SHADES // most),
        )
        for (home, region), (number, goods) in pairs.items()
    ]
    return Matrix(rows, columns, cells, LABEL + len(columns) * CELL, LABEL + len(rows) * CELL)


def _pairs(cases: QuerySet) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """Cases and goods by the codes of the two provinces; one query."""
    found = cases.filter(home__isnull=False, region__isnull=False).order_by()
    rows = found.values_list("home__path", "region__path").annotate(Count("pk"), Sum("goods_value"))
    numbers: Counter[tuple[str, str]] = Counter()
    goods: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for home, region, number, value in rows:
        pair = province(home), province(region)
        numbers[pair] += number
        goods[pair] += value
    return {pair: (numbers[pair], goods[pair]) for pair in numbers}


def province(path: str) -> str:
    """The code of the province that a region's path runs through; of the country, its own."""
    codes = path.strip("/").split("/")
    return codes[min(1, len(codes) - 1)]


def _heads(codes: Iterable[str], provinces: dict[str, Region]) -> list[Head]:
    return [Head(provinces[code], LABEL + place * CELL) for place, code in enumerate(sorted(codes))]

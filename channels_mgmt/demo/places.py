"""Real places from the table of regions: the cities and counties in which the demo plays."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import dealers

TABLE = Path(dealers.__file__).parent / "data" / "gbt2260.csv"
COUNTRY = "000000"
# Where a brand would begin in a province; the other cities follow in the order of the table.
FIRST_CITIES = {
    "440000": ("440100", "440600", "440300", "440500", "440400"),
    "330000": ("330100", "330200", "330300", "330600"),
    "320000": ("320100", "320500", "320200", "320300"),
    "510000": ("510100", "510700", "511300"),
    "410000": ("410100", "410300", "411300"),
    "420000": ("420100", "420500", "420600"),
    "370000": ("370100", "370200", "370600"),
}
KINDS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    parent: str
    level: str
    name: str
    name_en: str

    @property
    def short(self) -> str:
        """The name as a company puts it into its own: 广州, 内蒙古; a county keeps its kind."""
        if self.level == "county":
            return self.name
        return next((self.name.removesuffix(k) for k in KINDS if self.name.endswith(k)), self.name)


@cache
def places() -> dict[str, Place]:
    with TABLE.open(encoding="utf-8", newline="") as table:
        return {
            row["code"]: Place(*(row[column] for column in Place.__dataclass_fields__))
            for row in csv.DictReader(table)
        }


@cache
def below(code: str, level: str) -> tuple[Place, ...]:
    """The regions of one level directly below another."""
    return tuple(p for p in places().values() if p.parent == code and p.level == level)


def cities_of(province: str, count: int) -> list[Place]:
    """Cities with counties of their own, the brand's first choice before the others."""
    first = FIRST_CITIES.get(province, ())
    found = [
        city
        for city in below(province, "city")
        if city.name.endswith("市") and len(below(city.code, "county")) > 1
    ]
    found.sort(key=lambda city: first.index(city.code) if city.code in first else len(first))
    return found[:count]


def counties_within(code: str) -> tuple[Place, ...]:
    """The counties of a province or city, whether or not a city lies between."""
    counties = below(code, "county")
    return counties + tuple(c for city in below(code, "city") for c in below(city.code, "county"))

"""How far apart two regions are: as the crow flies, between the seats of their provinces.

Coarse on purpose: nothing nearer is known of a region. No money is reckoned from it.
"""

import csv
import datetime
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

SEATS = Path(__file__).resolve().parent.parent / "data" / "province_seats.csv"
EARTH_KM = 6371
PROVINCE = 2  # how many digits of a code of GB/T 2260 are the province's


@cache
def seats() -> dict[str, tuple[float, float]]:
    """Latitude and longitude in degrees, by the digits of the province."""
    with SEATS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {
            row["province"][:PROVINCE]: (float(row["latitude"]), float(row["longitude"]))
            for row in rows
        }


@cache
def apart_km(path: str, other: str) -> int:
    """Whole kilometres between the provinces of two paths; 0 within one, and where unknown."""
    here, there = (seats().get(province_of(one)) for one in (path, other))
    if here is None or there is None or here == there:
        return 0
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(radians, seat)) for seat in (here, there))
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)))


def province_of(path: str) -> str:
    """The first digits of the region's own code: its path may begin with the country."""
    code = path.rstrip("/").rpartition("/")[2]
    return code[:PROVINCE] if code.isdigit() and len(code) >= PROVINCE else ""


def seconds_between(earlier: str, later: str) -> int:
    """Of two moments as the database writes them, in whole seconds."""
    first, last = (datetime.datetime.fromisoformat(moment[:19]) for moment in (earlier, later))
    return int((last - first).total_seconds())

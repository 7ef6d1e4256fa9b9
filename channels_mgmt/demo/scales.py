"""How large the demo is, and the days it covers."""

import random
from dataclasses import dataclass
from datetime import date

DEFAULT_SEED = 2026
FIRST_DAY = date(2025, 1, 1)
LAST_DAY = date(2026, 11, 1)  # exclusive: the last month is there, not yet settled
PROVINCES = ("440000", "330000", "320000", "510000", "410000", "420000", "370000", "110000")
MORE_PROVINCES = (
    *("310000", "430000", "340000", "350000", "130000", "210000", "610000", "450000", "360000"),
    *("140000", "230000", "220000", "150000", "530000", "120000", "500000", "520000", "620000"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """`cities` a province, `outlets` a city dealer; `lines`: of the least sales, times so many."""

    provinces: tuple[str, ...]
    cities: int
    outlets: int
    lines: int = 1


SCALES = {
    "tiny": Scale(("440000", "330000", "110000"), cities=2, outlets=1),
    "small": Scale(PROVINCES, cities=4, outlets=3),
    "medium": Scale(PROVINCES + MORE_PROVINCES[:9], cities=5, outlets=4, lines=5),
    "large": Scale(PROVINCES + MORE_PROVINCES, cities=8, outlets=5, lines=8),
}


def stream(seed: int, *names: object) -> random.Random:
    """A source of chance of its own for each purpose: one more draw here moves nothing there."""
    return random.Random("/".join(str(part) for part in (seed, *names)))

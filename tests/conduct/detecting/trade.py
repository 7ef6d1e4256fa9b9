"""A year of trade of any size in which some serials were diverted; the same size, the same trade.

Each dealer has one city for one product line in the first half of the year, and the next city in
the second: twice as many territories as dealers.
"""

import datetime
import random
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from channels_mgmt.core.bulk import insert_rows
from dealers.models import Dealer, Territory
from rebates.conduct.models import DetectorSetting
from rebates.sales.models import Scan, Serial
from tests import factories as make

CITIES, DIVERTED_OF, BORDER_OF, BLOCK = 100, 1_000, 50, 20_000
START, TURN, END = (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1), datetime.date(2027, 1, 1))
MIDNIGHT_UTC = datetime.time(16)  # of the day before, in Shanghai


class Trade:
    """``diverted``: the serials that went astray; ``units`` go as they should or astray."""

    def __init__(self, dealers: int) -> None:
        country = make.make_region("CN", level="country")
        provinces = [make.make_region(f"P{n}", country, level="province") for n in range(10)]
        self.cities = [
            make.make_region(f"C{n:03}", provinces[n % 10], level="city").pk for n in range(CITIES)
        ]
        lines = [make.make_line(f"L{n:03}") for n in range(-(-dealers // CITIES))]
        self.skus = [
            make.make_sku(f"S{n:03}", product_line=line).pk for n, line in enumerate(lines)
        ]
        self.dealers = self._dealers(dealers)
        Territory.objects.bulk_create(self._territories([line.pk for line in lines]))
        DetectorSetting.objects.create(
            detector="serial_outside", valid_from=START, makes_cases=False
        )
        self.diverted: set[str] = set()

    def _dealers(self, count: int) -> list[int]:
        tier = make.make_tier("city")
        rows = Dealer.objects.bulk_create(
            Dealer(code=f"D{n:05}", name=f"D{n}", tier=tier, home_region_id=self.city(n, 0))
            for n in range(count)
        )
        return [row.pk for row in rows]

    def city(self, dealer: int, half: int) -> int:
        return self.cities[(dealer + half) % CITIES]

    def _territories(self, lines: list[int]) -> Iterator[Territory]:
        for number, dealer in enumerate(self.dealers):
            for half, (first, last) in enumerate(((START, TURN), (TURN, None))):
                yield Territory(
                    dealer_id=dealer,
                    region_id=self.city(number, half),
                    product_line_id=lines[number // CITIES],
                    valid_from=first,
                    valid_to=last,
                )

    def happens(self, scans: int, seed: int = 7) -> None:
        """Ship units, and see each of them once."""
        shipped = make.make_batch(kind="serials").pk
        seen = make.make_batch(kind="scans").pk
        units = self._units(scans, random.Random(seed))
        with transaction.atomic():
            while block := list(islice(units, BLOCK)):
                insert_rows(
                    Serial,
                    ("code", "sku_id", "dealer_id", "shipped_on", "order_number", "batch_id"),
                    ((code, sku, dealer, "2026-01-01", "", shipped)
                     for code, sku, dealer, _at, _city in block),
                )  # fmt: skip
                insert_rows(
                    Scan,
                    ("serial", "scanned_at", "region_id", "by", "reference", "event", "batch_id"),
                    ((code, at, city, "consumer", "", "", seen)
                     for code, _sku, _dealer, at, city in block),
                )  # fmt: skip

    def _units(self, scans: int, chance: random.Random) -> Iterator[tuple]:
        days = (END - START).days
        for number in range(scans):
            dealer, code = number % len(self.dealers), f"SN{number:09}"
            seconds = chance.randrange(days * 86_400)
            if number % BORDER_OF == 1:  # just before midnight, or at midnight, of the turn
                seconds = (TURN - START).days * 86_400 - number // BORDER_OF % 2
            half = int(seconds >= (TURN - START).days * 86_400)
            city = self.city(dealer, half)
            if number % DIVERTED_OF == 1 or number % DIVERTED_OF == DIVERTED_OF // 2:
                self.diverted.add(code)
                astray = 1 - half if number % DIVERTED_OF == 1 else 2 + chance.randrange(CITIES - 2)
                city = self.city(dealer, astray)
            first = datetime.datetime.combine(START - datetime.timedelta(days=1), MIDNIGHT_UTC)
            at = first + datetime.timedelta(seconds=seconds)
            yield code, self.skus[dealer // CITIES], self.dealers[dealer], f"{at}+00:00", city

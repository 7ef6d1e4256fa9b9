"""The stages about prices: ``python prices.py STAGE FOLDER SKUS`` prints JSON.

As many products as asked for × 4 tiers × 34 provinces, each with a price of its own; half of them
change in the middle of the year, in a list for the country.
"""

import csv
import datetime
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import stages  # noqa: F401  (sets Django up)
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from measuring import peak_mb, timed, with_cpu

from channels_mgmt.core.imports.service import import_file, import_rows
from channels_mgmt.core.scopes import SYSTEM
from dealers.choices import Role
from dealers.models import Dealer, Tier
from pricing.models import SKU, Price, PriceList
from pricing.prices import price_of, prices_for
from pricing.services.price_lists import publish_list
from tests.conftest import person, signed_in

PROVINCES, TIERS = 34, ("national", "provincial", "city", "outlet")
COLUMNS = ("price_list", "tier", "region", "sku", "price", "valid_from", "valid_to")
DAY, ASKED, PAGE = datetime.date(2025, 9, 1), 300, 50


def regions() -> Iterator[dict]:
    for number in range(PROVINCES):
        yield {"code": f"Q{number:02}", "parent": "CN", "level": "province", "name": f"Q{number}"}


def write_prices(path: Path, skus: int) -> int:
    """One row for each price, in no order of its own, written as they are made."""
    random_ = random.Random(1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for sku in range(skus):
            base = random_.randint(50_000, 900_000)
            for tier, code in enumerate(TIERS):
                for province in range(PROVINCES):
                    fen = base * (100 + 5 * tier) // 100 + province
                    price = f"{fen // 100}.{fen % 100:02}"
                    row = ("BENCH", code, f"Q{province:02}", f"K{sku:05}", price, "2025-01-01", "")
                    writer.writerow(row)
    return skus * len(TIERS) * PROVINCES


def prepare(folder: Path, skus: int) -> dict:
    masters = {
        "regions": regions(),
        "products": (
            {"sku": f"K{n:05}", "name": f"K{n:05}", "product_line": f"L{n % 20:02}"}
            for n in range(skus)
        ),
        "dealers": (
            {"code": f"PQ{n:02}", "name": f"PQ{n:02}", "tier": "city", "region": f"Q{n:02}"}
            for n in range(PROVINCES)
        ),
    }
    for kind, rows in masters.items():
        report = import_rows(kind=kind, rows=rows, access=SYSTEM, name="bench")
        assert not report.errors, report.errors[:3]
    seconds, rows = timed(lambda: write_prices(folder / "prices.csv", skus))
    return {"rows": rows, "file_s": round(seconds, 1)}


def bare_insert(folder: Path) -> None:
    """Read the same rows and write them by the driver alone, in a table without keys or indexes."""
    with (folder / "prices.csv").open(newline="") as file:
        rows = [tuple(row[:6]) for row in csv.reader(file)]
    with connection.cursor() as cursor:
        names = ", ".join(f"c{n} text" for n in range(6))
        cursor.execute(f"CREATE TEMPORARY TABLE bare_prices ({names})")
        if connection.vendor == "postgresql":
            with cursor.cursor.copy("COPY bare_prices FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            raw = connection.connection.cursor()
            raw.executemany("INSERT INTO bare_prices VALUES (?, ?, ?, ?, ?, ?)", rows)


def take_in(folder: Path, skus: int) -> dict:
    def work():
        return import_file(kind="prices", path=folder / "prices.csv", access=SYSTEM)

    rows = skus * len(TIERS) * PROVINCES
    first, report = with_cpu(work)
    assert report.accepted == rows, report.errors[:3]
    again, second = with_cpu(work)
    assert second.duplicates == rows
    peak = peak_mb()  # before the rows stand in a list
    bare, _ = with_cpu(lambda: bare_insert(folder))
    return {
        **first,
        "rows_per_s": round(rows / first["seconds"]),
        **{f"again_{name}": value for name, value in again.items()},
        **{f"bare_{name}": value for name, value in bare.items()},
        "ratio": round(first["cpu_s"] / bare["cpu_s"], 1),
        "peak_mb": peak,
    }


def read(folder: Path, skus: int) -> dict:
    publish_list(price_list=PriceList.objects.get(code="BENCH"), access=SYSTEM, reason="bench")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    random_ = random.Random(2)
    dealers = list(Dealer.objects.filter(code__startswith="PQ").select_related(
        "tier", "home_region"))  # fmt: skip
    products = list(SKU.objects.filter(code__startswith="K"))
    cases = [(random_.choice(products), random_.choice(dealers)) for _ in range(ASKED)]
    one = [timed_ms(lambda c=case: price_of(sku=c[0], dealer=c[1], day=DAY)) for case in cases]
    all_, _ = with_cpu(lambda: [price_of(sku=s, dealer=d, day=DAY) for s, d in cases])
    bare = [timed_ms(lambda c=case: bare_row(*c)) for case in cases]
    page = [product.pk for product in random_.sample(products, PAGE)]
    tier, home = Tier.objects.get(code="city"), dealers[0].home_region
    fifty = [timed_ms(lambda: prices_for(tier=tier, region=home, day=DAY, skus=page))
             for _ in range(20)]  # fmt: skip
    return {
        "one_ms": middle(one),
        "one_p99_ms": sorted(one)[ASKED * 99 // 100],
        "one_cpu_ms": round(all_["cpu_s"] * 1000 / ASKED, 2),
        "bare_ms": middle(bare),
        "ratio": round(middle(one) / middle(bare), 1),
        "fifty_ms": middle(fifty),
        **pages(),
    }


def bare_row(sku: SKU, dealer: Dealer) -> None:
    """The row that holds the answer, by its keys."""
    Price.objects.filter(sku=sku, tier=dealer.tier_id, region=dealer.home_region_id).values_list(
        "price"
    ).first()


def pages() -> dict:
    """The list of prices, and fifty of them by API: milliseconds and queries, once warm."""
    setup_test_environment()
    client, found = signed_in(person("bench-prices", Role.HEADQUARTERS)), {}
    for name, address in (
        ("list", "/prices/"),
        ("filtered", "/prices/?sku=K00100&tier=city"),
        ("api", f"/api/v1/prices/?page_size={PAGE}"),
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            milliseconds = timed_ms(lambda a=address: show(client, a))
        found |= {f"{name}_ms": milliseconds, f"{name}_queries": len(queries)}
    return found


def show(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def timed_ms(work: Callable) -> float:
    return round(timed(work)[0] * 1000, 2)


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


STAGES = {"price_file": prepare, "price_import": take_in, "price_reading": read}

if __name__ == "__main__":
    stage, folder, skus = sys.argv[1:]
    call_command("migrate", verbosity=0)
    print(json.dumps(STAGES[stage](Path(folder), int(skus))))

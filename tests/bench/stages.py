"""The stages of the benchmark: ``python stages.py STAGE FOLDER LINES DEALERS`` prints JSON."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "channels_mgmt.settings")
os.environ["LOG_LEVEL"] = "ERROR"

import django  # noqa: E402

django.setup()

import datetime  # noqa: E402

import generate  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from measuring import cpu_s, peak_mb, timed, with_cpu  # noqa: E402

from channels_mgmt.core.bulk import days  # noqa: E402
from channels_mgmt.core.imports.service import import_file, import_rows  # noqa: E402
from channels_mgmt.core.scopes import SYSTEM  # noqa: E402
from rebates.models import RunLine  # noqa: E402
from rebates.sales.cells import refresh_cells  # noqa: E402
from rebates.sales.models import MonthlyCell, ProductLineCell, SalesLine  # noqa: E402
from rebates.services.calculating import calculate  # noqa: E402
from rebates.services.programmes import import_programmes  # noqa: E402
from rebates.services.runs import start_run  # noqa: E402

TABLE = SalesLine._meta.db_table
BLOCK = 10_000  # rows that are copied at once
GROUP_BYS = 10  # a server counts its seconds in hundredths
# The last of the year, so that every one of the programmes falls due.
QUARTER = datetime.date(generate.YEAR, 10, 1), datetime.date(generate.YEAR + 1, 1, 1)


def prepare(folder: Path, lines: int, dealers: int) -> dict:
    call_command("migrate", verbosity=0)
    masters = {
        "regions": generate.regions(),
        "product_lines": generate.product_lines(),
        "products": generate.products(),
        "dealers": generate.dealers(dealers),
    }
    for kind, rows in masters.items():
        report = import_rows(kind=kind, rows=rows, access=SYSTEM, name="bench")
        assert not report.errors, report.errors[:3]
    import_programmes(document=generate.programmes(), access=SYSTEM)
    seconds, _ = timed(
        lambda: generate.write_sales(folder / "sales.csv", lines=lines, dealer_count=dealers)
    )
    return {"file_s": round(seconds, 1)}


def import_sales(folder: Path, lines: int, dealers: int) -> dict:
    def work():
        return import_file(kind="sales", path=folder / "sales.csv", access=SYSTEM)

    before, load = cpu_s(), os.getloadavg()[0]
    figures, report = with_cpu(work)
    assert report.accepted == lines, report.errors[:3]
    ours, peak = cpu_s() - before, peak_mb()
    bare = bare_copy()
    return {
        **figures,
        "own_cpu_s": round(ours, 1),
        "rows_per_s": round(lines / figures["seconds"]),
        "peak_mb": peak,
        **{f"bare_{name}": round(value, 1) for name, value in bare.items()},
        "ratio": round(figures["seconds"] / bare["seconds"], 1),
        "cpu_ratio": round(figures["cpu_s"] / bare["cpu_s"], 1),
        "load": round(load, 1),
    }


def bare_copy() -> dict[str, float]:
    """The rows that are there now, by COPY into a table without keys, indexes or triggers; on
    SQLite by ``executemany``. Making them ready is not measured."""
    spent = {"seconds": 0.0, "cpu_s": 0.0}
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_lines AS SELECT * FROM {TABLE} WHERE id < 0")
    with transaction.atomic():
        for rows in blocks():
            figures, _ = with_cpu(lambda rows=rows: add_bare(rows), places=4)
            spent = {name: spent[name] + figures[name] for name in spent}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare_lines")
    return spent


def blocks() -> Iterator[tuple | bytes]:
    last = SalesLine.objects.order_by("-id").values_list("id", flat=True).first()
    raw, marks = connection.connection, ", ".join("?" * len(SalesLine._meta.concrete_fields))
    for start in range(0, last + 1, BLOCK):
        part = f"SELECT * FROM {TABLE} WHERE id >= {start} AND id < {start + BLOCK}"
        if connection.vendor == "postgresql":
            with raw.cursor().copy(f"COPY ({part}) TO STDOUT") as copy:
                block = b"".join(copy)
            yield block  # not before the COPY has ended
        else:
            yield raw.execute(part).fetchall(), f"INSERT INTO bare_lines VALUES ({marks})"


def add_bare(rows) -> None:
    raw = connection.connection
    if connection.vendor == "postgresql":
        with raw.cursor() as cursor, cursor.copy("COPY bare_lines FROM STDIN") as copy:
            copy.write(rows)
    else:
        raw.executemany(rows[1], rows[0])


def bare_group_by() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT dealer_id, SUM(quantity), SUM(amount) FROM {TABLE}"
            " WHERE date >= %s AND date < %s GROUP BY dealer_id",
            days(*QUARTER),
        )
        return len(cursor.fetchall())


def settlement(folder: Path, lines: int, dealers: int) -> dict:
    cells, months = with_cpu(refresh_cells)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    bare_group_by()  # warm
    many, _ = with_cpu(lambda: [bare_group_by() for _ in range(GROUP_BYS)], places=3)
    group_by = many["cpu_s"] / GROUP_BYS
    run = start_run(date_from=QUARTER[0], date_to=QUARTER[1], access=SYSTEM)
    spent, _ = with_cpu(lambda: calculate(run=run))
    return {
        "cells_cpu_s": cells["cpu_s"],
        "months": months,
        "cells": MonthlyCell.objects.count(),
        "line_cells": ProductLineCell.objects.count(),
        "settle_s": spent["seconds"],
        "cpu_s": spent["cpu_s"],
        "run_lines": RunLine.objects.filter(run=run).count(),
        "group_by_cpu_s": round(group_by, 3),
        "ratio": round(spent["cpu_s"] / group_by, 1),
        "peak_mb": peak_mb(),
    }


STAGES = {
    "prepare": prepare,
    "import": import_sales,
    "settlement": settlement,
}

if __name__ == "__main__":
    stage, folder, lines, dealers = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(folder), int(lines), int(dealers))))

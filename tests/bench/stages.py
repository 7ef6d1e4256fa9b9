"""The stages of the benchmark: ``python stages.py STAGE FOLDER LINES DEALERS`` prints JSON."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
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
from django.db import connection  # noqa: E402
from django.utils.translation import override  # noqa: E402
from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from channels_mgmt.core.imports.service import import_file, import_rows  # noqa: E402
from channels_mgmt.core.models import User  # noqa: E402
from channels_mgmt.core.pdf import static_file  # noqa: E402
from channels_mgmt.core.scopes import SYSTEM, Access  # noqa: E402
from rebates.models import RunLine, SettlementRun, Statement  # noqa: E402
from rebates.sales.cells import refresh_cells  # noqa: E402
from rebates.sales.models import SalesLine  # noqa: E402
from rebates.services.calculating import calculate  # noqa: E402
from rebates.services.posting import post_run  # noqa: E402
from rebates.services.programmes import import_programmes  # noqa: E402
from rebates.services.runs import approve_run, start_run  # noqa: E402
from rebates.services.statements import document_of  # noqa: E402
from rebates.services.statements.render import STYLESHEETS, html_of  # noqa: E402

SAMPLE = 20  # statements that are printed
FONTS = FontConfiguration()
STYLE = CSS(static_file(STYLESHEETS[0]), font_config=FONTS)
QUARTER = datetime.date(generate.YEAR, 7, 1), datetime.date(generate.YEAR, 10, 1)


def timed(work: Callable) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def cpu_s() -> float:
    """Of this process so far, without a PostgreSQL server's."""
    return round(time.process_time(), 2)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


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

    before = cpu_s()
    seconds, report = timed(work)
    assert report.accepted == lines, report.errors[:3]
    return {
        "seconds": round(seconds, 1),
        "cpu_s": round(cpu_s() - before, 1),
        "rows_per_s": round(lines / seconds),
        "peak_mb": peak_mb(),
    }


def bare_group_by() -> int:
    table = SalesLine._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT dealer_id, SUM(quantity), SUM(amount) FROM {table}"
            " WHERE date >= %s AND date < %s GROUP BY dealer_id",
            [connection.ops.adapt_datefield_value(day) for day in QUARTER],
        )
        return len(cursor.fetchall())


def settlement(folder: Path, lines: int, dealers: int) -> dict:
    cells_s, months = timed(refresh_cells)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    bare_group_by()  # warm
    group_by_s = min(timed(bare_group_by)[0] for _ in range(3))
    run = start_run(date_from=QUARTER[0], date_to=QUARTER[1], access=SYSTEM)
    before = cpu_s()
    settle_s, _ = timed(lambda: calculate(run=run))
    settle_cpu_s = cpu_s() - before
    return {
        "cells_s": round(cells_s, 2),
        "months": months,
        "settle_s": round(settle_s, 2),
        "cpu_s": round(settle_cpu_s, 2),
        "run_lines": RunLine.objects.filter(run=run).count(),
        "group_by_s": round(group_by_s, 3),
        "ratio": round(settle_s / group_by_s, 1),
        "peak_mb": peak_mb(),
    }


def statements(folder: Path, lines: int, dealers: int) -> dict:
    """Post the run, then our PDFs against bare WeasyPrint on the same pages."""
    run = SettlementRun.objects.get()
    user = User.objects.create_superuser("bench")
    approve_run(run=run, access=Access(user, SYSTEM.rights), reason="bench")
    post_s, _ = timed(lambda: post_run(run=run, access=SYSTEM))
    issued = list(Statement.objects.order_by("id")[:SAMPLE])
    with override("zh-hans"):
        pages = [html_of(content=s.content, digest=s.digest) for s in issued]
    document_of(statement=issued[0], language="en")  # fonts and style sheets are read
    bare(pages[:1])
    bare_s, _ = timed(lambda: bare(pages))
    ours_s, _ = timed(lambda: [document_of(statement=s, language="zh-hans") for s in issued])
    return {
        "post_s": round(post_s, 1),
        "statements": run.statements.count(),
        "pdfs_per_s": round(len(pages) / ours_s, 2),
        "bare_per_s": round(len(pages) / bare_s, 2),
        "ratio": round(bare_s / ours_s, 2),
        "peak_mb": peak_mb(),
    }


def bare(pages: list[str]) -> None:
    """WeasyPrint alone, with its fonts and the style sheet read once."""
    for page in pages:
        HTML(string=page).write_pdf(stylesheets=[STYLE], font_config=FONTS)


STAGES = {
    "prepare": prepare,
    "import": import_sales,
    "settlement": settlement,
    "statements": statements,
}

if __name__ == "__main__":
    stage, folder, lines, dealers = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(folder), int(lines), int(dealers))))

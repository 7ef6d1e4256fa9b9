"""The stages of the benchmark: ``python stages.py STAGE FOLDER LINES DEALERS`` prints JSON."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
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
from django.utils.translation import override  # noqa: E402
from measuring import cpu_s, peak_mb, timed, with_cpu  # noqa: E402
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
from rebates.services.statements.annex import annex_of  # noqa: E402
from rebates.services.statements.render import STYLESHEETS, html_of  # noqa: E402

TABLE = SalesLine._meta.db_table
BLOCK = 10_000  # rows that are copied at once
GROUP_BYS = 10  # a server counts its seconds in hundredths
SAMPLE = 20  # statements that are printed
FONTS = FontConfiguration()
STYLE = CSS(static_file(STYLESHEETS[0]), font_config=FONTS)
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
            [connection.ops.adapt_datefield_value(day) for day in QUARTER],
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
        "settle_s": spent["seconds"],
        "cpu_s": spent["cpu_s"],
        "run_lines": RunLine.objects.filter(run=run).count(),
        "group_by_cpu_s": round(group_by, 3),
        "ratio": round(spent["cpu_s"] / group_by, 1),
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
    # In turn, one by one: what else the machine does meets both alike. CPU seconds: of one core.
    bare_s = ours_s = 0.0
    for page, statement in zip(pages, issued, strict=True):
        bare_s += cpu_of(lambda page=page: bare([page]))
        ours_s += cpu_of(lambda s=statement: document_of(statement=s, language="zh-hans"))
    return {
        "post_s": round(post_s, 1),
        "statements": run.statements.count(),
        "pdfs_per_cpu_s": round(len(pages) / ours_s, 2),
        "bare_per_cpu_s": round(len(pages) / bare_s, 2),
        "ratio": round(bare_s / ours_s, 2),
        "peak_mb": peak_mb(),
    }


def annexes(folder: Path, lines: int, dealers: int) -> dict:
    """The annexes of the sampled statements: every sale behind every line."""
    issued = list(Statement.objects.select_related("run").order_by("id")[:SAMPLE])
    seconds, written = timed(lambda: [annex_of(statement) for statement in issued])
    sales = sum(annex.lines for annex in written)
    assert all(annex.agrees for annex in written)
    return {
        "annexes": len(written),
        "sales": sales,
        "sales_per_s": round(sales / seconds),
        "mb": round(sum(annex.file.size for annex in written) / 2**20, 1),
        "peak_mb": peak_mb(),
    }


def cpu_of(work: Callable) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def bare(pages: list[str]) -> None:
    """WeasyPrint alone, with its fonts and the style sheet read once."""
    for page in pages:
        HTML(string=page).write_pdf(stylesheets=[STYLE], font_config=FONTS)


STAGES = {
    "prepare": prepare,
    "import": import_sales,
    "settlement": settlement,
    "statements": statements,
    "annexes": annexes,
}

if __name__ == "__main__":
    stage, folder, lines, dealers = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(folder), int(lines), int(dealers))))

"""Statements on paper: ``python papers.py STAGE FOLDER LINES DEALERS`` prints JSON.

``statements`` posts the run and prints some of its statements, beside bare WeasyPrint on the same
pages; ``workers`` has others made by one worker process, then by two; ``annexes`` writes the sales.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import stages  # noqa: F401  it makes Django ready
from django.utils.translation import override
from measuring import peak_mb, timed
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from channels_mgmt.core.jobs import enqueue
from channels_mgmt.core.models import Job, User
from channels_mgmt.core.models.jobs import JobStatus
from channels_mgmt.core.pdf import VARIANT, static_file
from channels_mgmt.core.scopes import SYSTEM, Access
from rebates.models import SettlementRun, Statement
from rebates.services.posting import post_run
from rebates.services.runs import approve_run
from rebates.services.statements.annex import annex_of
from rebates.services.statements.render import STYLESHEETS, TASK, html_of, pdf_of

SAMPLE = 20  # statements that are printed, each twice: what else the machine does comes and goes
TIMES = 2
BATCH, IN_A_JOB = 8, 2  # statements of each team of workers
FONTS = FontConfiguration()
STYLE = CSS(static_file(STYLESHEETS[0]), font_config=FONTS)


def statements(folder: Path, lines: int, dealers: int) -> dict:
    """CPU seconds of one core; of each page the least counts, and the ways take turns."""
    run = SettlementRun.objects.get()
    user = User.objects.create_superuser("bench")
    approve_run(run=run, access=Access(user, SYSTEM.rights), reason="bench")
    post_s, _ = timed(lambda: post_run(run=run, access=SYSTEM))
    issued = list(Statement.objects.order_by("id")[:SAMPLE])
    with override("zh-hans"):
        pages = [html_of(content=s.content, digest=s.digest) for s in issued]
    ways: dict[str, Callable[[str, Statement], object]] = {
        "bare": lambda page, _: bare(page),
        "bare_archive": lambda page, _: bare(page, pdf_variant=VARIANT),
        "ours": lambda _, statement: printed(statement),
    }
    for way in ways.values():  # fonts and style sheets are read
        way(pages[0], issued[0])
    spent = dict.fromkeys(ways, 0.0)
    for page, statement in zip(pages, issued, strict=True):
        taken = [
            {name: cpu_of(way, page, statement) for name, way in ways.items()} for _ in range(TIMES)
        ]
        for name in ways:
            spent[name] += min(each[name] for each in taken)
    return {
        "post_s": round(post_s, 1),
        "statements": run.statements.count(),
        **{f"{name}_per_cpu_s": round(SAMPLE / cpu, 2) for name, cpu in spent.items()},
        "ratio": round(spent["bare"] / spent["ours"], 2),
        "archive_ratio": round(spent["bare_archive"] / spent["ours"], 2),
        "peak_mb": peak_mb(),
    }


def bare(page: str, **options) -> None:
    """WeasyPrint alone, with its fonts and the style sheet read once."""
    HTML(string=page).write_pdf(stylesheets=[STYLE], font_config=FONTS, **options)


def printed(statement: Statement) -> bytes:
    """What is stored when it is first asked for; to store it is one INSERT."""
    return pdf_of(
        content=statement.content,
        digest=statement.digest,
        issued_at=statement.issued_at,
        language="zh-hans",
    )


def workers(folder: Path, lines: int, dealers: int) -> dict:
    """Statements made by `manage.py work`, in both languages and with their annexes: by one
    process, then as many others by two. Cores: CPU seconds of the workers a second."""
    found: dict[str, float] = {"load": round(os.getloadavg()[0], 1)}
    keys = iter(Statement.objects.order_by("id").values_list("pk", flat=True)[SAMPLE:])
    for processes in (1, 2):
        chosen = [next(keys) for _ in range(BATCH)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds, _ = timed(lambda chosen=chosen, n=processes: done_by(n, chosen))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found |= {
            f"seconds_by_{processes}": round(seconds, 1),
            f"cpu_s_by_{processes}": round(cpu, 1),
            f"cores_by_{processes}": round(cpu / seconds, 2),
        }
    return found


def done_by(processes: int, chosen: list[int]) -> None:
    run = SettlementRun.objects.get()
    for first in range(0, BATCH, IN_A_JOB):
        part = chosen[first : first + IN_A_JOB]
        enqueue(task=TASK, arguments={"run": run.pk, "statements": part}, by=None)
    command = [sys.executable, "manage.py", "work", "--processes", str(processes)]
    root = Path(__file__).resolve().parent.parent.parent
    team = subprocess.Popen(command, cwd=root)
    try:
        while Job.objects.filter(task=TASK).exclude(status=JobStatus.DONE).exists():
            assert team.poll() is None, "the workers ended early"
            time.sleep(0.2)
    finally:
        team.send_signal(signal.SIGTERM)
        team.wait()


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


def cpu_of(work: Callable, *arguments) -> float:
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


STAGES = {"statements": statements, "workers": workers, "annexes": annexes}

if __name__ == "__main__":
    stage, folder, lines, dealers = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(folder), int(lines), int(dealers))))

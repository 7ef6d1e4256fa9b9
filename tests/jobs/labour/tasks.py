import json
import os
import threading
from pathlib import Path
from time import monotonic

from channels_mgmt.core.jobs import Report, task

LONGEST = 120  # seconds a job waits before its gate


def place() -> Path:
    return Path(json.loads(os.environ["LABOUR"])["place"])


def note(book: str, item: str) -> None:
    """One line, written at once: many processes write into the same book."""
    with (place() / book).open("a") as file:
        file.write(f"{item} {os.getpid()}\n")


@task("toil")
def toil(item: str, *, report: Report) -> None:
    """Notes that it has begun, waits as long as the gate is closed, notes that it has ended."""
    report(0, 2)
    note("begun", item)
    until, pause = monotonic() + LONGEST, threading.Event()
    while (place() / "closed").exists() and monotonic() < until:
        if (place() / "talks").exists():
            report(1, 2)
        pause.wait(0.02)
    note("ended", item)
    report(2, 2)

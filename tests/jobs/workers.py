"""Workers as processes of their own, on the database of the test, with brokers or without."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from django.db import connection

from channels_mgmt.core.jobs import enqueue
from channels_mgmt.core.models import Job, JobStatus

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"lease": 2, "silence": 1, "every": 0.5}


def until(condition: Callable[[], Any], what: str, within: float = 30) -> Any:
    """Ask again and again until the answer is true; fails when it does not come to that."""
    end, pause = monotonic() + within, threading.Event()
    while not (found := condition()):
        assert monotonic() < end, f"not within {within} seconds: {what}"
        pause.wait(0.05)
    return found


def database_url() -> str:
    it = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{it['NAME']}"
    person = quote(it["USER"]) + (f":{quote(it['PASSWORD'])}" if it["PASSWORD"] else "")
    return f"postgres://{person}@{it['HOST']}:{it['PORT'] or 5432}/{it['NAME']}"


class Yard:
    """Where workers work: what they note down, the gate before their jobs, and they themselves."""

    def __init__(self, place: Path, **environment: str) -> None:
        self.place, self.environment = place, environment
        self.workers: list[subprocess.Popen] = []
        (place / "labour").mkdir()

    def close(self) -> None:
        (self.book("closed")).touch()

    def open(self) -> None:
        (self.book("closed")).unlink()

    def book(self, name: str) -> Path:
        return self.place / "labour" / name

    def noted(self, name: str) -> list[tuple[str, int]]:
        """The item and the process of each line."""
        lines = self.book(name).read_text().splitlines() if self.book(name).exists() else []
        return [(item, int(pid)) for item, pid in map(str.split, lines)]

    def times(self, name: str) -> Counter[str]:
        return Counter(item for item, _pid in self.noted(name))

    def start(self, *, processes: int = 2, without: tuple[str, ...] = (), **waits: float):
        """``manage.py work`` in a process group of its own; its output goes to a file."""
        said = {"place": str(self.place / "labour"), "without": without, **(waits or QUICK)}
        environment = {
            **os.environ,
            **self.environment,
            "DATABASE_URL": database_url(),
            "DATA_DIR": str(self.place),
            "DJANGO_SETTINGS_MODULE": "tests.jobs.labour.settings",
            "LABOUR": json.dumps(said),
            "LOG_LEVEL": "INFO",
        }
        command = [sys.executable, "manage.py", "work", "--processes", str(processes)]
        with (self.place / "log").open("a") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen) -> None:
        """The worker with all its processes, without a word."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self, worker: subprocess.Popen, within: float = 30) -> int:
        worker.terminate()
        return worker.wait(within)

    def clear(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)


def put(count: int, **more: Any) -> list[Job]:
    return [
        enqueue(task="toil", arguments={"item": f"item-{n}"}, by=None, **more) for n in range(count)
    ]


def states() -> Counter[str]:
    return Counter(Job.objects.filter(task="toil").values_list("status", flat=True))


def all_done(count: int, within: float = 30) -> None:
    wanted = {JobStatus.DONE: count}
    until(lambda: states() == wanted, f"{count} jobs done; there are {states()}", within)


def begun(yard: Yard, count: int = 1) -> list[tuple[str, int]]:
    """Waits until so many jobs have begun; each with its process."""
    until(lambda: len(yard.noted("begun")) >= count, f"{count} begun")
    return yard.noted("begun")

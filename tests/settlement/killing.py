"""Work in a process of its own that kills itself, -9, at a chosen statement to the database."""

import multiprocessing
import os
import signal
from collections.abc import Callable

from django.db import connection, connections

fork = multiprocessing.get_context("fork")
PATIENCE = 300  # seconds: far more than any of it takes


class Trace:
    """Counts statements; at number ``point`` it kills, before the statement or right after it."""

    def __init__(self, point: int, *, after: bool) -> None:
        self.seen, self.point, self.after = 0, point, after

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.point and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if self.seen == self.point:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def interrupted(work: Callable[[], object], point: int, *, after: bool = False) -> bool:
    """Whether it was killed; it was not where it takes fewer statements."""
    return _exit_code(work, Trace(point, after=after), None) == -signal.SIGKILL


def statements(work: Callable[[], object]) -> int:
    """How many it takes when nobody comes in between."""
    count = fork.Value("i", 0)
    assert _exit_code(work, Trace(0, after=False), count) == 0
    return count.value


def _exit_code(work: Callable[[], object], trace: Trace, count) -> int:
    connections.close_all()
    process = fork.Process(target=_do, args=(work, trace, count))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None, "it hangs"
    return process.exitcode


def _do(work: Callable[[], object], trace: Trace, count) -> None:
    with connection.execute_wrapper(trace):
        work()
    if count is not None:
        count.value = trace.seen
    connections.close_all()

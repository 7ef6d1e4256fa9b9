"""One statement that the database works at while Python goes on: both processors have work.

PostgreSQL alone: its driver lets go of the interpreter while it waits. What SQLite does, it does
in our own process and takes the interpreter back for each row; there the work is done at once.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Any, Self

from django.db import connection


class Beside:
    """Within a transaction; a ``with`` block, at whose end nothing is under way any more.

    The work is done in another thread and uses the driver's own connection, which it is given:
    Django would open one of its own there. Whoever asks this thread's database anything meanwhile
    waits for the end of the work first.
    """

    def __init__(self) -> None:
        self._pending: Future | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        if connection.vendor == "postgresql":
            self._threads = self._open.enter_context(ThreadPoolExecutor(max_workers=1))
            self._open.enter_context(connection.execute_wrapper(self._wait_first))
        return self

    def __exit__(self, *error: object) -> None:
        if self._pending is not None:
            wait([self._pending])  # an error of its own is told by ``result``, or one is under way
        self._open.close()

    def start(self, work: Callable[..., Any], *arguments: Any) -> Future:
        """Do ``work(connection, …)``; one at a time. Its errors are those of ``result``."""
        connection.ensure_connection()
        raw = connection.connection
        if connection.vendor == "postgresql":
            self._pending = self._threads.submit(work, raw, *arguments)
            return self._pending
        return _done(work, raw, *arguments)

    def _wait_first(self, execute: Callable, *arguments: Any) -> Any:
        if self._pending is not None:
            result(self._pending)
        return execute(*arguments)


def _done(work: Callable[..., Any], *arguments: Any) -> Future:
    future: Future = Future()
    try:
        future.set_result(work(*arguments))
    except Exception as error:
        future.set_exception(error)
    return future


def result(future: Future) -> Any:
    """What the work came to, once it is done; errors of the driver are Django's here."""
    with connection.wrap_database_errors:
        return future.result()

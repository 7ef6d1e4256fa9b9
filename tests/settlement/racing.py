"""Two at the same time, and what a guard is worth: how to let both be in the same place."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

ROUNDS = pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.prove)])
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time in any case"
)


def meeting(work: Callable, parties: int = 2) -> Callable:
    """The same work, at whose end all wait for each other: where a guard lets in one alone, the
    one gives up waiting and goes on."""
    barrier = Barrier(parties)

    def met(*args, **kwargs):
        found = work(*args, **kwargs)
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1)
        return found

    return met


def unguarded(service: Callable) -> Callable:
    """A service without its transaction on SQLite, where that keeps others out; PostgreSQL lets
    several in, and needs it for locks of rows."""
    return service.__wrapped__ if connection.vendor == "sqlite" else service

"""What a stage takes: seconds by the clock, of the processor, and memory at its peak."""

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def timed(work: Callable) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def cpu_s() -> float:
    """Of this process so far, without a PostgreSQL server's."""
    return round(time.process_time(), 2)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def with_cpu(work: Callable, *, places: int = 2) -> tuple[dict, object]:
    """Seconds by the clock and of the processor, a PostgreSQL server's on this machine included."""
    before = cpu_s() + server_cpu_s()
    seconds, result = timed(work)
    spent = cpu_s() + server_cpu_s() - before
    return {"seconds": round(seconds, places), "cpu_s": round(spent, places)}, result


def server_cpu_s() -> float:
    """What the backend of this connection has used so far; nothing where it is elsewhere."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

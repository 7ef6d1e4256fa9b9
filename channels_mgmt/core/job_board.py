"""What a job says, and is told, while its transaction hides all that it writes; and that a worker
is there at all.

A job that is one long transaction cannot move its own row: nobody would see it before the end, and
on SQLite nobody else could write to it. So it speaks through the cache, which all processes share.
The row remains the truth: a cache that forgets costs a progress bar, never a result.
"""

from django.core.cache import cache
from django.utils import timezone

from .models import Job, JobStatus

KEPT = 24 * 60 * 60  # seconds
BEAT = 2.0  # seconds between two signs of life of a worker
MISSED = 7  # seconds without one, and no worker is running
_BEATS = "jobs:worker"


def _said(job: Job) -> str:
    return f"job:{job.pk}:{job.attempts}:progress"


def _told(job: Job) -> str:
    return f"job:{job.pk}:stop"


def say(job: Job, done: int, total: int) -> None:
    """That so much of so much is done, and that the worker is alive."""
    cache.set(_said(job), (done, total, timezone.now()), KEPT)


def progress(job: Job) -> tuple[int, int] | None:
    """What was said last by the attempt that holds the job now."""
    said = cache.get(_said(job))
    return said[:2] if said else None


def progress_of(job: Job) -> tuple[int, int]:
    """The latest word of it: what was said last, or else what stands in the row."""
    said = progress(job) if job.status == JobStatus.RUNNING else None
    return said or (job.done, job.total)


def alive(job: Job, lease) -> bool:
    """Whether its worker has said something within the time of a lease."""
    said = cache.get(_said(job))
    return bool(said) and timezone.now() - said[2] < lease


def ask_to_stop(job: Job) -> None:
    cache.set(_told(job), True, KEPT)


def asked_to_stop(job: Job) -> bool:
    return bool(cache.get(_told(job)))


def withdraw_stop(job: Job) -> None:
    """The job may go on: somebody retries it."""
    cache.delete(_told(job))


def beat() -> None:
    """A worker is there, also when it is busy with one job for long."""
    cache.set(_BEATS, True, MISSED)


def worker_is_up() -> bool:
    return cache.get(_BEATS) is not None

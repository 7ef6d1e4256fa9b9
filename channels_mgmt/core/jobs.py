"""Background work: the row in ``Job`` is the truth, a worker only delivers.

A task is a plain function, registered by name in a module ``tasks`` of any app::

    @task("calculate_run")
    def calculate_run(run: int, *, report: Report) -> None: ...

It must be safe to do twice: a worker that dies is followed by another one, which begins anew.
Every attempt has its own number; whoever holds an older number has lost the job and stops.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import job_board
from .models import Job, JobStatus, User
from .requests import new_request, same_request

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
PAUSE = timedelta(seconds=5)  # before another attempt, times the attempts so far
REPORT_EVERY = 0.5  # seconds between two writes of the progress
WORKERS_DIED = gettext_noop("The worker stopped %(count)s times in the middle of it.")

Report = Callable[[int, int], None]
logger = logging.getLogger(__name__)


class LostLease(Exception):
    """Another worker has taken the job over."""


class Cancelled(Exception):
    """Somebody has decided against the job."""


class Stopped(BaseException):
    """The worker was asked to stop in the middle of a job; no handler of errors may keep it."""


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    function: Callable[..., None]
    given_up: Callable[..., None] | None
    one_transaction: bool


_registry: dict[str, Task] = {}


def task(name: str, *, given_up: Callable[..., None] | None = None, one_transaction: bool = False):
    """Register a function ``f(**arguments, report=…)`` as the task of that name.

    ``given_up(**arguments, error=…)`` is called once the job has failed for good or was cancelled,
    so that what it worked on can say so too. A task that reports from within ``one_transaction``
    does so by ``job_board``, and can be cancelled at each report.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _registry[name] = Task(name, function, given_up, one_transaction)
        return function

    return register


def task_named(name: str) -> Task:
    """The registered task; raises LookupError for a name that no app knows."""
    if name not in _registry:
        autodiscover_modules("tasks")
    try:
        return _registry[name]
    except KeyError:
        raise LookupError(f"No task is named {name!r}.") from None


def enqueue(*, task: str, arguments: dict[str, Any], by: User | None) -> Job:
    """Put a job into the queue, in the caller's transaction: no commit, no job."""
    return Job.objects.create(task=task_named(task).name, arguments=arguments, created_by=by)


def claim(now: datetime | None = None) -> Job | None:
    """Take the oldest job that waits or whose worker is gone; None when there is nothing to do.

    The conditional UPDATE decides who gets it, on every database: one row changed, or none.
    """
    now = now or timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    # A waiting job with a lease has failed before and rests until then.
    open_jobs = Job.objects.filter(free, status__in=[JobStatus.QUEUED, JobStatus.RUNNING])
    for job in open_jobs.order_by("id")[:20]:
        if job.status == JobStatus.RUNNING and job_board.alive(job, LEASE):
            continue
        if job.attempts >= ATTEMPTS:
            _bury(job)
        elif _take(job, now):
            return Job.objects.get(pk=job.pk)
    return None


@new_request()
def run_job(job: Job, *, stopping: Callable[[], bool] = lambda: False) -> None:
    """Do a claimed job and write down how it ended; errors end up in the row and in the log.

    What a user can mend (ValidationError) fails at once; anything else is tried again, at most
    ``ATTEMPTS`` times in all. Raises Stopped after giving the job back to the queue.
    """
    try:
        task_named(job.task).function(**job.arguments, report=reporter(job, stopping))
    except Stopped:
        _mine(job).update(status=JobStatus.QUEUED, attempts=F("attempts") - 1, leased_until=None)
        raise
    except LostLease:
        logger.warning("%s was taken over by another worker.", job)
    except Cancelled:
        _fail(job, "", JobStatus.CANCELLED)
    except ValidationError as error:
        logger.info("%s was refused: %s", job, error.messages)
        _fail(job, " ".join(error.messages))
    except Exception as error:
        logger.exception("%s failed (attempt %s of %s).", job, job.attempts, ATTEMPTS)
        text = f"{type(error).__name__}: {error}"
        _fail(job, text) if job.attempts >= ATTEMPTS else _retry(job, text)
    else:
        _mine(job).update(
            status=JobStatus.DONE, error="", leased_until=None, finished_at=timezone.now()
        )


def reporter(job: Job, stopping: Callable[[], bool]) -> Report:
    """What a task calls as it goes on: writes the progress and renews the lease."""
    written = -REPORT_EVERY

    def report(done: int, total: int) -> None:
        nonlocal written
        if stopping():
            raise Stopped
        if done < total and monotonic() - written < REPORT_EVERY:
            return
        written = monotonic()
        if task_named(job.task).one_transaction:
            if job_board.asked_to_stop(job):
                raise Cancelled
            job_board.say(job, done, total)
            return
        lease = timezone.now() + LEASE
        if not _mine(job).update(done=done, total=total, leased_until=lease):
            raise LostLease

    return report


def _mine(job: Job):
    """The job's row as long as this attempt holds it."""
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempts=job.attempts)


def _take(job: Job, now: datetime) -> bool:
    unchanged = Job.objects.filter(pk=job.pk, status=job.status, attempts=job.attempts)
    return bool(
        unchanged.filter(leased_until=job.leased_until).update(
            status=JobStatus.RUNNING, attempts=F("attempts") + 1, leased_until=now + LEASE
        )
    )


def _bury(job: Job) -> None:
    """The last attempt ended without a word: its worker died."""
    logger.error("%s is given up: its worker died %s times.", job, job.attempts)
    _fail(job, _(WORKERS_DIED) % {"count": job.attempts})


def _retry(job: Job, error: str) -> None:
    rest = timezone.now() + PAUSE * job.attempts
    _mine(job).update(status=JobStatus.QUEUED, error=error, leased_until=rest)


def cancel(job: Job) -> None:
    """Ask for a job in one transaction to end without a result: at once, or at its next report.

    Whether it came in time, what the job worked on tells.
    """
    task_named(job.task)  # so that what it works on can be told
    job_board.ask_to_stop(job)
    waiting = Job.objects.filter(pk=job.pk, status=JobStatus.QUEUED)
    if waiting.update(status=JobStatus.CANCELLED, leased_until=None, finished_at=timezone.now()):
        _tell(job, "")


@same_request()
def _fail(job: Job, error: str, status: JobStatus = JobStatus.FAILED) -> None:
    ended = _mine(job).update(
        status=status, error=error, leased_until=None, finished_at=timezone.now()
    )
    if ended:
        _tell(job, error)


def _tell(job: Job, error: str) -> None:
    """What it worked on hears that there will be no result."""
    known = _registry.get(job.task)
    if not (known and known.given_up):
        return
    try:
        known.given_up(**job.arguments, error=error)
    except Exception:
        logger.exception("%s failed, and so did telling what it worked on.", job)

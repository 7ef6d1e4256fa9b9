"""Background work: the row in ``Job`` is the truth; queue, broker and worker only deliver.

A job names a task (``core.job_tasks``), which must be safe to do twice: a worker that dies is
followed by another one, which begins anew. Every attempt has its own number; whoever holds an older
number has lost the job and stops.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy

from . import delivery, job_board, job_tasks
from .job_tasks import Report, task_named
from .models import Job, JobStatus, User
from .models.jobs import ATTEMPTS
from .requests import new_request, same_request
from .told import refusal, told

LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=5)  # before another attempt, times the attempts so far
REPORT_EVERY = 0.5  # seconds between two writes of the progress
WORKERS_DIED = gettext_lazy("The worker stopped %(count)s times in the middle of it.")

task = job_tasks.task  # whoever declares one needs no other module
logger = logging.getLogger(__name__)


class LostLease(Exception):
    """Another worker has taken the job over."""


class Cancelled(Exception):
    """Somebody has decided against the job."""


class Stopped(BaseException):
    """The worker was asked to stop in the middle of a job; no handler of errors may keep it."""


def enqueue(
    *, task: str, arguments: dict[str, Any], by: User | None, key: str = "", **more: Any
) -> Job:
    """Put a job into the queue, in the caller's transaction: no commit, no job.

    Of the jobs of one ``key`` there is one: whoever comes later is given it as it stands. ``more``:
    the ``group`` that it is a part of, the ``total`` that it will count to.
    """
    name = task_named(task).name
    job = Job(task=name, arguments=arguments, created_by=by, key=key, **more)
    job.sent_at = timezone.now() if delivery.has_broker() else None
    if key:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        job = Job.objects.get(key=key)
    else:
        job.save()
    delivery.send_on_commit(job)
    return job


def claim(now: datetime | None = None) -> Job | None:
    """Take the oldest job that waits or whose worker is gone; None when there is nothing to do."""
    now = now or timezone.now()
    for job in Job.objects.free(now).order_by("id")[:20]:
        if taken := _offered(job, now):
            return taken
    return None


def claim_sent(pk: int) -> Job | None:
    """Take the job of which a message tells; None where somebody has it, or it has ended."""
    now = timezone.now()
    job = Job.objects.free(now).filter(pk=pk).first()
    return job and _offered(job, now)


def _offered(job: Job, now: datetime) -> Job | None:
    """The job, if it is ours from now on."""
    if job.status == JobStatus.RUNNING and job_board.alive(job, LEASE):
        return None
    if job.stop_asked:
        _fail(job, "", JobStatus.CANCELLED)
    elif job.attempts >= job.last_attempt:
        _bury(job)
    elif _take(job, now):
        return Job.objects.get(pk=job.pk)
    return None


@new_request()
def run_job(job: Job, *, stopping: Callable[[], bool] = lambda: False) -> None:
    """Do a claimed job and write down how it ended; errors end up in the row and in the log.

    What a user can mend (ValidationError) fails at once; anything else is tried again, up to its
    last attempt. Raises Stopped after giving the job back to the queue.
    """
    try:
        task_named(job.task).function(**job.arguments, report=reporter(job, stopping))
    except Stopped:
        _give_back(job)
        raise
    except LostLease:
        logger.warning("%s was taken over by another worker.", job)
    except Cancelled:
        _fail(job, "", JobStatus.CANCELLED)
    except ValidationError as error:
        logger.info("%s was refused: %s", job, error.messages)
        _fail(job, refusal(error))
    except Exception as error:
        logger.exception("%s failed (attempt %s of %s).", job, job.attempts, job.last_attempt)
        text = f"{type(error).__name__}: {error}"
        _fail(job, text) if job.attempts >= job.last_attempt else _rest(job, text)
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
        wanted = _mine(job).filter(stop_asked=False)
        if not wanted.update(done=done, total=total, leased_until=lease):
            raise Cancelled if _mine(job).exists() else LostLease

    return report


def _mine(job: Job):
    """The job's row as long as this attempt holds it."""
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempts=job.attempts)


def _take(job: Job, now: datetime) -> bool:
    """The conditional UPDATE decides who gets it, on every database: one row changed, or none."""
    unchanged = Job.objects.filter(pk=job.pk, status=job.status, attempts=job.attempts)
    return bool(
        unchanged.filter(leased_until=job.leased_until).update(
            status=JobStatus.RUNNING, attempts=F("attempts") + 1, leased_until=now + LEASE
        )
    )


def _give_back(job: Job) -> None:
    """As if it had never been taken; whoever sends jobs to a broker sends it anew."""
    _mine(job).update(
        status=JobStatus.QUEUED, attempts=F("attempts") - 1, leased_until=None, sent_at=None
    )


def _bury(job: Job) -> None:
    """The last attempt ended without a word: its worker died."""
    logger.error("%s is given up: its worker died %s times.", job, job.attempts)
    _fail(job, told(WORKERS_DIED, count=job.attempts))


def _rest(job: Job, error: str) -> None:
    rest = timezone.now() + PAUSE * (job.attempts - (job.last_attempt - ATTEMPTS))
    waiting = _mine(job).filter(stop_asked=False)
    if not waiting.update(status=JobStatus.QUEUED, error=error, leased_until=rest):
        _fail(job, error, JobStatus.CANCELLED)


@same_request()
def _fail(job: Job, error: str, status: JobStatus = JobStatus.FAILED) -> None:
    ended = _mine(job).update(
        status=status, error=error, leased_until=None, finished_at=timezone.now()
    )
    if ended:
        tell(job, error)


def tell(job: Job, error: str) -> None:
    """What it worked on hears that there will be no result."""
    try:
        known = task_named(job.task)
    except LookupError:
        return
    if known.given_up is None:
        return
    try:
        known.given_up(**job.arguments, error=error)
    except Exception:
        logger.exception("%s failed, and so did telling what it worked on.", job)

"""Celery brings the numbers of jobs to workers on any number of machines; the rows decide.

A message is taken off the broker when its job is done (``acks_late``), and put back when the
process that did it dies. A process is given one message at a time. Imported only where there is a
broker.
"""

import ctypes
import logging
import os
from collections.abc import Callable
from datetime import date
from multiprocessing.sharedctypes import RawValue
from typing import Any

from celery import Celery, bootsteps, signals
from celery.worker import state
from django.conf import settings
from django.db import connections
from kombu.exceptions import OperationalError

from . import job_board, sweeping
from .jobs import Stopped, claim_sent, run_job
from .models import Job

BROKER_ERRORS = (OperationalError, OSError)
DEAF = 3  # sweeps
PATIENCE = 4  # seconds until a broker that does not answer is given up; the sweep tries again
logger = logging.getLogger(__name__)
_stopping = RawValue(ctypes.c_bool, False)  # shared with the processes that do the jobs

app = Celery("channels")
app.conf.update(
    broker_url=settings.JOBS_BROKER,
    broker_connection_timeout=PATIENCE,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker waits for its broker however long
    broker_transport_options={
        # Without these whoever sends waits for ever for a broker that is away.
        **{"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2},
        **({"socket_connect_timeout": PATIENCE} if settings.JOBS_BROKER[:5] == "redis" else {}),
    },
    task_default_queue=settings.JOBS_QUEUE,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_enable_prefetch_count_reduction=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    accept_content=["json"],
)


@app.task(name="channels.do_job")
def do_job(pk: int) -> None:
    """Do the job if it is still to be done; a message too many does nothing."""
    job = claim_sent(pk)
    if job is None:
        return
    logger.info("%s begins (attempt %s).", job, job.attempts)
    try:
        run_job(job, stopping=lambda: _stopping.value)
    except Stopped:
        logger.info("%s went back to the queue.", job)


def messages_waiting() -> int:
    """How many messages the broker holds that no worker has taken. Raises OperationalError."""
    with app.connection_for_read() as connection:
        try:
            queue = app.amqp.queues[settings.JOBS_QUEUE](connection.channel())
            queue.declare()
            return queue.queue_declare(passive=True).message_count
        except connection.channel_errors:
            return 0  # Redis knows of no queue in which nothing is
        except connection.connection_errors as error:
            raise OperationalError(str(error)) from error


class Sweep(bootsteps.StartStopStep):
    """Signs of life and the sweep, for as long as the worker is connected to its broker."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self.timers: list[Any] = []
        self.day: date | None = None  # whose work is in the queue
        self.deaf = 0  # sweeps in a row at which messages waited and none came

    def start(self, consumer: Any) -> None:
        self.deaf = 0
        for every, do in ((job_board.BEAT, job_board.beat), (sweeping.EVERY, self.sweep)):
            careful(do)
            self.timers.append(consumer.timer.call_repeatedly(every, careful, (do,)))

    def stop(self, consumer: Any) -> None:
        while self.timers:
            self.timers.pop().cancel()

    shutdown = stop

    def sweep(self) -> None:
        self.day = sweeping.plan_the_day(self.day)
        if not Job.objects.free().exists():
            return
        waiting = messages_waiting()
        sweeping.resend(waiting)
        self.deaf = self.deaf + 1 if waiting and not state.reserved_requests else 0
        if self.deaf > DEAF:
            raise OperationalError(f"{waiting} messages wait, and none comes")


app.steps["consumer"].add(Sweep)


def careful(do: Callable[[], None]) -> None:
    """What goes wrong here is tried again in a moment: it must not end the worker.

    If it was the broker, Celery connects anew: by itself it may not notice that Redis was away
    while all its processes were busy, and then hears of no job ever after.
    """
    try:
        do()
    except BROKER_ERRORS as error:
        logger.error("The broker does not answer (%s); connecting anew.", error)
        raise ConnectionResetError(str(error)) from error
    except Exception:
        logger.exception("%s failed; trying again.", do.__name__)
    finally:
        connections.close_all()  # the processes that are forked later must not share one


def _stop(**_: Any) -> None:
    _stopping.value = True


signals.worker_shutting_down.connect(_stop, weak=False)


def work(processes: int) -> None:
    """Do what the broker sends until a signal comes; the jobs in hand then go back to the queue."""
    app.worker_main(
        [
            *("worker", "--pool", "prefork", "--concurrency", str(processes)),
            *("--hostname", f"channels-{os.getpid()}@%h"),
            *("--loglevel", logging.getLevelName(logging.getLogger().level)),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
    )

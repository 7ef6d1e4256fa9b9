"""The workers of one machine: they look into the queue by themselves."""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import threading
from datetime import date
from time import monotonic

from django.db import OperationalError, close_old_connections, connections

from . import job_board
from .jobs import Stopped, claim, run_job
from .sweeping import plan_the_day

POLL = 0.5  # seconds
REPORT = 60.0  # seconds between two lines in the log of a worker that has nothing to do
logger = logging.getLogger(__name__)
fork = multiprocessing.get_context("fork")


class Worker:
    """Does what waits, one job after the other, until ``stop`` is set."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.day: date | None = None  # whose work is in the queue

    def watch(self) -> None:
        """Work until a signal comes; a database that is away for a while is waited for.

        Raises Stopped when that was in the middle of a job.
        """
        threading.Thread(target=self.beat, daemon=True).start()
        reported = monotonic()
        while not self.stop.is_set():
            try:
                self.drain()
            except OperationalError:
                logger.exception("The database does not answer; trying again.")
            close_old_connections()
            if monotonic() - reported >= REPORT:
                reported = monotonic()
                logger.info("The worker is up and has nothing to do.")
            self.stop.wait(POLL)

    def drain(self) -> None:
        self.day = plan_the_day(self.day)
        while not self.stop.is_set() and (job := claim()):
            logger.info("%s begins (attempt %s).", job, job.attempts)
            run_job(job, stopping=self.stop.is_set)

    def beat(self) -> None:
        """Beside the jobs: a worker that is busy for long is there all the same."""
        while True:
            try:
                job_board.beat()
            except Exception:
                logger.exception("The worker cannot say that it is there; trying again.")
            if self.stop.wait(job_board.BEAT):
                return


class Team:
    """So many workers, each in a process of its own; one that dies is replaced."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.stop = threading.Event()

    def watch(self) -> None:
        connections.close_all()  # nobody inherits one
        members = [self.start() for _ in range(self.processes)]
        while not self.stop.wait(POLL):
            for place, member in enumerate(members):
                if not member.is_alive():
                    logger.error("A worker ended (%s); starting another one.", member.exitcode)
                    members[place] = self.start()
        for member in members:
            member.terminate()
        for member in members:
            member.join()

    def start(self) -> multiprocessing.Process:
        member = fork.Process(target=_member, args=(os.getpid(),))
        # A signal that comes before the member can hear it waits until then.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        member.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        return member


def _member(parent: int) -> None:
    worker = Worker()
    signal.signal(signal.SIGTERM, lambda *_: worker.stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the first process tells us
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    end_with_parent()
    if os.getppid() != parent:
        return  # it ended before we could ask
    try:
        worker.watch()
    except Stopped:
        logger.info("Stopped; the job in hand went back to the queue.")


def end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)

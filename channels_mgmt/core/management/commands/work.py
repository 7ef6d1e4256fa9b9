import logging
import signal
import threading
from time import monotonic

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.daily import run_daily
from channels_mgmt.core.jobs import Stopped, claim, run_job

POLL = 0.5  # seconds
HEARTBEAT = 60.0  # seconds
SIGNALS = (signal.SIGTERM, signal.SIGINT)
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do the background work: settlements, postings, statements. Several may run at once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is waiting, then stop.")

    def handle(self, *args, once: bool, **options) -> None:
        self.stop = threading.Event()
        self.day = None
        before = {number: signal.signal(number, self.asked_to_stop) for number in SIGNALS}
        try:
            self.drain() if once else self.watch()
        except Stopped:
            self.stderr.write(_("Stopped; the job in hand went back to the queue."))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def asked_to_stop(self, *_) -> None:
        self.stop.set()

    def watch(self) -> None:
        """Work until a signal comes; a database that is away for a while is waited for."""
        beat = monotonic()
        while not self.stop.is_set():
            try:
                self.drain()
            except OperationalError:
                logger.exception("The database does not answer; trying again.")
            close_old_connections()
            if monotonic() - beat >= HEARTBEAT:
                beat = monotonic()
                logger.info("The worker is up and has nothing to do.")
            self.stop.wait(POLL)

    def drain(self) -> None:
        if (today := timezone.localdate()) != self.day:
            run_daily(today)
            self.day = today
        while not self.stop.is_set() and (job := claim()):
            logger.info("%s begins (attempt %s).", job, job.attempts)
            run_job(job, stopping=self.stop.is_set)

import signal
from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from channels_mgmt.core import delivery
from channels_mgmt.core.jobs import Stopped
from channels_mgmt.core.worker import Team, Worker

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    help = "Do the background work: settlements, postings, statements. Several may run at once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is waiting, then stop.")
        parser.add_argument(
            "--processes",
            type=at_least_one,
            default=1,
            metavar="N",
            help="Do so many jobs at once, such as one for each core; default 1.",
        )

    def handle(self, *args, once: bool, processes: int, **options) -> None:
        if delivery.has_broker() and not once:
            from channels_mgmt.core.celery_app import work  # only where there is a broker

            return work(processes)
        self.worker = Team(processes) if processes > 1 and not once else Worker()
        before = {number: signal.signal(number, self.asked_to_stop) for number in SIGNALS}
        try:
            self.worker.drain() if once else self.worker.watch()
        except Stopped:
            self.stderr.write(_("Stopped; the job in hand went back to the queue."))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def asked_to_stop(self, *_) -> None:
        self.worker.stop.set()


def at_least_one(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        message = _("%(text)s is not a number of processes: give 1 or more.")
        raise ArgumentTypeError(message % {"text": text})
    return int(text)

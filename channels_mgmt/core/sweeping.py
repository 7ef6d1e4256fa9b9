"""What every worker looks after besides its jobs: the work of the day, and messages that got lost.

All workers may do it at once: who sends a job anew is decided by a conditional UPDATE.
"""

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import delivery
from .daily import plan_daily
from .models import Job

EVERY = 5.0  # seconds between two sweeps of a worker
SILENCE = timedelta(seconds=15)  # after which a job that nobody took is sent anew
MOST = 500  # jobs that one sweep sends


def plan_the_day(planned: date | None) -> date:
    """Put the work of this day into the queue, unless whoever calls has planned it; the day."""
    today = timezone.localdate()
    if planned != today:
        plan_daily(today)
    return today


def resend(messages: int, now: datetime | None = None) -> int:
    """Send the jobs whose message is missing; how many. Only where there is a broker, which holds
    so many ``messages`` that no worker has taken.

    Those that failed and have rested, or whose worker is gone, need another message. Of the others
    it may have got lost: then the broker holds fewer messages than there are jobs to be done. As
    long as it holds enough, a long queue is not sent again and again.
    """
    now = now or timezone.now()
    free = Job.objects.free(now)
    sent = _send(free.filter(Q(sent_at=None) | Q(leased_until__gt=F("sent_at"))), now)
    if messages < free.count():
        sent += _send(free.filter(sent_at__lt=now - SILENCE), now)
    return sent


def _send(jobs: QuerySet[Job], now: datetime) -> int:
    sent = 0
    for pk, sent_at in jobs.order_by("id").values_list("pk", "sent_at")[:MOST]:
        unchanged = Job.objects.filter(pk=pk, sent_at=sent_at)
        if unchanged.update(sent_at=now):
            if not delivery.send(pk):
                return sent
            sent += 1
    return sent

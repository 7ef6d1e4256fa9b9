"""How a job comes to a worker: by itself, or by a broker that is told its number.

Without ``JOBS_BROKER`` the workers of this machine look into the queue. With one, a message with
the number of the job is sent when its row is committed. A message that gets lost costs some seconds
(``core.sweeping``), one that comes twice nothing: the row decides.
"""

import logging

from django.conf import settings
from django.db import transaction

from .models import Job

logger = logging.getLogger(__name__)


def has_broker() -> bool:
    return bool(settings.JOBS_BROKER)


def send_on_commit(job: Job) -> None:
    if has_broker():
        transaction.on_commit(lambda: send(job.pk), robust=True)


def send(pk: int) -> bool:
    """Tell the broker of a job; False where it does not answer: the sweep will send it."""
    from .celery_app import BROKER_ERRORS, do_job  # only where there is a broker

    try:
        do_job.apply_async((pk,), retry=False)
    except BROKER_ERRORS as error:
        logger.error("Job %s could not be sent: %s. The sweep will send it.", pk, error)
        return False
    return True

"""What people do to jobs: cancel one, retry one that has ended badly."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import delivery, job_board
from .audit import record
from .job_tasks import task_named
from .jobs import tell
from .models import Job, JobStatus
from .models.jobs import ATTEMPTS, OPEN
from .scopes import Access, Verb

ENDED_BADLY = (JobStatus.FAILED, JobStatus.CANCELLED)


def can_be_cancelled(job: Job) -> bool:
    return job.status in OPEN and not job.stop_asked


def can_be_retried(job: Job) -> bool:
    """Whether its task can go on from where the last attempt ended."""
    if job.status not in ENDED_BADLY:
        return False
    try:
        known = task_named(job.task)
    except LookupError:
        return False
    return known.again is not None or known.given_up is None


def cancel(job: Job) -> bool:
    """Ask a job to end without a result: at once while it waits, or else at its next report.

    Whether it came in time, what the job worked on tells. False where it had ended already.
    """
    job_board.ask_to_stop(job)  # a job in one transaction sees nothing that is written meanwhile
    with transaction.atomic():
        found = Job.objects.select_for_update().get(pk=job.pk)
        if found.status == JobStatus.RUNNING:
            found.stop_asked = True
        elif found.status == JobStatus.QUEUED:
            found.status, found.finished_at = JobStatus.CANCELLED, timezone.now()
            found.leased_until = None
        else:
            return False
        found.save(update_fields=["stop_asked", "status", "finished_at", "leased_until"])
    if found.status == JobStatus.CANCELLED:
        tell(found, "")
    return True


def cancel_job(*, job: Job, access: Access) -> Job:
    """``cancel`` by a person. Raises ValidationError where the job has ended, PermissionDenied.

    Not to be called in a transaction: on SQLite that would wait for the job it wants to stop.
    """
    _require(access, job)
    job_board.ask_to_stop(job)
    with transaction.atomic():
        if not cancel(job):
            raise ValidationError(_has_ended(Job.objects.get(pk=job.pk)), "ended")
        record("cancelled", job, by=access.user, before={"status": job.status})
    return Job.objects.get(pk=job.pk)


@transaction.atomic
def retry_job(*, job: Job, access: Access) -> Job:
    """Put a job that failed or was cancelled back into the queue, for as many attempts as at first.

    Raises ValidationError where it has not ended so, or has to be started anew from the page of
    what it worked on; PermissionDenied.
    """
    _require(access, job)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.status not in ENDED_BADLY:
        text = _("%(job)s is “%(status)s”: only what failed or was cancelled is retried.")
        raise ValidationError(text % {"job": job, "status": job.get_status_display()}, "not_ended")
    if not can_be_retried(job):
        text = _("%(job)s is started anew from the page of what it worked on.")
        raise ValidationError(text % {"job": job}, "elsewhere")
    if again := task_named(job.task).again:
        again(**job.arguments)
    before = {"status": job.status, "error": job.error}
    job.status, job.error, job.stop_asked, job.finished_at = JobStatus.QUEUED, "", False, None
    job.last_attempt, job.sent_at = job.attempts + ATTEMPTS, timezone.now()
    job.save()
    job_board.withdraw_stop(job)
    record("retried", job, by=access.user, before=before, after={"status": job.status})
    delivery.send_on_commit(job)
    return job


def _require(access: Access, job: Job) -> None:
    if not access.reaches(Verb.MANAGE_JOBS, job):
        raise PermissionDenied(_("You may not cancel or retry jobs."))


def _has_ended(job: Job) -> str:
    text = _("%(job)s has ended already: %(status)s.")
    return text % {"job": job, "status": job.get_status_display()}

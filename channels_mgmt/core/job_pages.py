"""The progress of a job, as a fragment that asks again until the job has ended."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import job_board
from .job_tasks import label_of
from .models import Job, JobStatus, User
from .models.jobs import OPEN

UNATTENDED = timedelta(seconds=3)  # so long a worker may take to come up


def progress_context(job: Job, user: User) -> dict:
    """What ``core/job_progress.html`` needs, on a page that the user may see.

    A job that is part of a group stands for all of it.
    """
    job.done, job.total = job_board.progress_of(job)
    if job.group:
        _stand_for_all(job)
    running = job.status in OPEN
    return {
        "job": job,
        "job_label": label_of(job.task),
        "progress_url": f"{reverse('jobs:progress', args=[job.pk])}?key={key_for(job.pk, user)}",
        "running": running,
        "percent": 100 * job.done // job.total if job.total else None,
        "failed": job.status == JobStatus.FAILED,
        "cancelled": job.status == JobStatus.CANCELLED,
        "waiting": job.status == JobStatus.QUEUED,
        "unattended": running and _is_old(job) and not job_board.worker_is_up(),
    }


def _is_old(job: Job) -> bool:
    return timezone.now() - job.created_at > UNATTENDED


def _stand_for_all(job: Job) -> None:
    """What the jobs of its group are together; nothing of it is written."""
    rows = list(Job.objects.filter(group=job.group).order_by("id"))
    counted = [job_board.progress_of(row) for row in rows]
    job.done, job.total = sum(done for done, _ in counted), sum(total for _, total in counted)
    found = {row.status for row in rows}
    job.status = next(status for status in FIRST_WORD if status in found)
    job.error = next((row.error for row in rows if row.status == job.status and row.error), "")


# Of a group with jobs in several states: the one that tells most.
FIRST_WORD = (
    *(JobStatus.RUNNING, JobStatus.QUEUED),
    *(JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.DONE),
)


def key_for(job: int, user: User) -> str:
    """Lets somebody who does not see the list of jobs follow the one on a page of hers."""
    return Signer(salt=f"job-progress:{user.pk}").signature(job)


@require_safe
@never_cache
@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment; once the job has ended, htmx is told to load the page around it again."""
    shown = constant_time_compare(request.GET.get("key", ""), key_for(pk, request.user))
    jobs = Job.objects.all() if shown else Job.objects.visible_to(request.access.scope)
    job = get_object_or_404(jobs, pk=pk)
    context = progress_context(job, request.user)
    response = render(request, "core/job_progress.html", context)
    if request.htmx and not context["running"]:
        response["HX-Refresh"] = "true"
    return response


app_name = "jobs"
urlpatterns = [path("jobs/<int:pk>/progress", progress, name="progress")]

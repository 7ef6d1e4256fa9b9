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
from .models import Job, JobStatus, User

UNATTENDED = timedelta(seconds=10)


def progress_context(job: Job, user: User) -> dict:
    """What ``core/job_progress.html`` needs, on a page that the user may see."""
    waiting = job.status == JobStatus.QUEUED
    if job.status == JobStatus.RUNNING:
        job.done, job.total = job_board.progress(job) or (job.done, job.total)
    return {
        "job": job,
        "progress_url": f"{reverse('jobs:progress', args=[job.pk])}?key={key_for(job.pk, user)}",
        "running": waiting or job.status == JobStatus.RUNNING,
        "percent": 100 * job.done // job.total if job.total else None,
        "failed": job.status == JobStatus.FAILED,
        "cancelled": job.status == JobStatus.CANCELLED,
        "waiting": waiting,
        "unattended": waiting and not job.attempts and timezone.now() - job.created_at > UNATTENDED,
    }


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

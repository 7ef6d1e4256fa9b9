"""The progress of a job, as a fragment that asks again until the job has ended."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache

from .models import Job, JobStatus

UNATTENDED = timedelta(seconds=10)


def progress_context(job: Job) -> dict:
    """What ``core/job_progress.html`` needs."""
    waiting = job.status == JobStatus.QUEUED
    return {
        "job": job,
        "running": waiting or job.status == JobStatus.RUNNING,
        "percent": 100 * job.done // job.total if job.total else None,
        "failed": job.status == JobStatus.FAILED,
        "waiting": waiting,
        "unattended": waiting and not job.attempts and timezone.now() - job.created_at > UNATTENDED,
    }


@never_cache
@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment; once the job has ended, htmx is told to load the page around it again."""
    visible = Job.objects.visible_to(request.access.scope)
    job = get_object_or_404(visible, pk=pk)
    context = progress_context(job)
    response = render(request, "core/job_progress.html", context)
    if request.htmx and not context["running"]:
        response["HX-Refresh"] = "true"
    return response


app_name = "jobs"
urlpatterns = [path("jobs/<int:pk>/progress", progress, name="progress")]

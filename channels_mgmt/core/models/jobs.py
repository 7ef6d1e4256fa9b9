from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import Status
from ..scopes import Reach, ScopedManager
from .users import person


class JobStatus(Status):
    QUEUED = "queued", "azure", _("Waiting")
    RUNNING = "running", "blue", _("Running")
    DONE = "done", "green", _("Done")
    FAILED = "failed", "red", _("Failed")
    CANCELLED = "cancelled", "secondary", _("Cancelled")


class Job(models.Model):
    """A piece of background work. The row is the truth; a worker leases it, works and reports.

    A worker that dies leaves an expired lease, and the next worker takes the job up again: what a
    job does must therefore be safe to do twice.
    """

    task = models.CharField(_("task"), max_length=60)
    arguments = models.JSONField(_("arguments"), default=dict)
    status = models.CharField(
        _("status"), max_length=10, choices=JobStatus, default=JobStatus.QUEUED
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    created_by = person(_("started by"))
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    reach = Reach()  # whoever sees what a job works on follows it there: core.job_pages
    objects = ScopedManager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "id"], name="job_queue")]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Status
from ..scopes import Reach, ScopedQuerySet
from ..told import ToldTextField
from .users import person


class JobStatus(Status):
    QUEUED = "queued", "azure", _("Waiting")
    RUNNING = "running", "blue", _("Running")
    DONE = "done", "green", _("Done")
    FAILED = "failed", "red", _("Failed")
    CANCELLED = "cancelled", "secondary", _("Cancelled")


ATTEMPTS = 3
OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


class JobQuerySet(ScopedQuerySet):
    def free(self, now: datetime | None = None) -> Self:
        """Those that wait, and those in work whose worker has not spoken for a lease.

        A waiting job with a lease has failed before and rests until then.
        """
        lease = Q(leased_until=None) | Q(leased_until__lt=now or timezone.now())
        return self.filter(lease, status__in=OPEN)


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
    error = ToldTextField(_("error"), blank=True)
    # Each attempt has a number of its own, also after a retry: a worker with an older one stops.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_attempt = models.PositiveSmallIntegerField(_("last attempt"), default=ATTEMPTS)
    stop_asked = models.BooleanField(_("asked to stop"), default=False)
    # There is at most one job of a key, whoever asks for it and however often.
    key = models.CharField(_("key"), max_length=100, blank=True)
    group = models.CharField(_("part of"), max_length=60, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent to the broker at"), null=True, blank=True)
    created_by = person(_("started by"))
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    reach = Reach()  # whoever sees what a job works on follows it there: core.job_pages
    objects = models.Manager.from_queryset(JobQuerySet)()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="job_one_of_a_key")
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="job_queue"),
            models.Index(fields=["group"], condition=~Q(group=""), name="job_group"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"

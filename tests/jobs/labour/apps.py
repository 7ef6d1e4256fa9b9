import json
import os
from datetime import timedelta

from django.apps import AppConfig


def take_anyway(job, now) -> bool:
    """Without asking whether somebody else was quicker, and without a number of one's own."""
    from channels_mgmt.core.jobs import LEASE, Job, JobStatus

    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, leased_until=now + LEASE)
    return True


class LabourConfig(AppConfig):
    """``LABOUR`` says where to write, how short the waits are, and what is switched off."""

    name = "tests.jobs.labour"
    label = "labour"

    def ready(self) -> None:
        from channels_mgmt.core import jobs, sweeping

        said = json.loads(os.environ["LABOUR"])
        if "lease" in said:
            jobs.LEASE = timedelta(seconds=said["lease"])
        if "silence" in said:
            sweeping.SILENCE = timedelta(seconds=said["silence"])
        sweeping.EVERY = said.get("every", sweeping.EVERY)
        without = said.get("without", ())
        if "claim" in without:
            jobs._take = take_anyway
            jobs.Job.objects.free = lambda now=None: jobs.Job.objects.all()
        if "acks_late" in without:
            from channels_mgmt.core.celery_app import app

            app.conf.task_acks_late = app.conf.task_reject_on_worker_lost = False

"""The bundle of a large run is written by a worker and kept for a day."""

import datetime
import tempfile
from dataclasses import dataclass

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.jobs import Report, enqueue
from channels_mgmt.core.models import Job, JobStatus, User
from channels_mgmt.core.models.jobs import OPEN
from rebates.sales.models import SalesLine

from ..models import SettlementRun
from ..services.calculating import dues_of
from ..services.runs import lock_run
from .tables import tables_of
from .writing import write_bundle

TASK = "write_bundle"
FOLDER = "bundles"
KEPT = datetime.timedelta(days=1)
IN_A_REQUEST = 50_000
"""So many sales lines are written while somebody waits; more are a worker's work."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle that a worker wrote."""

    name: str  # in the storage
    written_at: datetime.datetime

    @property
    def size(self) -> int:
        return default_storage.size(self.name)


def is_large(run: SettlementRun) -> bool:
    """Whether its bundle has more sales than a request should write."""
    [sales] = [rows for model, rows in tables_of(run, dues_of(run)) if model is SalesLine]
    return sales.order_by()[: IN_A_REQUEST + 1].count() > IN_A_REQUEST


def kept_bundle(run: SettlementRun) -> Kept | None:
    """The one of the last day, if there is one."""
    since = timezone.now() - KEPT
    job = _jobs(run).filter(status=JobStatus.DONE, finished_at__gte=since).first()
    there = job is not None and default_storage.exists(_name(run.pk))
    return Kept(_name(run.pk), job.finished_at) if there else None


def bundle_job(run: SettlementRun) -> Job | None:
    """The latest that was to write it."""
    return _jobs(run).first()


@transaction.atomic
def bundle_in_background(*, run: SettlementRun, by: User) -> None:
    """Have a worker write it; once, however often it is asked for meanwhile."""
    lock_run(run)
    if not _jobs(run).filter(status__in=OPEN).exists():
        enqueue(task=TASK, arguments={"run": run.pk}, by=by)


def write_and_keep(*, run: SettlementRun, report: Report) -> None:
    """In the place of the former one; safe to do twice."""
    with tempfile.TemporaryFile() as file:
        write_bundle(run, file, report)
        file.seek(0)
        default_storage.delete(_name(run.pk))
        default_storage.save(_name(run.pk), File(file))


def forget_bundles(day: datetime.date) -> None:
    """Once a day: those that are older than that go."""
    if not default_storage.exists(FOLDER):
        return
    for file in default_storage.listdir(FOLDER)[1]:
        name = f"{FOLDER}/{file}"
        if default_storage.get_modified_time(name) < timezone.now() - KEPT:
            default_storage.delete(name)


def _jobs(run: SettlementRun):
    return Job.objects.filter(task=TASK, arguments={"run": run.pk})


def _name(run: int) -> str:
    return f"{FOLDER}/run-{run}.zip"

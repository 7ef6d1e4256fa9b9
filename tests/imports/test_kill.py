"""kill -9 in the middle of a commit: afterwards all of the file is there or nothing of it."""

import multiprocessing
import random
from collections.abc import Callable
from time import monotonic

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone

from channels_mgmt.core.imports.background import take_in
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.jobs import LEASE, claim, run_job
from channels_mgmt.core.models import AuditEntry, ImportBatch, ImportStatus, Job, JobStatus
from channels_mgmt.core.scopes import SYSTEM
from dealers.services.tiers import create_default_tiers
from rebates.sales.models import ChangedMonth, SalesLine

from .world import MASTERS, SALES, records, take

LINES = 4_000
HEAD, *_ = SALES.splitlines()
fork = multiprocessing.get_context("fork")
ROUNDS = pytest.mark.parametrize("rounds", [3, pytest.param(30, marks=pytest.mark.prove)])


@pytest.fixture
def brand(transactional_db):
    create_default_tiers()
    for kind, text in MASTERS.items():
        assert not take(kind, text).refused


def text(round_: int) -> str:
    rows = [f"ERP,sell_in,{round_}-{n},1,2025-01-05,GZ,H-1,1,,10" for n in range(LINES)]
    return "\n".join([HEAD, *rows])


def killed(work: Callable[[], None], after: float) -> bool:
    """Do it in a process of its own that is killed so many seconds on; whether it was in time."""
    connections.close_all()
    process = fork.Process(target=work)
    process.start()
    process.join(timeout=after)
    process.kill()
    process.join()
    return process.exitcode == -9


def seconds(work: Callable[[], None]) -> float:
    """How long it takes when nobody comes in between, in a process of its own."""
    start = monotonic()
    assert not killed(work, after=300)
    return monotonic() - start


def traces(round_: int) -> tuple[int, int, int]:
    """What an import leaves: its lines, its row, its entry in the trail."""
    lines = SalesLine.objects.filter(order_number__startswith=f"{round_}-")
    batches = ImportBatch.objects.filter(file_name=f"{round_}.csv")
    entries = AuditEntry.objects.filter(action="imported", object_id__in=batches.values("pk"))
    committed = batches.filter(status=ImportStatus.COMMITTED)
    return lines.count(), committed.count(), entries.count()


NOTHING, ALL = (0, 0, 0), (LINES, 1, 1)


@ROUNDS
def test_a_killed_import_has_written_all_or_nothing_and_the_retry_completes(brand, rounds):
    rng = random.Random(rounds)
    whole = seconds(lambda: importing(999))
    ends = []
    for round_ in range(rounds):
        ChangedMonth.objects.all().delete()
        in_time = killed(lambda n=round_: importing(n), after=whole * rng.uniform(0.02, 0.98))
        left = traces(round_)
        assert left in (NOTHING, ALL)
        assert ChangedMonth.objects.exists() == (left == ALL)
        ends.append(in_time and left == NOTHING)
        report = importing(round_)
        assert report.accepted + report.duplicates == LINES
        assert traces(round_) == ALL
    assert any(ends)  # some were killed in the middle, or this proves nothing


def importing(round_: int):
    rows = records(text(round_))
    return import_rows(kind="sales", rows=rows, access=SYSTEM, name=f"{round_}.csv")


@ROUNDS
def test_a_killed_worker_is_followed_by_another_one(brand, rounds, settings):
    settings.IMPORT_IN_REQUEST = 10
    rng = random.Random(rounds)
    handed_over(999)
    whole = seconds(next_job)
    ends = []
    for round_ in range(rounds):
        batch = handed_over(round_)
        ends.append(killed(next_job, after=whole * rng.uniform(0.02, 0.98)))
        assert traces(round_) in (NOTHING, ALL)
        Job.objects.filter(status=JobStatus.RUNNING).update(leased_until=timezone.now() - LEASE)
        next_job()
        batch.refresh_from_db()
        assert (batch.status, traces(round_)) == (ImportStatus.COMMITTED, ALL)
        assert Job.objects.exclude(status=JobStatus.DONE).count() == 0
    assert any(ends)


def handed_over(round_: int) -> ImportBatch:
    """An uploaded file that waits for a worker to take it in."""
    file = ContentFile(text(round_).encode(), name=f"{round_}.csv")
    batch = ImportBatch.objects.create(kind="sales", file_name=file.name, file=file)
    assert take_in(batch=batch, access=SYSTEM) is None
    return batch


def next_job() -> None:
    if job := claim():
        run_job(job)

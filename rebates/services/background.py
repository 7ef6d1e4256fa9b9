"""The same as the command line does, but by a worker: the page shows the progress."""

from django.db import transaction

from channels_mgmt.core.jobs import enqueue
from channels_mgmt.core.models import Job
from channels_mgmt.core.scopes import Access, Verb

from ..choices import RunStatus
from ..models import SettlementRun
from .posting import begin_posting
from .runs import lock_run, move, require_over, start_run


@transaction.atomic
def start_run_in_background(*, access: Access, **terms) -> SettlementRun:
    """`start_run`, with the calculation left to a worker."""
    run = start_run(access=access, **terms)
    _hand_over(run, enqueue(task="calculate_run", arguments={"run": run.pk}, by=access.user))
    return run


@transaction.atomic
def post_run_in_background(*, run: SettlementRun, access: Access) -> SettlementRun:
    """Begin to post now, so that a refusal is seen at once; the rest is left to a worker."""
    run = begin_posting(run=run, access=access)
    arguments = {"run": run.pk, "by": access.user and access.user.pk}
    _hand_over(run, enqueue(task="post_run", arguments=arguments, by=access.user))
    return run


@transaction.atomic
def calculate_again_in_background(*, run: SettlementRun, access: Access) -> SettlementRun:
    """Another try for a run whose calculation failed."""
    require_over(access, Verb.DRAFT_RUNS, run)
    run = move(lock_run(run), RunStatus.CALCULATING, access)
    _hand_over(run, enqueue(task="calculate_run", arguments={"run": run.pk}, by=access.user))
    return run


def _hand_over(run: SettlementRun, job: Job) -> None:
    run.job = job
    run.save(update_fields=["job"])

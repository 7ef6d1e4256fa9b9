"""The same as the command line does, but by a worker: the page shows the progress."""

from django.db import transaction

from channels_mgmt.core.jobs import enqueue
from channels_mgmt.core.models import Job, User
from channels_mgmt.core.scopes import Access, Verb

from ..choices import RunStatus
from ..models import SettlementRun
from .posting import begin_posting
from .runs import lock_run, move, require_over, start_run
from .statements.render import LANGUAGES, TASK, group_of

PART = 20  # statements of one job: half a minute's work


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


@transaction.atomic
def back_to_calculating(*, run: SettlementRun) -> None:
    """A run whose calculation failed, as its job is retried; raises ValidationError where it is
    something else by now."""
    run = lock_run(run)
    if run.status != RunStatus.CALCULATING:
        move(run, RunStatus.CALCULATING, None)


@transaction.atomic
def render_in_background(*, run: SettlementRun, by: User | None) -> list[Job]:
    """Have the PDFs of a posted run made: a job for so many statements, so that several workers
    share them. However often it is called, there is one job for each part."""
    statements = list(run.statements.order_by("pk").values_list("pk", flat=True))
    return [
        enqueue(
            task=TASK,
            arguments={"run": run.pk, "statements": part},
            by=by,
            key=f"{group_of(run)}:{part[0]}",
            group=group_of(run),
            total=len(part) * len(LANGUAGES),
        )
        for part in (statements[i : i + PART] for i in range(0, len(statements), PART))
    ]


def _hand_over(run: SettlementRun, job: Job) -> None:
    run.job = job
    run.save(update_fields=["job"])

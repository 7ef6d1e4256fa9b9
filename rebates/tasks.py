"""The background work of settlement: the web starts it, the worker does it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.jobs import Report, task
from channels_mgmt.core.models import User
from channels_mgmt.core.told import told

from .conduct.whatif.life import try_again
from .models import SettlementRun, Statement, Trial
from .replay.keeping import TASK as BUNDLING
from .replay.keeping import write_and_keep
from .services.background import back_to_calculating, render_in_background
from .services.calculating import calculate
from .services.posting import finish_posting
from .services.runs import fail_run
from .services.statements import annex
from .services.statements.annex import annex_of
from .services.statements.render import TASK as RENDERING
from .services.statements.render import render_documents
from .whatif.calculating import calculate_trial, give_up_trial
from .whatif.starting import TASK as TRYING


def calculation_failed(run: int, *, error: str) -> None:
    why = error or told(_("Its calculation was cancelled."))
    fail_run(run=SettlementRun.objects.get(pk=run), error=why)


def calculate_once_more(run: int) -> None:
    """Raises ValidationError where the run was discarded meanwhile."""
    back_to_calculating(run=SettlementRun.objects.get(pk=run))


@task(
    "calculate_run",
    label=_("Calculate a settlement"),
    given_up=calculation_failed,
    again=calculate_once_more,
)
def calculate_run(run: int, *, report: Report) -> None:
    calculate(run=SettlementRun.objects.get(pk=run), progress=report)


@task("post_run", label=_("Post a settlement"))
def post_run(run: int, by: int | None, *, report: Report) -> None:
    """Goes on with a run that has begun to post; whoever began it is named in the ledger."""
    user = None if by is None else User.objects.get(pk=by)
    posted = finish_posting(run=SettlementRun.objects.get(pk=run), by=user, progress=report)
    # The statements are issued; their PDFs may come a little later, and each is made only once.
    render_in_background(run=posted, by=user)


@task(RENDERING, label=_("Make PDFs of statements"))
def render_statements(run: int, statements: Sequence[int], *, report: Report) -> None:
    render_documents(statements=statements, progress=report)


@task(annex.TASK, label=_("Write the annex of a statement"))
def write_annex(statement: int, *, report: Report) -> None:
    annex_of(Statement.objects.select_related("run").get(pk=statement))


@task(BUNDLING, label=_("Write the bundle of a settlement"))
def bundle_run(run: int, *, report: Report) -> None:
    write_and_keep(run=SettlementRun.objects.get(pk=run), report=report)


def trial_given_up(trial: int, *, error: str) -> None:
    give_up_trial(trial=trial, error=error)


def trial_once_more(trial: int) -> None:
    """Raises ValidationError where it has a result."""
    try_again(Trial, trial)


@task(TRYING, label=_("Try rules out"), given_up=trial_given_up, again=trial_once_more)
def run_trial(trial: int, *, report: Report) -> None:
    calculate_trial(trial=Trial.objects.get(pk=trial), progress=report)

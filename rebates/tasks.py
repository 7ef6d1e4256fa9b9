"""The background work of settlement: the web starts it, the worker does it."""

from channels_mgmt.core.jobs import Report, enqueue, task
from channels_mgmt.core.models import User

from .models import SettlementRun
from .services.calculating import calculate
from .services.posting import finish_posting
from .services.runs import fail_run
from .services.statements import render_all


def calculation_failed(run: int, *, error: str) -> None:
    fail_run(run=SettlementRun.objects.get(pk=run), error=error)


@task("calculate_run", given_up=calculation_failed)
def calculate_run(run: int, *, report: Report) -> None:
    calculate(run=SettlementRun.objects.get(pk=run), progress=report)


@task("post_run")
def post_run(run: int, by: int | None, *, report: Report) -> None:
    """Goes on with a run that has begun to post; whoever began it is named in the ledger."""
    user = None if by is None else User.objects.get(pk=by)
    finish_posting(run=SettlementRun.objects.get(pk=run), by=user, progress=report)
    # The statements are issued; their PDFs may come a little later, and each is made only once.
    enqueue(task="render_statements", arguments={"run": run}, by=user)


@task("render_statements")
def render_statements(run: int, *, report: Report) -> None:
    render_all(run=SettlementRun.objects.get(pk=run), progress=report)

"""The background work of the kit: imports, and what is done once a day."""

import datetime

from django.utils.translation import gettext_lazy as _

from .daily import TASK as DAILY
from .daily import do_daily
from .imports.background import check_kept, take_in_kept, undo_kept, without_result
from .jobs import Report, task


@task("check_import", label=_("Check a file"), given_up=without_result, one_transaction=True)
def check_import(*, report: Report, **arguments) -> None:
    check_kept(**arguments, progress=report)


@task("take_in_import", label=_("Take in a file"), given_up=without_result, one_transaction=True)
def take_in_import(*, report: Report, **arguments) -> None:
    take_in_kept(**arguments, progress=report)


@task("undo_import", label=_("Undo an import"), given_up=without_result, one_transaction=True)
def undo_import(*, report: Report, **arguments) -> None:
    undo_kept(**arguments, progress=report)


@task(DAILY, label=_("Work of the day"))
def daily_work(day: str, what: str, *, report: Report) -> None:
    do_daily(datetime.date.fromisoformat(day), what)

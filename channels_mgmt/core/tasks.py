"""The background work of imports."""

from .imports.background import check_kept, take_in_kept, without_result
from .jobs import Report, task


@task("check_import", given_up=without_result, one_transaction=True)
def check_import(*, report: Report, **arguments) -> None:
    check_kept(**arguments, progress=report)


@task("take_in_import", given_up=without_result, one_transaction=True)
def take_in_import(*, report: Report, **arguments) -> None:
    take_in_kept(**arguments, progress=report)

"""Tasks: what a job may name. Each is a plain function in a module ``tasks`` of any app::

@task("calculate_run", label=_("Calculate a settlement"))
def calculate_run(run: int, *, report: Report) -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    function: Callable[..., None]
    label: Any
    given_up: Callable[..., None] | None
    again: Callable[..., None] | None
    one_transaction: bool


_registry: dict[str, Task] = {}


def task(
    name: str,
    *,
    label: Any = "",
    given_up: Callable[..., None] | None = None,
    again: Callable[..., None] | None = None,
    one_transaction: bool = False,
):
    """Register a function ``f(**arguments, report=…)`` as the task of that name.

    ``label`` is what people read. ``given_up(**arguments, error=…)`` is called once the job has
    failed for good or was cancelled, so that what it worked on can say so too;
    ``again(**arguments)`` takes that back when somebody retries the job. A task that reports from
    within ``one_transaction`` does so by ``job_board``.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _registry[name] = Task(name, function, label or name, given_up, again, one_transaction)
        return function

    return register


def task_named(name: str) -> Task:
    """The registered task; raises LookupError for a name that no app knows."""
    if name not in _registry:
        autodiscover_modules("tasks")
    try:
        return _registry[name]
    except KeyError:
        raise LookupError(f"No task is named {name!r}.") from None


def label_of(name: str) -> str:
    """What people call a task; its name where no app knows it any more."""
    try:
        return str(task_named(name).label)
    except LookupError:
        return name

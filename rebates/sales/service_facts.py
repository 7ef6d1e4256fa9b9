"""How much of the installation work of dealers was done on time, from whoever keeps the jobs.

The floor that dispatches jobs registers its answer in ``AppConfig.ready()``; until one does,
nothing is known, and a gate on it must say so instead of passing or failing anybody.
"""

import datetime
from collections.abc import Callable, Collection
from fractions import Fraction

OnTime = Callable[
    [Collection[int], datetime.date, datetime.date, datetime.datetime | None],
    dict[int, Fraction],
]
"""As ``on_time_percent``."""

_answers: list[OnTime] = []


class AlreadyRegistered(ValueError):
    """Two sources for one figure: which of them counts would be an accident of the start."""


def register_on_time(function: OnTime) -> None:
    """Let ``function`` answer ``on_time_percent``. Raises AlreadyRegistered where another does."""
    if _answers and _answers[0] is not function:
        raise AlreadyRegistered(f"{_answers[0]!r} answers on-time service already.")
    _answers[:] = [function]


def on_time_known() -> bool:
    """Whether anybody keeps the jobs at all."""
    return bool(_answers)


def on_time_percent(
    dealers: Collection[int],
    start: datetime.date,
    end: datetime.date,
    known_at: datetime.datetime | None,
) -> dict[int, Fraction]:
    """Per cent of each dealer's jobs due in ``start ≤ day < end`` that were done on time.

    As far as was known at the moment; None is all that is known. A dealer without a job in the
    time is not there, nor is any while nobody keeps the jobs.
    """
    return _answers[0](dealers, start, end, known_at) if _answers else {}

"""What is to be done once a day: the worker does it when it starts and when a day begins."""

import datetime
from collections.abc import Callable

Daily = Callable[[datetime.date], None]
_daily: list[Daily] = []


def register_daily(do: Daily) -> None:
    """``do(day)`` may be called more than once for a day: it does what is still to be done.

    Called in ``AppConfig.ready()``.
    """
    _daily.append(do)


def run_daily(day: datetime.date) -> None:
    for do in _daily:
        do(day)

"""What is to be done once a day: a job for each thing, put into the queue by the first worker that
sees the day."""

import datetime
from collections.abc import Callable
from hashlib import sha256

from .jobs import enqueue

TASK = "daily_work"
Daily = Callable[[datetime.date], None]
_daily: list[Daily] = []


def register_daily(do: Daily) -> None:
    """``do(day)`` may be called more than once for a day: it does what is still to be done.

    Called in ``AppConfig.ready()``.
    """
    _daily.append(do)


def name_of(do: Daily) -> str:
    return f"{do.__module__}.{do.__qualname__}"


def plan_daily(day: datetime.date) -> None:
    """A job for each thing that is done on this day, however many workers ask for it."""
    for do in _daily:
        arguments = {"day": day.isoformat(), "what": name_of(do)}
        digest = sha256(name_of(do).encode()).hexdigest()  # the name may be longer than a key
        key = f"{TASK}:{day}:{digest[:16]}"
        enqueue(task=TASK, arguments=arguments, by=None, key=key)


def do_daily(day: datetime.date, what: str) -> None:
    """Raises LookupError for what is not done any more."""
    for do in _daily:
        if name_of(do) == what:
            return do(day)
    raise LookupError(f"Nothing that is done once a day is named {what!r}.")

"""What is to be done once a day: the worker does it when it starts and when a day begins."""

import datetime
import logging
from collections.abc import Callable

from django.db import OperationalError

logger = logging.getLogger(__name__)
Daily = Callable[[datetime.date], None]
_daily: list[Daily] = []


def register_daily(do: Daily) -> None:
    """``do(day)`` may be called more than once for a day: it does what is still to be done.

    Called in ``AppConfig.ready()``.
    """
    _daily.append(do)


def run_daily(day: datetime.date) -> None:
    """One thing that fails is logged and tried again another day: it keeps no other from being
    done, nor the worker from its jobs. A database that does not answer is the caller's affair."""
    for do in _daily:
        try:
            do(day)
        except OperationalError:
            raise
        except Exception:
            logger.exception("What is done once a day failed: %s.", do.__qualname__)

"""How long something lasts, in months where it can be said so, and the same span later."""

import calendar
import datetime
from dataclasses import dataclass

from channels_mgmt.core.periods import add_months


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, or else days."""

    months: int = 0
    days: int = 0


def span(start: datetime.date, end: datetime.date) -> Span:
    """From ``start`` up to, not including, ``end``: 12 months from 15 March to 15 March."""
    if start.day == end.day:
        return Span(months=(end.year - start.year) * 12 + end.month - start.month)
    return Span(days=(end - start).days)


def later(day: datetime.date, by: Span) -> datetime.date:
    """A month that is too short for the day gives its last one: of two days none overtakes the
    other."""
    first = add_months(day, by.months)
    longest = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(day.day, longest)) + datetime.timedelta(days=by.days)

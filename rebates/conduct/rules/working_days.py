"""Deadlines in working days, by a table of holidays. Pure."""

import datetime
from collections.abc import Mapping

DAY = datetime.timedelta(days=1)
SATURDAY = 5


def is_working(day: datetime.date, table: Mapping[datetime.date, bool]) -> bool:
    """Monday to Friday, unless the table says otherwise: True worked, False not."""
    return table.get(day, day.weekday() < SATURDAY)


def working_days_later(
    day: datetime.date, days: int, table: Mapping[datetime.date, bool]
) -> datetime.date:
    """The last day of a deadline of so many working days that begins after ``day``.

    It is itself a working day; no days: the day itself, whatever it is. Raises ValueError for
    fewer than none.
    """
    if days < 0:
        raise ValueError(f"A deadline has no {days} days.")
    while days:
        day += DAY
        days -= is_working(day, table)
    return day


def working_days_between(
    start: datetime.date, end: datetime.date, table: Mapping[datetime.date, bool]
) -> int:
    """How many working days lie in ``start < day ≤ end``."""
    return sum(is_working(start + DAY * n, table) for n in range(1, (end - start).days + 1))

"""The brand's working days: the table of holidays, and what it makes of a deadline."""

import datetime

from .models import Holiday
from .rules.working_days import working_days_later


def table_of_days() -> dict[datetime.date, bool]:
    """Which days are worked against their weekday, and which are not."""
    return dict(Holiday.objects.values_list("day", "working").order_by())


def deadline(day: datetime.date, working_days: int) -> datetime.date:
    """The last day of a deadline of so many working days after ``day``."""
    return working_days_later(day, working_days, table_of_days())

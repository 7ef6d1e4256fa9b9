"""When a version may follow one that settles by other periods.

A line takes the version of its day, and a period is settled as a whole. So where two versions of a
programme differ in their period or cumulation, one may follow the other only on a day on which
nothing of either is under way: no period, and no year where it counts the year to date or carries
a minimum over into later periods of the year.
"""

import datetime

from channels_mgmt.core.periods import Period, PeriodLength

from .terms import Cumulation, Terms


def settle_alike(one: Terms, other: Terms) -> bool:
    """Whether one can follow the other within a period: its lines are then sliced by day."""
    return (one.period, one.cumulation) == (other.period, other.cumulation)


def first_day_for_both(one: Terms, other: Terms, day: datetime.date) -> datetime.date:
    """The first day, from that one on, on which nothing of either is under way."""
    while (free := max(_free(one, day), _free(other, day))) > day:
        day = free
    return day


def _free(terms: Terms, day: datetime.date) -> datetime.date:
    """The first day, from that one on, on which none of its periods is under way."""
    unit = PeriodLength.YEAR if _by_the_year(terms) else terms.period
    if isinstance(unit, Period):
        return unit.end if unit.start < day < unit.end else day
    under_way = Period.containing(day, unit)
    return day if under_way.start == day else under_way.end


def _by_the_year(terms: Terms) -> bool:
    return terms.cumulation is Cumulation.PROGRESSIVE or terms.carries_over

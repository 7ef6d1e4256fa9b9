"""Calendar periods: month, quarter, half and year, half-open as everywhere: start ≤ day < end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self


class PeriodLength(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        return _MONTHS[self]


_MONTHS = {
    PeriodLength.MONTH: 1,
    PeriodLength.QUARTER: 3,
    PeriodLength.HALF: 6,
    PeriodLength.YEAR: 12,
}
_LENGTHS = {months: length for length, months in _MONTHS.items()}
_CALENDAR_KEY = re.compile(
    r"([0-9]{4})(?:-(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])|H(?P<half>[12]))?"
)
_WINDOW_KEY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})")


def add_months(first: date, months: int) -> date:
    """The first of the month that lies `months` after the month of `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`.

    Most periods are calendar periods and have a `length`; any other window of days is a period
    without one (a year to date, a programme's own dates).
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"A period must end after it starts: {self.start} – {self.end}.")

    @classmethod
    def containing(cls, day: date, length: PeriodLength | str) -> Self:
        """The calendar period of that length that `day` lies in."""
        months = PeriodLength(length).months
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(start, add_months(start, months))

    @classmethod
    def parse(cls, key: str) -> Self:
        """The period that a key names: the inverse of `key`."""
        if window := _WINDOW_KEY.fullmatch(key):
            return cls(*(date.fromisoformat(day) for day in window.groups()))
        if not (match := _CALENDAR_KEY.fullmatch(key)):
            raise ValueError(f"Not a period: {key!r} (2012, 2012H1, 2012Q3 or 2012-07).")
        named = match.lastgroup
        length = PeriodLength(named or "year")
        number = int(match[named]) if named else 1
        return cls.containing(date(int(match[1]), (number - 1) * length.months + 1, 1), length)

    @property
    def length(self) -> PeriodLength | None:
        """Which calendar length this is; None for any other window."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        if (self.start.month - 1) % months:
            return None
        return _LENGTHS.get(months)

    @property
    def key(self) -> str:
        """2012, 2012H1, 2012Q3, 2012-07; another window: 2012-01-01/2012-03-16 (end exclusive)."""
        year, month = self.start.year, self.start.month
        match self.length:
            case PeriodLength.YEAR:
                return f"{year:04}"
            case PeriodLength.HALF:
                return f"{year:04}H{month // 6 + 1}"
            case PeriodLength.QUARTER:
                return f"{year:04}Q{month // 3 + 1}"
            case PeriodLength.MONTH:
                return f"{year:04}-{month:02}"
        return f"{self.start}/{self.end}"

    @property
    def label(self) -> str:
        """For reading, the same in every language: 2012, 2012 H1, 2012 Q3, 2012-07."""
        if self.length is None:
            return self.days
        return self.key.replace("H", " H").replace("Q", " Q")

    @property
    def days(self) -> str:
        """As people say it, from the first day to the last: 2012-01-01 – 2012-03-31."""
        return f"{self.start} – {self.last_day}"

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return self.label

    def previous(self) -> Self:
        """The calendar period of the same length that ends where this one starts."""
        return type(self)(add_months(self.start, -self._calendar_length().months), self.start)

    def next(self) -> Self:
        """The calendar period of the same length that starts where this one ends."""
        return type(self)(self.end, add_months(self.end, self._calendar_length().months))

    def year(self) -> Self:
        """The calendar year in which this period starts."""
        return type(self).containing(self.start, PeriodLength.YEAR)

    def year_to_date(self) -> Self:
        """From the first day of its year to its end: what progressive programmes measure."""
        return type(self)(self.year().start, self.end)

    def months(self) -> Iterator[date]:
        """The first day of every month that the period touches."""
        month = self.start.replace(day=1)
        while month < self.end:
            yield month
            month = add_months(month, 1)

    def _calendar_length(self) -> PeriodLength:
        if (length := self.length) is None:
            raise ValueError(f"Not a calendar period: {self.key}.")
        return length


def periods_ending_within(length: PeriodLength | str, start: date, end: date) -> list[Period]:
    """The calendar periods of that length whose (exclusive) end lies in (start, end].

    These are the periods that a settlement from `start` to `end` closes, in calendar order.
    """
    closed = []
    period = Period.containing(start, length)
    while period.end <= end:
        closed.append(period)
        period = period.next()
    return closed

"""Which payment settles which purchase, first in first out, and after how many days: sums alone.

A dealer's account is days: what it bought on each, in whole units of 1/10,000 yuan with returns
deducted, and what the brand received from it. Nothing here knows lines, so how a day's lines are
split or ordered cannot matter.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

Units = dict[datetime.date, int]
"""1/10,000 yuan by day."""


class Piece(NamedTuple):
    """A part of what was bought or paid on a day; units above zero."""

    day: datetime.date
    units: int


@dataclass(slots=True)
class Account:
    """What a dealer bought (returns deducted) and paid (what went back deducted), day by day."""

    bought: Units = field(default_factory=dict)
    paid: Units = field(default_factory=dict)


def mean_days(
    account: Account, start: datetime.date, end: datetime.date, today: datetime.date
) -> Fraction | None:
    """The mean number of days, by amount, from what was bought in ``start ≤ day < end`` to its
    payment; None where nothing was.

    What is not paid by ``today`` counts up to it; what was paid in advance counts no day. Movements
    after today have not happened yet.
    """
    units = weighted = 0
    for bought, paid in matched(account, today):
        if start <= bought.day < end:
            units += bought.units
            weighted += bought.units * max((paid - bought.day).days, 0)
    return Fraction(weighted, units) if units else None


def matched(account: Account, today: datetime.date) -> Iterator[tuple[Piece, datetime.date]]:
    """What was bought, from the oldest on, in pieces, each with the day on which it was paid.

    What is still open is paid today, so to speak. A day with more returns than purchases is a
    payment.
    """
    credits = iter(received(account, today))
    day, left = today, 0
    for bought in _rising(account.bought, today):
        rest = bought.units
        while rest:
            if not left:
                day, left = next(credits, Piece(today, rest))
            part = min(rest, left)
            yield Piece(bought.day, part), day
            rest, left = rest - part, left - part


def received(account: Account, today: datetime.date) -> list[Piece]:
    """What pays for purchases, from the oldest on: returns, and the money that stayed.

    Money that went back takes the latest of it along (a payment that bounced was none); what it
    takes beyond that is missing from the next.
    """
    stack: list[Piece] = []
    missing = 0
    for day, units in _movements(account, today):
        if units > 0:
            part = min(units, missing)
            missing -= part
            if units > part:
                stack.append(Piece(day, units - part))
        else:
            missing += _take_back(stack, -units)
    return stack


def _movements(account: Account, today: datetime.date) -> Iterator[tuple[datetime.date, int]]:
    """Day by day: returns, and then money, in or back."""
    for day in sorted({*account.bought, *account.paid}):
        if day <= today:
            yield day, max(-account.bought.get(day, 0), 0)
            yield day, account.paid.get(day, 0)


def _take_back(stack: list[Piece], units: int) -> int:
    """Take units off the end of the stack; answers how many were not there."""
    while units and stack:
        day, last = stack.pop()
        if last > units:
            stack.append(Piece(day, last - units))
        units -= min(last, units)
    return units


def _rising(bought: Mapping[datetime.date, int], today: datetime.date) -> Iterable[Piece]:
    return [Piece(day, bought[day]) for day in sorted(bought) if bought[day] > 0 and day <= today]

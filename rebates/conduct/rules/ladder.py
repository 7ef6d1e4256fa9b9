"""The ladder: which offence within its window each one is. Pure."""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ANY = ""
"""The severity of a step that is for every severity without a step of its own."""


class Span(StrEnum):
    """Which earlier offences count beside one."""

    ROLLING = "rolling"
    CALENDAR_YEAR = "calendar_year"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Step:
    """What the n-th offence costs; the last of a severity is for each further one, too.

    ``fixed`` in yuan, ``per_unit`` in yuan a piece, ``multiple`` times the supply value, the others
    in percent or days. What a step does not name it does not cost.
    """

    number: int
    severity: str = ANY
    fixed: Decimal | None = None
    per_unit: Decimal | None = None
    multiple: Decimal | None = None
    deposit_percent: Decimal | None = None
    rebate_percent: Decimal | None = None
    plan_cut_percent: Decimal | None = None
    suspension_days: int | None = None
    buy_back: bool = False
    termination: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The terms by which an offence is counted and paid for."""

    span: Span
    months: int | None = None  # of a rolling window
    steps: tuple[Step, ...] = ()
    share_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Offence:
    """One case of a legal entity, of one kind of violation.

    ``key`` orders offences of one day; ``counts``: confirmed, and not overturned. ``contract`` is
    the contract that held on the day, whatever names it; ``ladder`` the terms valid then.
    """

    key: int
    day: datetime.date
    counts: bool
    ladder: Ladder
    severity: str
    contract: int | None = None


def numbers(offences: Iterable[Offence]) -> dict[int, int]:
    """For each offence that counts: the how-manieth it is within its window, by ``key``."""
    return {key: 1 + len(earlier) for key, earlier in earlier_ones(offences).items()}


def earlier_ones(offences: Iterable[Offence]) -> dict[int, tuple[int, ...]]:
    """For each offence that counts: those before it within its window, in their order, by ``key``.

    By the order of offence, whatever the order in which they come or were confirmed; of one day,
    by ``key``. What does not count has no place, and takes none from others.
    """
    counting = sorted((o for o in offences if o.counts), key=lambda o: (o.day, o.key))
    return {
        offence.key: tuple(o.key for o in counting[:place] if within(o, offence))
        for place, offence in enumerate(counting)
    }


def within(earlier: Offence, offence: Offence) -> bool:
    """Whether an earlier offence still counts on the day of this one, by this one's terms."""
    match offence.ladder.span:
        case Span.CALENDAR_YEAR:
            return earlier.day.year == offence.day.year
        case Span.CONTRACT:
            return earlier.contract == offence.contract
    return offence.day < months_later(earlier.day, offence.ladder.months or 0)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last one of a month that is too short.

    It is the first day on which an offence of ``day`` no longer counts.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def step_for(steps: Sequence[Step], number: int, severity: str) -> Step | None:
    """The step of the n-th offence: the last one that begins at it or before; None below the first.

    A severity that has steps of its own uses them alone.
    """
    own = [step for step in steps if step.severity == severity]
    fitting = own or [step for step in steps if step.severity == ANY]
    reached = [step for step in fitting if step.number <= number]
    return max(reached, key=lambda step: step.number, default=None)

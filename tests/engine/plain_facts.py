"""What happened in a brand, as plain values, and slow questions to it: a loop over all of it each.

Money and pieces are Fractions, a window is two days, the end exclusive. Nothing here knows the
engine; DOMAIN §5 and §7 say what counts.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Day = datetime.date
Window = tuple[Day, Day]
DIMENSIONS = (
    "product_lines", "skus", "brands", "regions", "tiers", "dealers", "channels", "shops",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """codes: by dimension all codes that the line has, those above it in a tree included."""

    dealer: str
    day: Day
    kind: str
    codes: Mapping[str, frozenset[str]]
    pieces: int
    money: Fraction
    known: datetime.datetime


@dataclass(frozen=True)
class Moved:
    """From the day on the dealer stood there; in the order in which it was recorded."""

    dealer: str
    day: Day
    known: datetime.datetime
    tier: str
    upstream: str | None


@dataclass(frozen=True)
class Asked:
    """Money or pieces asked of a dealer in a window, of one product line or (None) of all."""

    dealer: str
    line: str | None
    window: Window
    money: Fraction | None
    pieces: int | None


@dataclass(frozen=True)
class Case:
    dealer: str
    kind: str
    day: Day
    confirmed: datetime.datetime
    overturned: datetime.datetime | None


@dataclass(frozen=True)
class Dated:
    """A grade from a day on; a payment; whether a price that was seen kept to its control."""

    dealer: str
    day: Day
    known: datetime.datetime
    value: str | Fraction | bool


@dataclass(frozen=True)
class Facts:
    """as_of: nothing that became known later is looked at."""

    as_of: datetime.datetime
    today: Day
    dealers: tuple[str, ...]
    lines: tuple[Line, ...]
    moves: tuple[Moved, ...]
    asked: tuple[Asked, ...]
    grades: tuple[Dated, ...]
    cases: tuple[Case, ...]
    payments: tuple[Dated, ...]
    seen: tuple[Dated, ...]
    joined: Mapping[tuple[str, str], tuple[tuple[Day, Day | None], ...]]  # by programme, dealer
    _found: dict[Any, Any] = field(default_factory=dict)

    def known_lines(self) -> list[Line]:
        return [line for line in self.lines if line.known <= self.as_of]

    def once(self, question: Callable[[], Any], *about: Any) -> Any:
        """The answer to a question about facts, which do not change: looked for once."""
        key = tuple(id(each) if isinstance(each, Mapping) else each for each in about)
        if key not in self._found:  # what it is about is kept, so that no id comes twice
            self._found[key] = question(), about
        return self._found[key][0]

    def place(self, dealer: str, day: Day) -> tuple[str, str | None]:
        return self.once(lambda: self._place(dealer, day), "place", dealer, day)

    def _place(self, dealer: str, day: Day) -> tuple[str, str | None]:
        """Tier and upstream dealer on the day: by the last move until then; of two from one day
        the one recorded later counts. The first ever recorded holds before the others."""
        known = [move for move in self.moves if move.dealer == dealer]
        known = [m for n, m in enumerate(known) if not n or m.known <= self.as_of]
        found = None
        for move in known:
            if move.day <= day and (found is None or move.day >= found.day):
                found = move
        if found is None:
            first = min(move.day for move in known)
            found = [move for move in known if move.day == first][-1]
        return found.tier, found.upstream

    def counts(self, scope: Mapping, line: Line) -> bool:
        """Whether a scope lets the line in: of its kinds, in all that it names, not excluded."""
        if line.kind not in scope["kinds"]:
            return False
        for name in DIMENSIONS:
            its = line.codes.get(name, frozenset())
            if name == "tiers":
                its = frozenset({self.place(line.dealer, line.day)[0]})
            included, excluded = scope["include"][name], scope["exclude"][name]
            if included and not its & set(included):
                return False
            if its & set(excluded):
                return False
        return True

    def joins(self, programme: str, dealer: str, day: Day) -> bool:
        spans = self.joined.get((programme, dealer), ())
        return any(start <= day and (end is None or day < end) for start, end in spans)

    def asked_of(self, dealer: str, line: str | None, window: Window, unit: str) -> Fraction | None:
        about = "asked", dealer, line, window, unit
        return self.once(lambda: self._asked_of(*about[1:]), *about)

    def _asked_of(self, dealer, line, window, unit) -> Fraction | None:
        """The sum of the rows inside the window that name the unit, if they cover every day."""
        rows = [
            row
            for row in self.asked
            if row.dealer == dealer and row.line == line and getattr(row, unit) is not None
        ]
        rows = [row for row in rows if window[0] <= row.window[0] and row.window[1] <= window[1]]
        covered = {day for row in rows for day in days(row.window)}
        if covered != set(days(window)):
            return None
        return sum((Fraction(getattr(row, unit)) for row in rows), Fraction(0))

    def grade(self, dealer: str, day: Day) -> str:
        rows = [row for row in self.grades if row.dealer == dealer]
        rows = [row for n, row in enumerate(rows) if not n or row.known <= self.as_of]
        found = None
        for row in rows:
            if row.day <= day and (found is None or row.day >= found.day):
                found = row
        return (found or min(rows, key=lambda row: row.day)).value

    def violations(self, dealer: str, kinds: Iterable[str], window: Window) -> int:
        return sum(
            case.dealer == dealer
            and case.kind in kinds
            and window[0] <= case.day < window[1]
            and case.confirmed <= self.as_of
            and (case.overturned is None or case.overturned > self.as_of)
            for case in self.cases
        )

    def price_compliance(self, dealer: str, window: Window) -> Fraction | None:
        kept = [
            row.value
            for row in self.seen
            if row.dealer == dealer and window[0] <= row.day < window[1] and row.known <= self.as_of
        ]
        return Fraction(100 * sum(kept), len(kept)) if kept else None

    def days_to_pay(self, dealer: str, window: Window) -> Fraction | None:
        return self.once(lambda: self._days_to_pay(dealer, window), "pay", dealer, window)

    def _days_to_pay(self, dealer: str, window: Window) -> Fraction | None:
        """First in first out, in 1/10,000 yuan; what is open is paid today."""
        bought: dict[Day, int] = {}
        for line in self.known_lines():
            if line.dealer == dealer and line.kind == "sell_in" and line.day <= self.today:
                bought[line.day] = bought.get(line.day, 0) + int(line.money * 10_000)
        coming = [[day, -units] for day, units in bought.items() if units < 0]
        for row in self.payments:
            if row.dealer == dealer and row.known <= self.as_of and row.day <= self.today:
                coming.append([row.day, int(row.value * 10_000)])
        coming.sort(key=lambda pair: pair[0])
        units, weighted = 0, 0
        for day in sorted(bought):
            rest = max(bought[day], 0)
            while rest:
                while coming and not coming[0][1]:
                    coming.pop(0)
                paid_on, part = (
                    (coming[0][0], min(rest, coming[0][1])) if coming else (self.today, rest)
                )
                if coming:
                    coming[0][1] -= part
                rest -= part
                if window[0] <= day < window[1]:
                    units += part
                    weighted += part * max((paid_on - day).days, 0)
        return Fraction(weighted, units) if units else None


def days(window: Window) -> Iterator[Day]:
    day = window[0]
    while day < window[1]:
        yield day
        day += datetime.timedelta(days=1)

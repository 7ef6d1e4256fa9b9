"""The measures, put through the rules: one line for each dealer, programme and period."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ..rules.entitlement import Slice, falls_to_period, period_entitlement
from ..rules.exact import ZERO, Exact
from ..rules.explanation import explain
from ..rules.parsing import terms_document
from ..rules.terms import Measure
from .measures import Measures
from .schedule import Due, Measured, Version

NONE_SOLD = (0, 0)
PlainKey = tuple[int, int, str]
"""Dealer's id, programme's id, key of the period."""


class Line(NamedTuple):
    """A line of a run as it is stored: measures in 1/10,000 (yuan or pieces), the rest in fen."""

    dealer_id: int
    programme_id: int
    version_id: int
    period: str
    target: int
    earning: int
    step: int
    due: int
    already_posted: int
    explanation: dict[str, Any]


class Measuring:
    """A version's terms with the sums they apply to."""

    def __init__(self, each: Measured, measures: Measures) -> None:
        self.terms = terms = each.version.terms
        self.target = measures.of(terms.scope, each.target)
        self.earning = measures.of(terms.scope, each.earning)
        self.target_column = column_of(terms.target)
        self.earning_column = column_of(terms.earning)
        self.windows = {
            "version": each.version.number,
            "target_window": [str(each.target.start), str(each.target.end)],
            "earning_window": [str(each.earning.start), str(each.earning.end)],
        }

    def sold(self, dealer: int) -> tuple[int, int, int]:
        """Target, earning and pieces of a dealer, as integers of their units."""
        target, earning = self.target.get(dealer, NONE_SOLD), self.earning.get(dealer, NONE_SOLD)
        return target[self.target_column], earning[self.earning_column], earning[0]

    def slice(self, sold: tuple[int, int, int]) -> Slice:
        target, earning, quantity = sold
        return Slice(
            self.terms,
            in_unit(target, self.terms.target),
            in_unit(earning, self.terms.earning),
            Decimal(quantity),
        )


def column_of(measure: Measure) -> int:
    """Which of a dealer's sums it is."""
    return 0 if measure is Measure.QUANTITY else 1


def stored(value: int, measure: Measure) -> int:
    """In 1/10,000, as every measure of a run line is stored."""
    return value * 10_000 if measure is Measure.QUANTITY else value


def in_unit(value: int, measure: Measure) -> Decimal:
    return Decimal(value) if measure is Measure.QUANTITY else Decimal(value).scaleb(-4)


class Settling:
    """A due with its sums at hand, ready to be worked out for one dealer after the other."""

    def __init__(self, due: Due, measures: Measures) -> None:
        self.due, self.version = due, due.version
        self.key = due.key
        self.period = due.period.key
        self.now = [Measuring(each, measures) for each in due.measured]
        self.before = [Measuring(each, measures) for each in due.before or ()]
        self.dealers: set[int] = set().union(*(each.target for each in self.now))

    def inputs(self, dealer: int) -> list[list[tuple[int, int, int]]]:
        """What the rules are given: all that a dealer sold, now and before."""
        return [[m.sold(dealer) for m in self.now], [m.sold(dealer) for m in self.before]]

    def line(self, dealer: int, inputs: list, already_posted: int) -> Line:
        now, before = inputs
        if dealer not in self.dealers:
            return self._line_of_nothing(dealer, already_posted)
        result = period_entitlement([m.slice(sold) for m, sold in zip(self.now, now, strict=True)])
        earlier = self._granted_before(before)
        explanation = explain(result, before=earlier)
        for told, each in zip(explanation["slices"], self.now, strict=True):
            told.update(each.windows)
        due = falls_to_period(to_date=result.exact, before=earlier or ZERO)
        return Line(
            dealer,
            self.version.programme_id,
            self.version.id,
            self.period,
            stored(now[-1][0], self.version.terms.target),
            stored(self._earned_on(now), self.version.terms.earning),
            result.last.step,
            int(due.scaleb(2)),
            already_posted,
            explanation,
        )

    def _granted_before(self, before: list) -> Exact | None:
        if self.due.before is None:
            return None
        slices = [m.slice(sold) for m, sold in zip(self.before, before, strict=True)]
        return period_entitlement(slices).exact if slices else ZERO

    def _earned_on(self, now: list) -> int:
        """The earning of all versions, in the unit of the last."""
        unit = self.version.terms.earning
        return sum(
            sold[1] for m, sold in zip(self.now, now, strict=True) if m.terms.earning is unit
        )

    def _line_of_nothing(self, dealer: int, already_posted: int) -> Line:
        """Something was posted to a dealer of whom the programme now counts no line."""
        version = self.version
        told = {**NOTHING_COUNTS, "before": None if self.due.before is None else "0.00"}
        return Line(
            dealer, version.programme_id, version.id, self.period, 0, 0, 0, 0, already_posted, told
        )


NOTHING_COUNTS = {
    "exact": "0",
    "capped_from": None,
    "amount": "0.00",
    "due": "0.00",
    "outcome": "no_lines",
    "slices": [],
}


class Calculation:
    """The lines of a run, in the order of dealer, programme and period; `digest` covers the inputs.

    dealers: the code of every dealer by id. posted: fen by dealer, programme and period.
    """

    def __init__(
        self,
        dues: Sequence[Due],
        measures: Measures,
        *,
        dealers: Mapping[int, str],
        posted: Mapping[PlainKey, int],
        heading: Mapping[str, Any],
    ) -> None:
        ordered = sorted(dues, key=lambda due: due.key)
        self.settling = [Settling(due, measures) for due in ordered]
        self.dealers, self.posted = dealers, posted
        used = {m.version for due in dues for m in (*due.measured, *(due.before or ()))}
        self._digest = hashlib.sha256(canonical({**heading, "versions": versions_used(used)}))

    @property
    def concerned(self) -> list[int]:
        """Every dealer who gets a line, by code."""
        with_lines = set().union(*(settling.dealers for settling in self.settling))
        with_lines |= {dealer for (dealer, _, _), amount in self.posted.items() if amount}
        return sorted(with_lines & self.dealers.keys(), key=self.dealers.__getitem__)

    def lines_of(self, dealer: int) -> list[Line]:
        """The dealer's lines; the dealers are to be asked for in the order of `concerned`."""
        lines, determined_by = [], []
        for settling in self.settling:
            key = (dealer, settling.version.programme_id, settling.period)
            already = self.posted.get(key, 0)
            if already or dealer in settling.dealers:
                inputs = settling.inputs(dealer)
                determined_by.append([*settling.key, already, inputs])
                lines.append(settling.line(dealer, inputs, already))
        self._digest.update(canonical([self.dealers[dealer], determined_by]))
        return lines

    @property
    def digest(self) -> str:
        """SHA-256 of everything that determined the lines that were worked out so far."""
        return self._digest.hexdigest()


def versions_used(versions: Iterable[Version]) -> list[dict[str, Any]]:
    return [
        {
            "programme": version.programme,
            "number": version.number,
            "valid_from": str(version.valid_from),
            "valid_to": version.valid_to and str(version.valid_to),
            "terms": terms_document(version.terms),
        }
        for version in sorted(versions, key=lambda version: (version.programme, version.number))
    ]


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> bytes:
    """One line of JSON, the same for the same value on every machine."""
    return (_encode(value) + "\n").encode()

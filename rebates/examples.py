"""Worked examples of a version: what a dealer gets who sells just below a bound, on it, beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING, to_fen

from .rules.entitlement import Slice, period_entitlement
from .rules.explanation import explain
from .rules.terms import Measure, Terms
from .wording import why
from .wording.numbers import measured, yuan

PRICE = Decimal(1000)  # of a piece, where pieces and money meet
SMALLEST = {Measure.NET_AMOUNT: Decimal("0.01"), Measure.QUANTITY: Decimal(1)}
FIRST = {Measure.NET_AMOUNT: Decimal(10000), Measure.QUANTITY: Decimal(10)}


@dataclass(frozen=True, slots=True)
class Example:
    sold: str
    amount: Decimal
    share: Decimal | None  # percent of what was sold, where that is money
    why: str


def examples(terms: Terms) -> list[Example]:
    """A dealer who sells X in a period gets …, at points around the bounds; the rules answer."""
    return [_example(terms, point) for point in points(terms)]


def assumption(terms: Terms) -> str:
    """What the examples take for granted, if anything."""
    pieces = any(step.per_unit for step in terms.steps)
    if terms.target is terms.earning and not (pieces and terms.target is Measure.NET_AMOUNT):
        return ""
    return _("At %(price)s a piece.") % {"price": yuan(PRICE)}


def points(terms: Terms) -> list[Decimal]:
    """Just below each bound, on it, and between it and the next."""
    bounds = [step.lower for step in terms.steps]
    found = set()
    for lower, upper in zip(bounds, [*bounds[1:], _beyond(bounds, terms)], strict=True):
        found |= {lower - SMALLEST[terms.target], lower, _round((lower + upper) / 2, terms)}
    found.add(_beyond(bounds, terms))
    return sorted(point for point in found if point > 0)


def _beyond(bounds: Sequence[Decimal], terms: Terms) -> Decimal:
    return bounds[-1] * 2 or FIRST[terms.target]


def _round(value: Decimal, terms: Terms) -> Decimal:
    return value.to_integral_value() if terms.target is Measure.QUANTITY else to_fen(value)


def _example(terms: Terms, sold: Decimal) -> Example:
    pieces = sold if terms.target is Measure.QUANTITY else sold / PRICE
    money = sold if terms.target is Measure.NET_AMOUNT else sold * PRICE
    earning = pieces if terms.earning is Measure.QUANTITY else money
    result = period_entitlement([Slice(terms, sold, earning, pieces)])
    share = to_fen(result.amount * 100 / money) if terms.target is Measure.NET_AMOUNT else None
    return Example(
        measured(sold, terms.target), result.amount or NOTHING, share, why(explain(result))
    )

"""The measures of a version by name, and a value of one in its unit: 110 % of the year before."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..rules.exact import Exact
from ..rules.measuring import ENDLESS
from ..rules.terms import Measure
from .numbers import measured, pieces, told, yuan

Facts = Mapping[str, Any]

NAMES = {
    Measure.NET_AMOUNT: gettext_lazy("net sales"),
    Measure.QUANTITY: gettext_lazy("pieces"),
    Measure.GROWTH_PERCENT: gettext_lazy("sales as a percentage of the same days a year before"),
    Measure.GROWTH_AMOUNT: gettext_lazy("what is sold above the same days a year before"),
    Measure.ATTAINMENT_PERCENT: gettext_lazy("the percentage of the agreed target"),
    Measure.MIX_PERCENT: gettext_lazy("the share of a part in all that counts"),
    Measure.EXCESS_OVER_BASE: gettext_lazy("what exceeds the sales of the year before"),
    Measure.EXCESS_OVER_TARGET: gettext_lazy("what exceeds the agreed target"),
}
STOOD = {
    Measure.GROWTH_PERCENT: gettext_lazy("%(value)s of the year before"),
    Measure.GROWTH_AMOUNT: gettext_lazy("%(value)s above the year before"),
    Measure.ATTAINMENT_PERCENT: gettext_lazy("%(value)s of the target"),
    Measure.MIX_PERCENT: gettext_lazy("%(value)s of all"),
}
FEN = Decimal("0.01")


def name(measure: str) -> str:
    return str(NAMES[Measure(measure)])


def stood(value: str | Exact, measure: str, *, exact: bool = True) -> str:
    """Where something stands on the scale of a measure: 50,000.00, 110 % of the year before."""
    if measure == Measure.GROWTH_AMOUNT and Decimal(value) < 0:
        below = str(value).removeprefix("-")
        return _("%(value)s below the year before") % {"value": measured(below, measure)}
    words = {"value": measured(value, measure, exact=exact)}
    of = STOOD.get(Measure(measure))
    return words["value"] if of is None or value == ENDLESS else str(of) % words


def distance(value: str | Exact, measure: str, *, exact: bool = True) -> str:
    """How far it is between two values of a measure: 1,000.00, 3 pieces, 7.5 percentage points."""
    if not Measure(measure).is_percent:
        return measured(value, measure, exact=exact)
    number = measured(value, measure, exact=exact).removesuffix("%").strip()
    return _("%(number)s percentage points") % {"number": number}


def missing(facts: Facts) -> str:
    """What a slice of an explanation is short of its next step; percent also as what is to sell."""
    far = distance(facts["missing"], facts["target_measure"], exact=exact(facts, "missing"))
    to_sell = _to_sell(facts)
    if not to_sell:
        return far
    return _("%(distance)s (%(amount)s)") % {"distance": far, "amount": to_sell}


def exact(facts: Facts, name: str) -> bool:
    return name not in facts.get("inexact", ())


def goal_unit(facts: Facts) -> str:
    """In which measure the target was agreed, and is attained."""
    return Measure.QUANTITY if facts.get("goal_in_pieces") else Measure.NET_AMOUNT


def stands_at(facts: Facts) -> str:
    """What picked the step of a slice: the sum itself, or the measure made of it."""
    if "target_value" not in facts:
        return told(facts, "target", facts["target_measure"])
    if facts["target_value"] is None:
        return measured(ENDLESS, facts["target_measure"])
    return told(facts, "target_value", facts["target_measure"])


def _to_sell(facts: Facts) -> str:
    """Yuan or pieces that bring a percentage to the next step; "" where nobody can say."""
    of = {
        Measure.GROWTH_PERCENT: ("base", "target"),
        Measure.ATTAINMENT_PERCENT: ("goal", "attained"),
    }
    whole, sold = of.get(facts["target_measure"], ("", ""))
    if facts.get(whole) is None or Decimal(facts[whole]) <= 0:
        return ""
    amount = Decimal(facts["next_from"]) * Decimal(facts[whole]) / 100 - Decimal(facts[sold])
    if whole == "goal" and facts.get("goal_in_pieces"):
        return pieces(amount.to_integral_value(ROUND_CEILING))
    return yuan(amount.quantize(FEN, ROUND_CEILING))

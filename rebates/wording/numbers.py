"""How the numbers of an explanation are written: 50,000.00, 12.3456, 17 pieces, 2.5 %."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_mgmt.core.money import format_money

from ..rules.exact import Exact, as_text, plain
from ..rules.measuring import ENDLESS
from ..rules.terms import PERCENTS, Measure

PLACES = 4  # of numbers whose decimals do not end
LONGEST = 8  # decimals that are still written out


def yuan(value: str | Decimal, *, exact: bool = True) -> str:
    """An amount with 2 decimals, or as many as it has; one that does not end is marked ≈."""
    number, decimals = Decimal(value), _decimals(value)
    if not exact or decimals > LONGEST:
        return f"≈ {format_money(number, PLACES)}"
    return format_money(number, max(2, decimals))


def pieces(value: str | Decimal, *, exact: bool = True) -> str:
    number = Decimal(value)
    if not exact or _decimals(value) > LONGEST:
        return _("≈ %(number)s pieces") % {"number": format_money(number, PLACES)}
    if number != number.to_integral_value():
        return _("%(number)s pieces") % {"number": f"{Decimal(plain(number)):,f}"}
    return ngettext("%(number)s piece", "%(number)s pieces", abs(int(number))) % {
        "number": f"{int(number):,}"
    }


def measured(value: str | Exact, measure: str, *, exact: bool = True) -> str:
    """A value in the unit of its measure: yuan, pieces or percent."""
    if value == ENDLESS:
        return _("without end")
    if not isinstance(value, str):
        value, whole_truth = as_text(value)
        exact = exact and whole_truth
    if measure in PERCENTS:
        return percent(value, exact=exact)
    write = pieces if measure == Measure.QUANTITY else yuan
    return write(value, exact=exact)


def percent(value: str | Decimal, *, exact: bool = True) -> str:
    """2.5 %, or ≈ 117.6471 %; as many decimals as it has, unless they do not end."""
    number = Decimal(value)
    if exact and _decimals(value) <= LONGEST:
        return _("%(number)s %%") % {"number": plain(number)}
    return _("≈ %(number)s %%") % {"number": plain(Decimal(f"{number:.{PLACES}f}"))}


def whole_percent(factor: str | Decimal) -> str:
    """A factor as a percentage: 0.8 is 80 %."""
    return percent(Decimal(factor) * 100)


def is_exact(facts: Mapping[str, Any], name: str) -> bool:
    """Whether a number of an explanation is the whole truth."""
    return name not in facts.get("inexact", ())


def told(facts: Mapping[str, Any], name: str, measure: str = Measure.NET_AMOUNT) -> str:
    """A number of an explanation by its name, in the unit of the measure."""
    return measured(facts[name], measure, exact=is_exact(facts, name))


def _decimals(value: str | Decimal) -> int:
    return len(plain(Decimal(value)).partition(".")[2])

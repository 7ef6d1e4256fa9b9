"""How the numbers of an explanation are written: 50,000.00, 12.3456, 17 pieces, 2.5 %."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_mgmt.core.money import format_money

from ..rules.reading import plain
from ..rules.terms import Measure

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


def measured(value: str | Decimal, measure: str, *, exact: bool = True) -> str:
    """A value in the unit of its measure: yuan or pieces."""
    write = pieces if measure == Measure.QUANTITY else yuan
    return write(value, exact=exact)


def percent(value: str | Decimal) -> str:
    return _("%(number)s %%") % {"number": plain(Decimal(value))}


def is_exact(facts: Mapping[str, Any], name: str) -> bool:
    """Whether a number of an explanation is the whole truth."""
    return name not in facts.get("inexact", ())


def told(facts: Mapping[str, Any], name: str, measure: str = Measure.NET_AMOUNT) -> str:
    """A number of an explanation by its name, in the unit of the measure."""
    return measured(facts[name], measure, exact=is_exact(facts, name))


def _decimals(value: str | Decimal) -> int:
    return len(plain(Decimal(value)).partition(".")[2])

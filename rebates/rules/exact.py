"""Exact arithmetic of rebates: a Decimal as long as it is finite, a Fraction where it is not.

A Decimal is about ten times as fast as a Fraction, and only a division can leave it. Nothing here
rounds: where a Decimal would have to, the context raises `Inexact`.
"""

from collections.abc import Sequence
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from fractions import Fraction

Exact = Decimal | Fraction

ZERO = Decimal(0)
ONE = Decimal(1)
SHOWN_PLACES = 10  # of a number whose decimals do not end
_TRAPS = [Inexact, DivisionByZero, InvalidOperation]
_EXACT = Context(prec=100, traps=_TRAPS)
_QUOTIENT = Context(prec=40, traps=_TRAPS)  # leaves room for the products that follow
_PERCENT = Decimal("0.01")


def times(a: Exact, b: Exact) -> Exact:
    if type(a) is type(b) is Decimal:
        return _EXACT.multiply(a, b)
    (p, q), (r, s) = a.as_integer_ratio(), b.as_integer_ratio()
    return Fraction(p * r, q * s)


def plus(a: Exact, b: Exact) -> Exact:
    if type(a) is type(b) is Decimal:
        return _EXACT.add(a, b)
    (p, q), (r, s) = a.as_integer_ratio(), b.as_integer_ratio()
    return Fraction(p * s + r * q, q * s)


def minus(a: Exact, b: Exact) -> Exact:
    if type(a) is type(b) is Decimal:
        return _EXACT.subtract(a, b)
    (p, q), (r, s) = a.as_integer_ratio(), b.as_integer_ratio()
    return Fraction(p * s - r * q, q * s)


def total(values: Sequence[Exact]) -> Exact:
    if not values:
        return ZERO
    found = values[0]
    for value in values[1:]:
        found = plus(found, value)
    return found


def hundredth(percent: Decimal) -> Decimal:
    return _EXACT.multiply(percent, _PERCENT)


def in_proportion(value: Exact, part: Exact, whole: Exact) -> Exact:
    """value × part ÷ whole; without dividing where the answer is plain."""
    if part == whole:
        return value
    if value == whole:
        return part
    product = times(value, part)
    if type(product) is type(whole) is Decimal:
        try:
            return _QUOTIENT.divide(product, whole)
        except Inexact:
            pass
    (p, q), (r, s) = product.as_integer_ratio(), whole.as_integer_ratio()
    return Fraction(p * s, q * r)


def as_text(value: Exact) -> tuple[str, bool]:
    """The number as a plain string and whether that is the whole truth.

    A Decimal is written out without exponent and closing zeros. A Fraction (not finite within
    40 digits) is cut half-up to 10 decimals: not the whole truth.
    """
    if type(value) is Decimal:
        return plain(value), True
    n, d = value.as_integer_ratio()
    cut = (2 * abs(n) * 10**SHOWN_PLACES + d) // (2 * d)
    return plain(_EXACT.scaleb(cut if n > 0 else -cut, -SHOWN_PLACES)), False


def plain(number: Decimal) -> str:
    """Without exponent and closing zeros: how a number is written in facts and documents."""
    text = str(number)
    if "E" in text:  # seldom, and `str` takes a third of the time
        text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

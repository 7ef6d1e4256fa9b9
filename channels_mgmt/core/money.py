"""Exact money: rounding to the fen, sharing out, and how amounts are written. Never a float."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import lcm

FEN = Decimal("0.01")
NOTHING = Decimal("0.00")
_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)  # half away from zero, wide enough for any sum

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1))


def to_fen(x: Decimal | Fraction) -> Decimal:
    """The amount in yuan, to 2 places; half a fen goes away from zero, on both sides of it."""
    if isinstance(x, Decimal):
        return x.quantize(FEN, context=_WIDE) or NOTHING  # `or`: there is no minus zero
    if isinstance(x, Fraction):
        fen = (200 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
        return _from_fen(fen if x > 0 else -fen)
    raise TypeError(f"Money is a Decimal or a Fraction, not {type(x).__name__}.")


def share_out(total: Decimal, weights: Sequence[Decimal | Fraction | int]) -> list[Decimal]:
    """Split `total` (yuan, whole fen) in proportion to `weights`; the parts sum to it exactly.

    Each part is its exact share cut to the fen; the fen left over go, one each, to the largest
    remainders, of equal ones to the earlier. So no part is a fen or more off its exact share, and a
    negative total is split as the positive one with the sign turned.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("A share cannot be negative.")
    fen, whole = abs(_fen(total)), _integers(weights)
    if not (weight := sum(whole)):
        if fen:
            raise ValueError("There is nobody to share the amount among.")
        return [NOTHING] * len(weights)
    parts, remainders = zip(*(divmod(fen * part, weight) for part in whole), strict=True)
    by_remainder = sorted(range(len(parts)), key=lambda i: -remainders[i])
    favoured = set(by_remainder[: fen - sum(parts)])
    sign = -1 if total < 0 else 1
    return [_from_fen(sign * (part + (i in favoured))) for i, part in enumerate(parts)]


def in_capitals(amount: Decimal) -> str:
    """An amount in yuan (whole fen) in the capitals of Chinese banks: 人民币壹拾万元整.

    Zeros between figures collapse to one 零; 整 closes an amount without fen; 10¹² is 万亿.
    Where the bank rules leave 零 free (the yuan end in 0 and there are jiao), it is not written.
    """
    fen = _fen(amount)
    yuan, jiao, fen_left = abs(fen) // 100, abs(fen) // 10 % 10, abs(fen) % 10
    text = "人民币负" if fen < 0 else "人民币"
    if yuan or not fen:
        text += (_whole_number(yuan) or "零") + "元"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif yuan and fen_left:
        text += "零"
    return text + (_DIGITS[fen_left] + "分" if fen_left else "整")


def format_money(amount: Decimal, places: int = 2) -> str:
    """1,234.50, and -1,234.50 with a plain hyphen; half-up to `places` where it has more."""
    rounded = amount.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return f"{rounded if rounded else abs(rounded):,f}"


def _fen(amount: Decimal) -> int:
    """An amount in yuan as a whole number of fen."""
    rounded = to_fen(amount)
    if rounded != amount:
        raise ValueError(f"{amount} is not a whole number of fen.")
    return int(rounded.scaleb(2, context=_WIDE))


def _from_fen(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2, context=_WIDE)


def _integers(weights: Sequence[Decimal | Fraction | int]) -> list[int]:
    """The same proportions in whole numbers."""
    exact = [Fraction(weight) for weight in weights]
    common = lcm(*(weight.denominator for weight in exact))
    return [weight.numerator * (common // weight.denominator) for weight in exact]


def _whole_number(n: int) -> str:
    """A whole number in capitals; nothing for 0. Groups of 亿, each read in 万, so 万亿 follows."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if n >= size:
            high, low = divmod(n, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole_number(high) + unit + gap + _whole_number(low)
    return _below_ten_thousand(n)


def _below_ten_thousand(n: int) -> str:
    text, gap = "", ""
    for unit, size in _PLACES:
        if digit := n // size % 10:
            text += gap + _DIGITS[digit] + unit
            gap = ""
        elif text:
            gap = "零"
    return text

"""Unified social credit code (统一社会信用代码): 18 characters, GB 32100-2015."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(first_17: str) -> str:
    """The check character for the first 17; raises ValueError on a character outside the code's."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def validate_uscc(value: str) -> None:
    if len(value) != 18 or any(c not in ALPHABET for c in value):
        raise ValidationError(
            _("“%(value)s” is not a credit code: 18 digits and capitals without I, O, S, V, Z."),
            "uscc_form",
            {"value": value},
        )
    expected = check_character(value[:17])
    if value[17] != expected:
        raise ValidationError(
            _("“%(value)s” has a wrong check character: it should end in %(expected)s."),
            "uscc_check",
            {"value": value, "expected": expected},
        )

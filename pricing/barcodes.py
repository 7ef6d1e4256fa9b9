"""GTIN barcodes (8, 12, 13 or 14 digits) and their check digit, GS1 General Specifications §7.9."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_digit(body: str) -> str:
    """The check digit for the digits before it: weights 3, 1, 3 … from the right."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return str(-total % 10)


def validate_gtin(value: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) in (8, 12, 13, 14)):
        raise ValidationError(
            _("“%(value)s” is not a barcode: 8, 12, 13 or 14 digits."),
            "gtin_form",
            {"value": value},
        )
    expected = check_digit(value[:-1])
    if value[-1] != expected:
        raise ValidationError(
            _("“%(value)s” has a wrong check digit: it should end in %(expected)s."),
            "gtin_check",
            {"value": value, "expected": expected},
        )

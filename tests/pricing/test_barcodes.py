"""GTIN barcodes and their check digit."""

import pytest
from django.core.exceptions import ValidationError

from pricing.barcodes import validate_gtin


@pytest.mark.parametrize("barcode", ["6901234567892", "96385074", "036000291452", "10614141000415"])
def test_barcodes_that_hold(barcode):
    validate_gtin(barcode)


@pytest.mark.parametrize(
    ("barcode", "error"),
    [
        ("6901234567893", "gtin_check"),
        ("6901234567829", "gtin_check"),  # two digits swapped
        ("690123456789", "gtin_check"),
        ("69012345678", "gtin_form"),
        ("69O1234567892", "gtin_form"),
        ("٦٩٠١٢٣٤٥٦٧٨٩٢", "gtin_form"),  # digits, but not ASCII
    ],
)
def test_barcodes_that_do_not(barcode, error):
    with pytest.raises(ValidationError) as refused:
        validate_gtin(barcode)
    assert refused.value.code == error

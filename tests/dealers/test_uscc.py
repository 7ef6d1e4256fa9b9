"""The unified social credit code and its check character (GB 32100-2015)."""

import pytest
from django.core.exceptions import ValidationError

from dealers.uscc import ALPHABET, check_character, validate_uscc

REAL = "91350100M000100Y43"  # the example of the standard


@pytest.mark.parametrize("code", [REAL, "914403001922038216", "91440300708461136T"])
def test_codes_that_hold(code):
    validate_uscc(code)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (REAL[:-1], "uscc_form"),
        (REAL + "3", "uscc_form"),
        (REAL.lower(), "uscc_form"),
        ("9135010OM000100Y43", "uscc_form"),  # the letter O
        (REAL[:-1] + "4", "uscc_check"),
    ],
)
def test_codes_that_do_not(code, error):
    with pytest.raises(ValidationError) as refused:
        validate_uscc(code)
    assert refused.value.code == error


def test_any_single_wrong_character_is_found():
    for place in range(17):
        for character in ALPHABET:
            if character != REAL[place]:
                wrong = REAL[:place] + character + REAL[place + 1 : 17]
                assert check_character(wrong) != REAL[17]

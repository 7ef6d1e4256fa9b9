import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.report import Fault
from dealers.choices import SalesChannel
from pricing.imports.products import vat_rate

AMOUNT, SCALED = cells.decimal(4), cells.scaled(4)
CHANNEL = cells.one_of(SalesChannel)


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (AMOUNT, "1234.5", Decimal("1234.5")),
        (AMOUNT, "-0.0001", Decimal("-0.0001")),
        (AMOUNT, "+7", Decimal(7)),
        (AMOUNT, "１２．５０", Decimal("12.50")),
        (AMOUNT, "−3", Decimal(-3)),
        (AMOUNT, "1.500000", Decimal("1.5")),  # noughts are no decimals
        (SCALED, "1234.5", 12_345_000),
        (SCALED, "-0.0001", -1),
        (SCALED, "１２．５０", 125_000),
        (SCALED, "1.500000", 15_000),
        (cells.whole, "-3", -3),
        (cells.whole, "2.0", 2),
        (cells.whole, "１０", 10),
        (cells.date, "2024-02-29", datetime.date(2024, 2, 29)),
        (cells.date, "２０２４-01-31", datetime.date(2024, 1, 31)),
        (cells.boolean, "YES", True),
        (cells.boolean, "否", False),
        (cells.boolean, "１", True),
        (cells.code, "Ａ１", "Ａ1"),
        (CHANNEL, "TMall", "tmall"),
        (vat_rate, "13", Decimal(13)),
        (vat_rate, "13%", Decimal(13)),
        (vat_rate, "0.13", Decimal("13.0")),
        (vat_rate, "0.5%", Decimal("0.5")),
        (vat_rate, "0", Decimal(0)),
    ],
)
def test_what_a_cell_means(parse, cell, value):
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (AMOUNT, "1,234.50", "not_a_number"),
        (AMOUNT, "1e3", "not_a_number"),
        (AMOUNT, "NaN", "not_a_number"),
        (AMOUNT, "inf", "not_a_number"),
        (AMOUNT, "¥5", "not_a_number"),
        (AMOUNT, "1 000", "not_a_number"),
        (AMOUNT, ".5", "not_a_number"),
        (AMOUNT, "٣", "not_a_number"),  # a digit, but not ours
        (AMOUNT, "1.23456", "too_many_decimals"),
        (AMOUNT, "100000000000", "too_large"),
        (SCALED, "1.23456", "too_many_decimals"),
        (SCALED, "999999999999", "too_large"),
        (SCALED, "1e3", "not_a_number"),
        (cells.decimal(2, least=0), "-1", "too_small"),
        (cells.whole, "1.5", "not_whole"),
        (cells.whole, "two", "not_a_number"),
        (cells.whole, "9" * 50, "too_large"),
        (cells.date, "31.12.2024", "not_a_date"),
        (cells.date, "20241231", "not_a_date"),
        (cells.date, "2024-1-5", "not_a_date"),
        (cells.date, "2023-02-29", "no_such_day"),
        (cells.date, "0001-01-01", "date_range"),
        (cells.boolean, "maybe", "not_a_boolean"),
        (cells.code, "A  B", "bad_code"),
        (cells.code, "A/B", "bad_code"),
        (cells.code, "A" * 41, "too_long"),
        (cells.model_code, "A~B", "bad_code"),
        (cells.text(3), "four", "too_long"),
        (cells.text(9), "#N/A", "cell_error"),
        (cells.code, "#REF!", "cell_error"),
        (cells.text(9), "a\nb", "control_character"),
        (CHANNEL, "taobao", "not_a_choice"),
    ],
)
def test_what_a_cell_cannot_mean(parse, cell, code):
    with pytest.raises(Fault) as refused:
        parse(cell)
    assert refused.value.code == code


def test_a_wrong_choice_is_told_the_right_ones():
    with pytest.raises(Fault, match="offline, online, tmall"):
        CHANNEL("taobao")


AMOUNTS = st.decimals(-(10**10), 10**10, places=4, allow_nan=False, allow_infinity=False)


@given(AMOUNTS)
def test_both_readers_of_amounts_say_the_same(amount):
    assert AMOUNT(f"{amount:f}") == amount
    assert Decimal(SCALED(f"{amount:f}")).scaleb(-4) == amount


def outcome(parse, cell):
    try:
        return parse(cell)
    except Fault as fault:
        return fault


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_a_fault_and_never_a_crash(text):
    for parse in (AMOUNT, SCALED, cells.whole, cells.date, cells.boolean, cells.code, vat_rate):
        found = outcome(parse, text)
        assert not isinstance(found, Fault) or (found.code and found.message)


@given(AMOUNTS)
def test_a_number_is_never_read_as_another(amount):
    """Exactly what Python reads in the digits; an exponent is the one form that is refused."""
    text = str(amount)
    found = outcome(SCALED, text)
    assert getattr(found, "code", "") == ("not_a_number" if "E" in text else "")
    assert "E" in text or Decimal(found).scaleb(-4) == Decimal(text)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_every_day_reads_back(day):
    assert cells.date(day.isoformat()) == day

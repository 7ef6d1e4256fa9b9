"""Amounts: to the fen, shared out, in capitals, and as they are written."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.money import format_money, in_capitals, share_out, to_fen


@pytest.mark.parametrize(
    ("exact", "amount"),
    [
        (D("0.004999"), "0.00"),
        (D("0.005"), "0.01"),
        (D("0.015"), "0.02"),
        (D("4999.9999"), "5000.00"),
        (D("-0.005"), "-0.01"),
        (D("-0.0049"), "0.00"),
        (D("999999999999999999999999999999.995"), "1000000000000000000000000000000.00"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(-1, 201), "0.00"),
    ],
)
def test_half_a_fen_goes_away_from_zero(exact, amount):
    assert str(to_fen(exact)) == amount


@pytest.mark.parametrize("wrong", [0.1, 1, "1"])
def test_money_is_never_a_float(wrong):
    with pytest.raises(TypeError):
        to_fen(wrong)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("1.03", [1, 1], ["0.52", "0.51"]),
        ("-1.03", [1, 1], ["-0.52", "-0.51"]),
        ("1.00", [1, 1, 1], ["0.34", "0.33", "0.33"]),
        ("0.05", [D("0.1"), D("0.9")], ["0.01", "0.04"]),
        ("100.00", [1, 0, 3], ["25.00", "0.00", "75.00"]),
        ("0.00", [0, 0], ["0.00", "0.00"]),
        ("0.00", [], []),
    ],
)
def test_parts_sum_to_the_total_and_the_earlier_gets_the_odd_fen(total, weights, parts):
    assert share_out(D(total), weights) == [D(part) for part in parts]


@pytest.mark.parametrize(
    ("total", "weights"), [("1.00", []), ("1.00", [0]), ("1.001", [1]), ("1.00", [2, -1])]
)
def test_what_cannot_be_shared_is_refused(total, weights):
    with pytest.raises(ValueError, match=r"."):
        share_out(D(total), weights)


@given(
    st.decimals(-(10**12), 10**12, places=2),
    st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=20).filter(any),
)
def test_no_part_is_a_fen_off_its_exact_share(total, weights):
    parts = share_out(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(total) * Fraction(weight) / sum(map(Fraction, weights))
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.57", "伍角柒分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("11.01", "壹拾壹元零壹分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("10001", "壹万零壹元整"),
        ("100000", "壹拾万元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1010000", "壹佰零壹万元整"),
        ("20300000", "贰仟零叁拾万元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1200005000", "壹拾贰亿零伍仟元整"),
        ("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000.10", "壹万零壹亿元壹角整"),
        ("-80", "负捌拾元整"),
        ("-0.01", "负壹分"),
    ],
)
def test_amounts_in_capitals_follow_the_rules_of_banks(amount, capitals):
    assert in_capitals(D(amount)) == "人民币" + capitals


def test_part_of_a_fen_has_no_capitals():
    with pytest.raises(ValueError, match="fen"):
        in_capitals(D("1.001"))


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [
        ("1234.5", 2, "1,234.50"),
        ("-1234.5", 2, "-1,234.50"),
        ("-0.001", 2, "0.00"),
        ("0.125", 2, "0.13"),
        ("28193631.5321", 4, "28,193,631.5321"),
        ("1E+6", 0, "1,000,000"),
    ],
)
def test_amounts_are_written_in_groups_of_three(amount, places, text):
    assert format_money(D(amount), places) == text

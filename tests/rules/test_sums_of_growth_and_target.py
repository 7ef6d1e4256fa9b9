"""Rows 9 to 11, 18 and 19 of the sums recomputed by hand: growth, a template contract, payment."""

from decimal import Decimal as D
from fractions import Fraction

import pytest

from rebates.rules.entitlement import entitlement
from rebates.rules.gates import GateFacts
from rebates.rules.parsing import parse_terms

BASE, ACTUAL = D(2_000_000), D(2_350_000)
GROWTH = [{"from": "110", "percent": "2"}, {"from": "115", "percent": "3"},
          {"from": "120", "percent": "4"}]  # fmt: skip
FROM_100_PERCENT = [{"measure": "attainment_percent", "at_least": "90"}]
SPEED = [{"payment_days": [[15, "1"], [30, "0.8"], [45, "0.5"]]}]


def terms(**changes):
    return parse_terms(
        {
            "scope": {"kinds": ["sell_in"]},
            "target_measure": {"of": "net_amount"},
            "steps": [{"from": "0", "percent": "1"}],
            "method": "whole",
            "period": "year",
        }
        | changes
    )


def paid(sold, **counted):
    """What the terms among `counted` pay on sales of `sold`, all of which earn."""
    its = terms(**counted.pop("terms"))
    return entitlement(its, target=D(sold), earning=D(sold), quantity=D(0), **counted).amount


@pytest.mark.parametrize(
    ("earning", "method", "expected"),
    [
        pytest.param("net_amount", "whole", "70500.00", id="9 whole on all"),
        pytest.param("excess_over_base", "whole", "10500.00", id="10 whole on the excess"),
        pytest.param("excess_over_base", "graduated", "3500.00", id="11 graduated on the excess"),
        pytest.param("growth_amount", "graduated", "3500.00", id="11 the same by another name"),
    ],
)
def test_growth(earning, method, expected):
    changes = {"target_measure": {"of": "growth_percent"}, "earning_measure": {"of": earning},
               "steps": GROWTH, "method": method}  # fmt: skip
    found = paid(ACTUAL, terms=changes, base=BASE, earning_base=BASE)
    assert found == D(expected)


def test_18_a_template_contract():
    """Target 400k; 2 % of a quarter, 1 % of the year (both from 90 %), 2 % of the excess."""
    quarterly = {"steps": [{"from": "0", "percent": "2"}], "period": "quarter",
                 "gates": FROM_100_PERCENT}  # fmt: skip
    quarters = [
        paid(sold, terms=quarterly, goal=D(100_000), attained=D(sold))
        for sold in (95_000, 85_000, 120_000, 120_000)
    ]
    assert quarters == [D(1900), D(0), D(2400), D(2400)]
    counted = {"goal": D(400_000), "attained": D(420_000)}
    year = paid(420_000, terms={"gates": FROM_100_PERCENT}, **counted)
    above = {"target_measure": {"of": "attainment_percent"},
             "earning_measure": {"of": "excess_over_target"},
             "steps": [{"from": "100", "percent": "2"}]}  # fmt: skip
    excess = paid(420_000, terms=above, **counted)
    assert (year, excess) == (D(4200), D(400))
    assert sum(quarters) + year + excess == D(11_300)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (Fraction(15), "100000.00"),
        (Fraction(31, 2), "80000.00"),
        (Fraction(30), "80000.00"),
        (Fraction(45), "50000.00"),
        (Fraction(4501, 100), "0.00"),
        (None, "100000.00"),
    ],
)
def test_19_payment_speed_on_a_rebate_of_100000(days, expected):
    facts = GateFacts(payment_days=days)
    assert paid(10_000_000, terms={"gates": SPEED}, facts=facts) == D(expected)

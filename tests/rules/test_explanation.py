"""The facts behind a figure, also behind a zero, as they are stored with it."""

import json
from dataclasses import replace
from decimal import Decimal as D

import pytest

from channels_mgmt.core.periods import PeriodLength
from rebates.rules.entitlement import Slice, period_entitlement
from rebates.rules.explanation import explain
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.terms import Cap, CapOn, Measure, Method, Step, Terms

STEPS = (Step(D(100), percent=D(1)), Step(D("500.50"), percent=D(2)))
WHOLE = Terms(
    LineScope((LineKind.SELL_IN,)),
    Measure.NET_AMOUNT,
    Measure.NET_AMOUNT,
    STEPS,
    Method.WHOLE,
    PeriodLength.YEAR,
)
GRADUATED = replace(WHOLE, method=Method.GRADUATED)
ZERO_RATE = replace(WHOLE, steps=(Step(D(0), percent=D(0)),))


def facts(terms, sold, *, earning=None, before=None):
    earning = sold if earning is None else earning
    found = period_entitlement([Slice(terms, D(sold), D(earning), D(7))])
    return explain(found, before=before)


def test_it_tells_the_whole_calculation():
    assert facts(GRADUATED, "600.0000") == {
        "exact": "5.995",
        "capped_from": None,
        "amount": "6.00",
        "before": None,
        "due": "6.00",
        "outcome": "earned",
        "slices": [
            {
                "target_measure": "net_amount",
                "earning_measure": "net_amount",
                "method": "graduated",
                "upper_inclusive": False,
                "on_change": "slice",
                "cap": None,
                "steps": 2,
                "target": "600",
                "earning": "600",
                "quantity": "7",
                "counted_target": "600",
                "counted_earning": "600",
                "first_from": "100",
                "step": 2,
                "step_from": "500.5",
                "next_step": None,
                "next_from": None,
                "missing": None,
                "exact": "5.995",
                "parts": [
                    {
                        "step": 1,
                        "from": "100",
                        "to": "500.5",
                        "on": "400.5",
                        "percent": "1",
                        "per_unit": None,
                        "quantity": None,
                        "lump_sum": None,
                        "benefit": "4.005",
                    },
                    {
                        "step": 2,
                        "from": "500.5",
                        "to": None,
                        "on": "99.5",
                        "percent": "2",
                        "per_unit": None,
                        "quantity": None,
                        "lump_sum": None,
                        "benefit": "1.99",
                    },
                ],
            }
        ],
    }


def test_a_zero_says_what_is_missing():
    told = facts(WHOLE, "61.80")
    [version] = told["slices"]
    assert (told["due"], told["outcome"]) == ("0.00", "below_first_step")
    assert (version["next_from"], version["missing"]) == ("100", "38.2")


@pytest.mark.parametrize(
    ("terms", "sold", "earning", "outcome"),
    [
        (WHOLE, "500", None, "earned"),
        (WHOLE, "500", "0.40", "rounds_to_nothing"),
        (WHOLE, "500", "-100", "taken_back"),
        (WHOLE, "99.99", None, "below_first_step"),
        (WHOLE, "-100", None, "below_first_step"),
        (GRADUATED, "100", None, "nothing_above_bound"),
        (ZERO_RATE, "500", None, "rate_is_zero"),
        (WHOLE, "500", "0", "nothing_to_earn_on"),
    ],
)
def test_the_outcome_in_one_word(terms, sold, earning, outcome):
    assert facts(terms, sold, earning=earning)["outcome"] == outcome


def test_a_progressive_due_is_the_difference_of_rounded_amounts():
    told = facts(WHOLE, "200", before=D("1.004"))
    assert (told["amount"], told["before"], told["due"]) == ("2.00", "1.00", "1.00")


def test_endless_decimals_are_cut_and_named():
    [version] = facts(GRADUATED, "300", earning="100")["slices"]
    part = version["parts"][0]
    assert (part["on"], part["inexact"]) == ("66.6666666667", ["on", "benefit"])
    assert version["inexact"] == ["exact"]


@pytest.mark.parametrize(
    ("cap", "sold", "applied"),
    [
        (Cap(CapOn.MEASURE, D(400)), "400", False),
        (Cap(CapOn.MEASURE, D(400)), "400.01", True),
        (Cap(CapOn.BENEFIT, D(5)), "500", False),
        (Cap(CapOn.BENEFIT, D(5)), "500.01", True),
    ],
)
def test_a_cap_says_whether_it_took_something_away(cap, sold, applied):
    told = facts(replace(WHOLE, cap=cap), sold)
    assert told["slices"][0]["cap"]["applied"] is applied
    assert (told["capped_from"] is not None) is (applied and cap.on is CapOn.BENEFIT)


def test_json_can_hold_it():
    told = facts(GRADUATED, "300", earning="100", before=D(1))
    assert json.loads(json.dumps(told)) == told

"""Payout drawn against sales: whole numbers on a canvas, broken where it jumps, exact in words."""

import re
from decimal import Decimal as D

import pytest

from rebates.examples import Assumed, granted
from rebates.payout_chart import HEIGHT, LEFT, WIDTH, payout_chart, ticks

from .telling import ATTAINMENT, GROWTH, MIX, steps, terms

WHOLE = terms()
PIECES = terms(target_measure={"of": "quantity"},
               steps=[{"from": "1", "per_unit": "5"}, {"from": "6", "per_unit": "4"}])  # fmt: skip


def leaps(version, **more):
    return [(c.at, c.before, c.after, c.falls) for c in payout_chart(version, **more).cliffs]


def test_it_works():
    chart = payout_chart(WHOLE, sold=D(120_000))
    assert leaps(WHOLE) == [
        ("50,000.00", "0.00", "500.00", False),
        ("100,000.00", "1,000.00", "2,000.00", False),
    ]
    assert len(chart.lines) == 3
    assert chart.mark.label == "2,400.00"


@pytest.mark.parametrize(
    ("version", "found"),
    [
        (terms(method="graduated"), []),  # a slope that grows steeper is no leap
        (terms(method="stacked"), [("50,000.00", "0.00", "500.00", False),
                                   ("100,000.00", "1,000.00", "3,000.00", False)]),
        (PIECES, [("6 pieces", "25.00", "24.00", True)]),
        (terms(upper_inclusive=True), [("50,000.00", "0.00", "500.00", False),
                                       ("100,000.00", "1,000.00", "2,000.00", False)]),
        (terms(target_measure=GROWTH, steps=steps(("110", "2"))),
         [("110,000.00", "0.00", "2,200.00", False)]),
        (terms(target_measure=ATTAINMENT, steps=steps(("80", "1")),
               gates=[{"measure": "attainment_percent", "at_least": "90", "else_multiply": "0.5"}]),
         [("80,000.00", "0.00", "400.00", False), ("90,000.00", "450.00", "900.00", False)]),
        (terms(target_measure=MIX, steps=steps(("20", "1"))),
         [("20 %", "0.00", "1,000.00", False)]),
        (terms(method="graduated", steps=[{"from": "50000", "percent": "1", "lump_sum": "300"}]),
         [("50,000.00", "0.00", "300.00", False)]),
        (terms(minimum={"amount": "500"}), [("100,000.00", "1,000.00", "2,000.00", False)]),
        (terms(cap={"on": "benefit", "amount": "400"}), [("50,000.00", "0.00", "400.00", False)]),
        (terms(steps=steps(("50000", "2"), ("100000", "1"))),
         [("50,000.00", "0.00", "1,000.00", False), ("100,000.00", "2,000.00", "1,000.00", True)]),
    ],
)  # fmt: skip
def test_every_cliff_is_marked_and_no_slope(version, found):
    assert leaps(version) == found


EVERY = [
    WHOLE,
    PIECES,
    terms(method="graduated"),
    terms(target_measure=GROWTH, earning_measure={"of": "excess_over_base"},
          steps=steps(("110", "2"), ("115", "3"))),
    terms(target_measure={"of": "growth_amount"}, steps=steps(("0", "2"), ("10000", "3"))),
    terms(target_measure=ATTAINMENT, earning_measure={"of": "excess_over_target"},
          steps=steps(("90", "2"))),
    terms(target_measure=MIX, steps=steps(("0", "0"), ("30", "2.5"))),
    terms(steps=steps(("0", "0"))),
    terms(steps=steps(("999999999999", "1"))),
    terms(cap={"on": "measure", "amount": "60000"}),
]  # fmt: skip


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize("assumed", [Assumed(), Assumed(last_year=D(0), goal=D(0), price=D("0.3"))])
def test_everything_lies_on_the_canvas(version, assumed):
    chart = payout_chart(version, assumed, D(25))
    for line in chart.lines:
        assert re.fullmatch(r"\d+,\d+( \d+,\d+)*", line)
        places = [tuple(map(int, pair.split(","))) for pair in line.split()]
        assert places == sorted(places, key=lambda place: place[0])
        assert all(LEFT <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
    for tick in (*chart.x_ticks, *chart.y_ticks):
        assert 0 <= tick.place <= WIDTH
    assert all(tick.place >= LEFT for tick in chart.x_ticks)


@pytest.mark.parametrize("version", EVERY)
def test_a_cliff_is_what_the_rules_pay_on_both_sides(version):
    chart = payout_chart(version)
    for cliff in chart.cliffs:
        change = D(cliff.after.replace(",", "")) - D(cliff.before.replace(",", ""))
        assert cliff.falls is (change < 0)
        assert abs(change) == D(cliff.change[1:].replace(",", ""))


def test_the_marked_point_is_what_the_example_pays():
    for sold in (D(1), D(50_000), D("99999.99"), D(300_000)):
        amount = granted(WHOLE, sold).amount
        assert payout_chart(WHOLE, sold=sold).mark.label == f"{amount:,.2f}"


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        ("0", "100", ["0", "50", "100"]),
        ("0", "80", ["0", "20", "40", "60", "80"]),
        ("82.5", "153", ["100", "120", "140"]),
        ("0", "0.5", ["0", "0.2", "0.4"]),
    ],
)
def test_ticks_are_round_and_within(begin, end, found):
    assert ticks(D(begin), D(end)) == [D(value) for value in found]

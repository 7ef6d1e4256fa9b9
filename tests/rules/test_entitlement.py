"""Where a step begins, what a slice takes, what a cap leaves, and what a new version changes."""

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest

from channels_mgmt.core.periods import PeriodLength
from rebates.rules.entitlement import Slice, entitlement, period_entitlement, starts_anew
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.terms import Cap, CapOn, Measure, Method, OnChange, Step, Terms

STEPS = (Step(D(100), percent=D(1)), Step(D(500), percent=D(2)), Step(D(1000), percent=D(3)))
WHOLE = Terms(
    LineScope((LineKind.SELL_IN,)),
    Measure.NET_AMOUNT,
    Measure.NET_AMOUNT,
    STEPS,
    Method.WHOLE,
    PeriodLength.YEAR,
)
GRADUATED = replace(WHOLE, method=Method.GRADUATED)
STACKED = replace(WHOLE, method=Method.STACKED)
BY_PIECES = replace(GRADUATED, target=Measure.QUANTITY)


def on(terms, sold, *, earning=None, quantity=0):
    """The entitlement on sales of `sold`; all of them earn unless said otherwise."""
    earning = sold if earning is None else earning
    return entitlement(terms, target=D(sold), earning=D(earning), quantity=D(quantity))


def test_it_works():
    assert on(WHOLE, 1000).amount == D("30.00")


@pytest.mark.parametrize(
    ("sold", "inclusive", "upper_inclusive"),
    [
        ("-0.01", 0, 0),
        ("0", 0, 0),
        ("99.99", 0, 0),
        ("100", 1, 0),
        ("100.01", 1, 1),
        ("499.99", 1, 1),
        ("500", 2, 1),
        ("500.01", 2, 2),
        ("1000", 3, 2),
        ("1000.01", 3, 3),
        ("1000000000000", 3, 3),
    ],
)
def test_a_bound_belongs_to_its_step_unless_the_upper_is_inclusive(
    sold, inclusive, upper_inclusive
):
    assert on(WHOLE, sold).step == inclusive
    assert on(replace(WHOLE, upper_inclusive=True), sold).step == upper_inclusive


@pytest.mark.parametrize(
    ("sold", "whole", "stacked", "graduated"),
    [
        ("99.99", "0.00", "0.00", "0.00"),
        ("100", "1.00", "1.00", "0.00"),  # nothing lies above the first bound
        ("499.99", "5.00", "5.00", "4.00"),  # 4.9999 and 3.9999
        ("500", "10.00", "15.00", "4.00"),  # the slice below is full, the next not entered
        ("500.01", "10.00", "15.00", "4.00"),
        ("1000", "30.00", "60.00", "14.00"),
        ("2000", "60.00", "120.00", "44.00"),
    ],
)
def test_what_each_method_pays_around_the_bounds(sold, whole, stacked, graduated):
    paid = [on(terms, sold).amount for terms in (WHOLE, STACKED, GRADUATED)]
    assert paid == [D(whole), D(stacked), D(graduated)]


@pytest.mark.parametrize(
    ("sold", "next_step", "missing"),
    [
        ("-50", 1, "150"),
        ("99.99", 1, "0.01"),
        ("100", 2, "400"),
        ("999", 3, "1"),
        ("1000", None, None),
    ],
)
def test_it_says_how_much_is_missing_to_the_next_step(sold, next_step, missing):
    found = on(WHOLE, sold)
    assert (found.next_step, found.missing) == (next_step, missing and D(missing))


@pytest.mark.parametrize(
    ("method", "sold", "paid"),
    [
        (Method.WHOLE, 0, "0.00"),
        (Method.STACKED, 0, "0.00"),
        (Method.GRADUATED, 0, "0.00"),
        (Method.WHOLE, "0.01", "200.00"),
        (Method.STACKED, "0.01", "200.00"),
        (Method.GRADUATED, "0.01", "200.00"),
        (Method.WHOLE, "-0.01", "0.00"),
        (Method.STACKED, "-0.01", "0.00"),
    ],
)
def test_a_scale_from_zero_pays_from_the_first_fen_and_nothing_on_nothing(method, sold, paid):
    terms = replace(WHOLE, method=method, steps=(Step(D(0), lump_sum=D(200)),))
    assert on(terms, sold).amount == D(paid)


def test_with_the_upper_inclusive_zero_does_not_reach_a_scale_from_zero():
    terms = replace(WHOLE, upper_inclusive=True, steps=(Step(D(0), lump_sum=D(200)),))
    assert on(terms, 0).step == 0


def test_a_lump_sum_is_due_once_its_slice_is_entered():
    steps = (Step(D(0), lump_sum=D(10)), Step(D(100), lump_sum=D(20)))
    terms = replace(GRADUATED, steps=steps)
    assert [on(terms, sold).amount for sold in ("50", "100", "100.01")] == [10, 10, 30]


class TestWhereEarningAndTargetDiffer:
    def test_slices_take_money_in_proportion_to_pieces(self):
        parts = on(BY_PIECES, 600, earning=6000, quantity=600).parts
        assert [(part.on, part.quantity) for part in parts] == [(4000, 400), (1000, 100)]

    def test_what_lies_below_the_first_bound_earns_nothing(self):
        assert on(BY_PIECES, 100, earning=1000, quantity=100).parts == ()

    def test_special_models_count_to_the_target_but_earn_nothing(self):
        assert on(WHOLE, 1000, earning=400).amount == D("12.00")
        assert on(GRADUATED, 1000, earning=400).exact == D("5.6")  # 14.00 × 400 ÷ 1000

    def test_a_share_without_an_end_stays_exact(self):
        found = on(GRADUATED, 900, earning=100)
        assert found.exact == Fraction(100, 900) * 12
        assert found.amount == D("1.33")

    def test_money_per_piece_takes_the_pieces_of_the_slice(self):
        terms = replace(GRADUATED, steps=(Step(D(0), per_unit=D(2)), Step(D(500), per_unit=D(3))))
        found = on(terms, 1000, quantity=10)
        assert [(part.quantity, part.benefit) for part in found.parts] == [(5, 10), (5, 15)]

    def test_returns_beyond_what_earns_take_back_at_this_rate(self):
        assert on(WHOLE, 1000, earning=-100).amount == D("-3.00")
        assert on(GRADUATED, 1000, earning=-100).exact == D("-1.4")


class TestCaps:
    def test_a_cap_on_the_measure_comes_before_the_step(self):
        found = on(replace(WHOLE, cap=Cap(CapOn.MEASURE, D(800))), 1200)
        assert (found.counted_target, found.step, found.amount) == (800, 2, D("16.00"))

    def test_a_step_above_the_cap_is_not_promised(self):
        found = on(replace(WHOLE, cap=Cap(CapOn.MEASURE, D(800))), 700)
        assert (found.next_step, found.missing) == (None, None)

    def test_on_another_measure_the_cap_limits_only_what_is_paid_on(self):
        terms = replace(BY_PIECES, method=Method.WHOLE, cap=Cap(CapOn.MEASURE, D(4000)))
        found = on(terms, 1000, earning=5000, quantity=1000)
        assert (found.step, found.counted_target, found.counted_earning) == (3, 1000, 4000)
        assert found.parts[0].quantity == 800

    def test_a_cap_on_the_benefit_keeps_what_it_cut(self):
        found = on(replace(WHOLE, cap=Cap(CapOn.BENEFIT, D(25))), 1000)
        assert (found.exact, found.capped_from) == (25, 30)

    @pytest.mark.parametrize("cap_on", CapOn)
    def test_a_cap_that_is_not_reached_changes_nothing(self, cap_on):
        capped = on(replace(WHOLE, cap=Cap(cap_on, D(1000))), 1000)
        assert capped == on(WHOLE, 1000)

    def test_pieces_can_be_capped(self):
        steps = (Step(D(1), per_unit=D(5)),)
        pieces = replace(WHOLE, target=Measure.QUANTITY, earning=Measure.QUANTITY, steps=steps)
        found = on(replace(pieces, cap=Cap(CapOn.MEASURE, D(10))), 12, quantity=12)
        assert found.amount == D("50.00")


class TestVersionsInsideOnePeriod:
    def test_lines_take_the_rate_of_their_version_the_target_runs_on(self):
        doubled = replace(WHOLE, steps=tuple(replace(s, percent=s.percent * 2) for s in STEPS))
        found = period_entitlement(
            [
                Slice(WHOLE, D(1000), D(400), D(0)),
                Slice(doubled, D(1000), D(600), D(0)),
            ]
        )
        assert found.amount == D("48.00")  # 3 % of 400 and 6 % of 600

    @pytest.mark.parametrize(
        "terms",
        [
            WHOLE,
            STACKED,
            GRADUATED,
            replace(GRADUATED, steps=tuple(replace(s, lump_sum=D(7)) for s in STEPS)),
            replace(WHOLE, cap=Cap(CapOn.MEASURE, D(700))),
            replace(GRADUATED, cap=Cap(CapOn.MEASURE, D(700))),
            replace(STACKED, cap=Cap(CapOn.BENEFIT, D("9.99"))),
            replace(BY_PIECES, cap=Cap(CapOn.MEASURE, D(300))),
        ],
    )
    @pytest.mark.parametrize("first", ["0", "333.33", "900", "1200"])
    def test_a_new_version_that_changes_nothing_changes_no_amount(self, terms, first):
        parts = [Slice(terms, D(1100), earning, D(0)) for earning in (D(first), 1100 - D(first))]
        assert period_entitlement(parts).exact == on(terms, 1100).exact

    def test_a_version_that_restarts_counts_and_pays_for_itself(self):
        lump = replace(WHOLE, steps=(Step(D(0), lump_sum=D(10)),))
        again = replace(lump, on_change=OnChange.RESTART)
        slices = [Slice(lump, D(5), D(5), D(0)), Slice(again, D(7), D(7), D(0))]
        assert period_entitlement(slices).amount == D("20.00")

    def test_a_restart_ends_the_stretch_before_it(self):
        again = replace(WHOLE, on_change=OnChange.RESTART)
        stretches = starts_anew([WHOLE, WHOLE, again, WHOLE])
        assert stretches == [range(0, 2), range(2, 4)]

    def test_slices_are_added_exactly_and_rounded_once(self):
        half_a_fen = replace(WHOLE, steps=(Step(D(0), percent=D("0.5")),))
        slices = [Slice(half_a_fen, D(2), D(1), D(0))] * 2
        assert period_entitlement(slices).amount == D("0.01")


def test_sums_beyond_the_usual_precision_are_exact():
    terms = replace(WHOLE, steps=(Step(D(0), percent=D("99.9999")),))
    sold, rate = "999999999999.9999", Fraction("0.999999")
    assert on(terms, sold).exact == Fraction(sold) * rate

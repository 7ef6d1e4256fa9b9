"""What a step costs, to the fen."""

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_mgmt.core.money import NOTHING
from rebates.conduct.rules.ladder import Step
from rebates.conduct.rules.penalty import Basis, Penalty, UnknownBasis, penalty_of

LORRY = Basis(20, D("64_000.0000"), D("51_200.0000"), D("300_000.00"))
laws = settings(max_examples=500, derandomize=True, deadline=None, database=None)


def fine(basis: Basis = LORRY, **step) -> D:
    return penalty_of(Step(1, **step), basis, NOTHING, invaded=False).fine


def test_it_works():
    penalty = penalty_of(Step(1, fixed=D(100_000)), LORRY, D(10), invaded=True)
    assert (penalty.fine, penalty.share) == (D("100000.00"), D("6400.00"))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({}, D("0.00")),
        ({"fixed": D("5000")}, D("5000.00")),
        ({"per_unit": D("300")}, D("6000.00")),
        ({"per_unit": D("0.0003")}, D("0.01")),  # 0.006
        ({"per_unit": D("0.00025")}, D("0.01")),  # half a fen goes up
        ({"per_unit": D("0.0002")}, D("0.00")),
        ({"multiple": D("2")}, D("102400.00")),
        ({"multiple": D("0.5")}, D("25600.00")),
        ({"deposit_percent": D("10")}, D("30000.00")),
        ({"deposit_percent": D("100")}, D("300000.00")),
        ({"fixed": D(1), "per_unit": D(1), "multiple": D(1), "deposit_percent": D(1)},
         D("54221.00")),
        ({"suspension_days": 30, "buy_back": True, "rebate_percent": D(100)}, D("0.00")),
    ],
)  # fmt: skip
def test_a_step_costs(step, expected):
    assert fine(**step) == expected


@pytest.mark.parametrize(
    ("step", "missing"), [("multiple", "supply_value"), ("deposit_percent", "deposit")]
)
def test_a_figure_that_nobody_knows_is_asked_for(step, missing):
    with pytest.raises(UnknownBasis) as raised:
        fine(replace(LORRY, **{missing: None}), **{step: D(1)})
    assert raised.value.figure == missing
    assert fine(replace(LORRY, **{missing: None}), fixed=D(1)) == 1


def test_without_a_step_nothing_is_due_not_even_a_share():
    assert penalty_of(None, LORRY, D(10), invaded=True) == Penalty()


def test_without_an_invaded_dealer_there_is_no_share():
    assert penalty_of(Step(1), LORRY, D(10), invaded=False).share == 0


money = st.decimals(0, 10**14, places=4)
percents = st.decimals(0, 100, places=4)
bases = st.builds(Basis, st.integers(0, 10**6), money, money, st.decimals(0, 10**14, places=2))


@laws
@given(bases, st.decimals(0, 10**9, places=2), money, st.decimals(0, 10**4, places=4), percents)
def test_each_part_is_its_exact_sum_rounded_once(basis, fixed, per_unit, multiple, deposit):
    step = Step(1, fixed=fixed, per_unit=per_unit, multiple=multiple, deposit_percent=deposit)
    penalty = penalty_of(step, basis, NOTHING, invaded=False)
    exact = {
        "fixed": Fraction(fixed),
        "per_unit": Fraction(per_unit) * basis.quantity,
        "multiple": Fraction(multiple) * Fraction(basis.supply_value),
        "deposit_part": Fraction(deposit) * Fraction(basis.deposit) / 100,
    }
    for part, sum_ in exact.items():
        fen = Fraction(getattr(penalty, part)) * 100
        assert fen.denominator == 1
        assert -Fraction(1, 2) < fen - sum_ * 100 <= Fraction(1, 2), part  # half a fen goes up
    assert penalty.fine == sum(getattr(penalty, part) for part in exact)


@laws
@given(bases, percents, percents)
def test_a_higher_share_is_never_less(basis, one, other):
    low, high = (penalty_of(Step(1), basis, p, invaded=True).share for p in sorted((one, other)))
    assert low <= high <= penalty_of(Step(1), basis, D(100), invaded=True).share

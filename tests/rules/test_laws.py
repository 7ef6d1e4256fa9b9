"""What must hold for any sales and any scale."""

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.money import to_fen
from channels_mgmt.core.periods import PeriodLength
from rebates.rules.entitlement import Slice, entitlement, falls_to_period, period_entitlement
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.terms import Cap, CapOn, Measure, Method, Step, Terms

amounts = st.decimals(0, 10**12, places=4)
lines = st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=8)
rates = st.decimals(0, 100, places=4)
lumps = st.none() | st.decimals(0, 10_000, places=2)
methods = st.sampled_from(Method)


@st.composite
def scales(draw, *, method=methods, first=None, rising=False, only_percent=False):
    bounds = draw(st.sets(st.decimals(0, 10**10, places=2), min_size=1, max_size=5))
    bounds = sorted(bounds if first is None else {first, *bounds})
    percents = draw(st.lists(rates, min_size=len(bounds), max_size=len(bounds)))
    steps = tuple(
        Step(bound, percent=percent, lump_sum=None if only_percent else draw(lumps))
        for bound, percent in zip(bounds, sorted(percents) if rising else percents, strict=True)
    )
    return Terms(
        LineScope((LineKind.SELL_IN,)),
        Measure.NET_AMOUNT,
        Measure.NET_AMOUNT,
        steps,
        draw(method),
        PeriodLength.YEAR,
        upper_inclusive=draw(st.booleans()),
    )


def on(terms, sold, earning=None):
    return entitlement(
        terms, target=sold, earning=sold if earning is None else earning, quantity=D(0)
    )


@given(scales(), lines, st.randoms())
def test_an_amount_does_not_depend_on_how_sales_are_split_or_ordered(terms, sold, random):
    shuffled = random.sample(sold, len(sold))
    halves = [half for line in shuffled for half in (line / 2, line - line / 2)]
    assert on(terms, sum(halves)).exact == on(terms, sum(sold)).exact


@given(scales(), amounts, amounts)
def test_selling_and_returning_restores_the_amount(terms, sold, more):
    assert on(terms, sold + more - more) == on(terms, sold)


@given(scales(method=st.just(Method.GRADUATED), rising=True, only_percent=True), amounts)
def test_whole_is_never_less_than_graduated_when_rates_do_not_fall(terms, sold):
    assert on(replace(terms, method=Method.WHOLE), sold).exact >= on(terms, sold).exact


@given(scales(first=D(0)), amounts)
def test_inside_the_first_step_all_methods_agree(terms, sold):
    if terms.steps[1:]:
        sold = min(sold, terms.steps[1].lower / 2)
    if sold:
        found = {on(replace(terms, method=method), sold).exact for method in Method}
        assert len(found) == 1


@given(scales(), amounts)
def test_below_the_first_step_there_is_nothing(terms, below):
    sold = terms.steps[0].lower - below - D("0.0001")
    found = on(terms, sold)
    assert (found.exact, found.step, found.missing) == (0, 0, terms.steps[0].lower - sold)


@given(scales(method=st.just(Method.GRADUATED)), amounts, amounts)
def test_graduated_and_rising_scales_never_pay_less_for_more(terms, sold, more):
    assert on(terms, sold + more).exact >= on(terms, sold).exact


@given(scales(rising=True, only_percent=True), amounts, amounts)
def test_where_rates_do_not_fall_more_sales_never_pay_less(terms, sold, more):
    assert on(terms, sold + more).exact >= on(terms, sold).exact


@given(scales(), st.decimals(1, 10**9, places=2), amounts, amounts)
def test_a_cap_on_the_benefit_is_never_exceeded(terms, cap, sold, more):
    capped = replace(terms, cap=Cap(CapOn.BENEFIT, cap))
    assert on(capped, sold).exact == min(on(terms, sold).exact, cap)


@given(scales(), st.decimals(1, 10**9, places=2), amounts)
def test_beyond_a_cap_on_the_measure_nothing_counts(terms, cap, more):
    capped = replace(terms, cap=Cap(CapOn.MEASURE, cap))
    assert on(capped, cap + more).exact == on(terms, cap).exact


@given(scales(), lines)
def test_progressive_dues_add_up_to_the_entitlement_at_every_cut_off(terms, sold):
    to_date = [on(terms, total).exact for total in accumulate(sold)]
    dues = [
        falls_to_period(to_date=now, before=before) for before, now in pairwise([D(0), *to_date])
    ]
    assert list(accumulate(dues)) == [to_fen(exact) for exact in to_date]


caps_on = st.sampled_from([None, *CapOn])


@given(scales(), st.lists(amounts, min_size=1, max_size=5), caps_on, amounts)
def test_versions_that_say_the_same_pay_as_one(terms, sold, cap_on, limit):
    if cap_on:
        terms = replace(terms, cap=Cap(cap_on, limit + 1))
    total = sum(sold)
    slices = [Slice(terms, total, part, D(0)) for part in sold]
    assert period_entitlement(slices).exact == on(terms, total).exact


@given(scales(), st.decimals(1, 10**10, places=4), st.decimals(1, 10**10, places=4))
def test_the_parts_add_up_to_the_benefit_and_the_earning_is_rounded_once(terms, target, earning):
    found = on(terms, target, earning)
    assert sum(Fraction(part.benefit) for part in found.parts) == found.exact
    assert abs(Fraction(found.amount) - Fraction(found.exact)) <= Fraction(1, 200)


@given(scales(method=st.just(Method.GRADUATED)), st.decimals(1, 10**10, places=4), amounts)
def test_the_slices_of_a_graduated_scale_take_all_above_its_first_bound(terms, target, earning):
    above = max(target - terms.steps[0].lower, D(0))
    taken = sum(Fraction(part.on) for part in on(terms, target, earning).parts)
    assert taken == Fraction(earning) * Fraction(above) / Fraction(target)

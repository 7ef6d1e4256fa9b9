"""What must hold for every measure, scope, gate, cap and minimum, whatever was sold."""

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from channels_mgmt.core.money import to_fen
from rebates.rules.documents import terms_document
from rebates.rules.entitlement import period_entitlement
from rebates.rules.parsing import parse_terms
from rebates.rules.terms import Measure, Method, OnChange, Step
from tests.engine.reference_terms import ENDLESS, Granted, Sums, grant, lacks
from tests.rules.any_counted import dice, documents, slices

laws = settings(max_examples=500, deadline=None, derandomize=True, database=None)
cuts = st.lists(st.integers(-3, 12), min_size=2, max_size=4).filter(sum)


def exact(*slices) -> Fraction:
    return Fraction(period_entitlement(slices).exact)


@laws
@given(documents())
def test_terms_are_what_their_document_says(document):
    terms = parse_terms(document)
    again = terms_document(terms)
    assert parse_terms(again) == terms
    assert terms_document(parse_terms(again)) == again


@laws
@given(slices(), cuts)
def test_a_version_that_changes_nothing_changes_no_amount(measured, cut):
    """Each of the versions sold its part of what earns; a return may be more than it sold."""
    terms = replace(measured.terms, on_change=OnChange.SLICE)
    parts = [Fraction(part, sum(cut)) for part in cut]
    shares = [share_of(measured.earning, parts), share_of(measured.quantity, parts)]
    if terms.earning is Measure.QUANTITY:
        shares[1] = shares[0]
    versions = [
        measured._replace(terms=terms, earning=earning, quantity=quantity)
        for earning, quantity in zip(*shares, strict=True)
    ]
    assert exact(*versions) == exact(measured._replace(terms=terms))


def share_of(whole: D, parts: list[Fraction]) -> list[D]:
    """In whole 1/10,000; the last takes the rest."""
    units = int(whole.scaleb(4))
    found = [int(units * part) for part in parts[:-1]]
    return [D(each).scaleb(-4) for each in (*found, units - sum(found))]


@laws
@given(slices())
def test_every_digit_is_kept(measured):
    """The same by plain Fractions: measures, scale, cap and gates, to 10^12 yuan."""
    terms = replace(measured.terms, minimum=None)
    document = terms_document(terms)
    of, pays = terms.target.value, terms.earning.value
    sums = plain_sums(measured)
    found = Granted(without=lacks(of, pays, sums))
    if not found.without:
        grant(found, document, sums, last_of_stretch=True)
    told = period_entitlement([measured._replace(terms=terms)])
    granted = told.granted[0]
    factor = Fraction(1)
    for passed in granted.gates:
        factor *= Fraction(passed.factor)
    benefit = found.benefit * factor
    cap = document["cap"]
    if cap and cap["on"] == "benefit":
        benefit = min(benefit, Fraction(cap["amount"]))
    assert (Fraction(told.exact), granted.step, granted.without) == (
        benefit, found.step, found.without,
    )  # fmt: skip
    assert granted.target == found.target if found.target != ENDLESS else granted.target > 10**30


def plain_sums(measured) -> Sums:
    """As the reference counts; a base that lacks is what the policy says."""

    def fraction(value):
        return None if value is None else Fraction(value)

    policy = measured.terms.base_policy
    bases = []
    for base in (measured.base, measured.earning_base):
        if base is None or base <= 0:
            base = {"skip": None, "zero": 0, "amount": policy.amount}[policy.when_missing]
        bases.append(fraction(base))
    return Sums(
        fraction(measured.target), fraction(measured.earning), fraction(measured.quantity),
        fraction(measured.earning), *bases, fraction(measured.whole), fraction(measured.goal),
        fraction(measured.attained or 0),
    )  # fmt: skip


@laws
@given(slices())
def test_below_the_first_step_there_is_nothing(measured):
    found = period_entitlement([measured._replace(terms=replace(measured.terms, minimum=None))])
    if not found.last.step:
        assert found.exact == 0
        assert not found.last.parts


@laws
@given(slices(), dice)
def test_whole_is_never_less_than_graduated_when_rates_do_not_fall(measured, it):
    rates = sorted(it.randint(0, 1000) for _ in measured.terms.steps)
    steps = tuple(
        Step(step.lower, percent=D(rate).scaleb(-2))
        for step, rate in zip(measured.terms.steps, rates, strict=True)
    )
    earning = abs(measured.earning)
    measured = measured._replace(earning=earning, terms=replace(measured.terms, steps=steps))
    whole, graduated = (
        exact(measured._replace(terms=replace(measured.terms, method=method)))
        for method in (Method.WHOLE, Method.GRADUATED)
    )
    assert whole >= graduated >= 0


@laws
@given(slices())
def test_gates_only_take_away_and_the_minimum_only_adds(measured):
    terms = replace(measured.terms, minimum=None, cap=None)
    plain = exact(measured._replace(terms=replace(terms, gates=())))
    gated = exact(measured._replace(terms=terms))
    assert min(plain, 0) <= gated <= max(plain, 0)
    assert exact(measured) >= exact(measured._replace(terms=replace(measured.terms, minimum=None)))


@laws
@given(slices())
def test_the_parts_add_up_and_are_rounded_once(measured):
    found = period_entitlement([measured])
    for granted in found.granted:
        together = sum((Fraction(part.benefit) for part in granted.parts), Fraction(0))
        for passed in granted.gates:
            together *= Fraction(passed.factor)
        assert together == granted.exact
    assert found.amount == to_fen(found.exact)
    assert abs(Fraction(found.amount) - Fraction(found.exact)) <= Fraction(1, 200)

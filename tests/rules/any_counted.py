"""What any version may have counted, of any terms: for laws that hold whatever was agreed."""

import random
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from rebates.rules.entitlement import Slice
from rebates.rules.gates import GateFacts
from rebates.rules.measuring import AGAINST_BASE
from rebates.rules.parsing import parse_terms
from rebates.rules.terms import Measure, Terms
from tests.engine.any_programmes import any_period, any_terms

dice = st.integers(0, 10**9).map(random.Random)


def documents():
    """Terms as a programme file says them."""
    return dice.map(lambda it: any_terms(it, any_period(it)))


def any_amount(it: random.Random, pieces: bool, least: int = 0) -> D:
    """Yuan to 4 places up to 10^12, or pieces; most are of the size of the scales."""
    most = it.choice([20, 300, 10**6]) if pieces else it.choice([10**8, 10**9, 10**16])
    number = it.randint(least * most, most)
    return D(number) if pieces else D(number).scaleb(-4)


def any_counts(it: random.Random, terms: Terms) -> dict[str, Any]:
    """What a `Slice` takes beside its terms: one version alone, returns deducted."""
    pieces, earns_pieces = (m is Measure.QUANTITY for m in (terms.target, terms.earning))
    target, earning = any_amount(it, pieces, -1), any_amount(it, earns_pieces, -1)
    in_pieces = it.random() < 0.3
    found: dict[str, Any] = {
        "target": target,
        "earning": target if terms.same_measure else earning,
        "quantity": any_amount(it, True, -1),
        "facts": any_facts(it),
    }
    if earns_pieces:
        found["quantity"] = found["earning"]
    if terms.target in AGAINST_BASE:
        found["base"] = it.choice([None, target / 2, any_amount(it, pieces, -1)])
    if terms.earning in AGAINST_BASE:
        found["earning_base"] = it.choice([None, earning / 2, any_amount(it, False, -1)])
    if terms.needs_goal and it.random() < 0.8:
        found["attained"] = any_amount(it, True, -1) if in_pieces else target
        found["goal"] = any_amount(it, in_pieces) + 1
    if terms.target is Measure.MIX_PERCENT:
        found["whole"] = it.choice([target * 3, any_amount(it, False, -1)])
    return found


def any_facts(it: random.Random) -> GateFacts:
    percents = [it.choice([None, Fraction(it.randint(0, 700), 7)]) for _ in range(2)]
    return GateFacts(
        violations=it.choice([{}, {"cross_region": 1}, {"false_data": 2}]),
        payment_days=it.choice([None, Fraction(it.randint(0, 9000), 31)]),
        grade=it.choice([None, "gold", "silver", "platinum"]),
        price_compliance_percent=percents[0],
        on_time_percent=percents[1],
    )


@st.composite
def slices(draw, documents=None):
    """A version alone in its period."""
    it = draw(dice)
    document = any_terms(it, any_period(it)) if documents is None else draw(documents)
    terms = parse_terms(document)
    return Slice(terms, **any_counts(it, terms))

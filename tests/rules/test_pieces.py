"""JSON in pieces is the JSON of the whole."""

import json
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebates.engine.measures import PIECE, unpacked
from rebates.rules.pieces import Figures, array, piece, whole

facts = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text())


@given(st.lists(facts))
def test_pieces_make_the_object_that_their_facts_make(several):
    expected = {name: value for each in several for name, value in each.items()}
    assert json.loads(whole(map(piece, several))) == expected


@given(st.lists(facts))
def test_an_array_holds_objects(several):
    told = whole([array("slices", [whole([piece(each)]) for each in several])])
    assert json.loads(told) == {"slices": several}


@pytest.mark.parametrize(
    ("number", "text"),
    [(D("1E+3"), "1000"), (D("12.3400"), "12.34"), (D("-0.0050"), "-0.005"), (D(0), "0"),
     (D("0E-7"), "0"), (D(10) ** 16 + D("0.0001"), "10000000000000000.0001"), (None, None)],
)  # fmt: skip
def test_figures_are_written_out_as_text(number, text):
    assert json.loads(whole([Figures("due")(number)])) == {"due": text}


def test_figures_whose_decimals_do_not_end_are_named():
    figures = Figures("a", "b", "c", "d")
    told = json.loads(whole([figures(D(1), Fraction(1, 3), None, Fraction(2, 3))]))
    assert (told["b"], told["inexact"]) == ("0.3333333333", ["b", "d"])


@given(st.lists(st.tuples(st.integers(-(10**15), 10**15), st.integers(-(10**20), 10**20))))
def test_pieces_and_money_that_are_added_in_one_number_come_apart_again(sales):
    both = sum(pieces * PIECE + amount for pieces, amount in sales)
    assert unpacked(both) == (sum(p for p, _ in sales), sum(a for _, a in sales))

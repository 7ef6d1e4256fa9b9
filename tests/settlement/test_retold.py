"""What a stored line says is told again from its measures; whatever is changed in it is found."""

import copy
import json
from decimal import Decimal as D
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rebates.engine.granted import NOTHING_COUNTS, stored
from rebates.rules.entitlement import period_entitlement
from rebates.rules.explanation import COUNTED, reasons, settled
from rebates.services.recalculation import Row, amount_again, slice_again, wrong_line
from tests.rules.any_counted import dice, slices

laws = settings(max_examples=500, deadline=None, derandomize=True, database=None)
FEN = D("0.01")


def line_of(measured) -> tuple[Row, Any]:
    """The line of a period with one version, as it is stored; and the terms of that version."""
    result = period_entitlement([measured])
    told = settled(reasons(result), amount=result.amount, before=None)
    told["slices"][0]["version"] = 1
    row = Row(
        1, "D1", 1, "P", "2012", result.amount, D(stored(result.last.target)).scaleb(-4),
        D(stored(result.last.earning)).scaleb(-4), result.last.step, json.loads(json.dumps(told)),
    )  # fmt: skip
    return row, lambda _programme, _number: measured.terms


def found_in(row: Row, terms) -> list[str]:
    return list(wrong_line(row, terms))


@laws
@given(slices())
def test_an_explanation_leads_to_its_amount_again(measured):
    row, terms = line_of(measured)
    assert amount_again(row.told, lambda number: terms(1, number)) == row.due
    assert found_in(row, terms) == []


@laws
@given(slices(), st.sampled_from(["due", "target", "earning", "step"]))
def test_a_changed_column_is_found(measured, column):
    row, terms = line_of(measured)
    by = 1 if column == "step" else FEN
    assert found_in(row._replace(**{column: getattr(row, column) + by}), terms)


@settings(laws, max_examples=1500)
@given(slices(), dice)
def test_anything_changed_in_an_explanation_is_found(measured, it):
    """But for what decides nothing: the pieces of a percentage, a fact that no gate asks for, the
    unit of a goal (its number does)."""
    row, terms = line_of(measured)
    path = it.choice(list(leaves(row.told)))
    assume(path[-1] not in ("inexact", "version", "goal_in_pieces") and path != ("before",))
    changed = row._replace(told=with_change(row.told, path))
    if path[-1] in COUNTED or "facts" in path:
        assume(tells_something_else(changed.told, row.told, measured, path))
    assert found_in(changed, terms), path


def leaves(told, path=()):
    """The way to every single value."""
    if isinstance(told, dict | list):
        for key in told if isinstance(told, dict) else range(len(told)):
            yield from leaves(told[key], (*path, key))
    else:
        yield path


def with_change(told, path) -> dict:
    """The same, one value a fen (or one) more, or another word."""
    told = copy.deepcopy(told)
    place = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = another(place[path[-1]])
    return told


def another(value):
    if value is None or isinstance(value, bool):
        return "1" if value is None else not value
    if isinstance(value, int):
        return value + 1
    try:
        return str(D(value) + FEN)
    except ArithmeticError:
        return f"1{value}" if "/" in value else f"{value}x"


def tells_something_else(told, before, measured, path) -> bool:
    again = reasons(period_entitlement([slice_again(told["slices"][0], measured.terms)]))
    again["slices"][0].pop(path[2])
    was = copy.deepcopy(before)
    return any(was["slices"][0].get(name) != each for name, each in again["slices"][0].items())


def test_a_line_of_nothing_is_nothing():
    nothing = Row(1, "D1", 1, "P", "2012", D("0.00"), D(0), D(0), 0,
                  NOTHING_COUNTS | {"before": None})  # fmt: skip
    assert found_in(nothing, None) == []
    assert found_in(nothing._replace(target=FEN), None)
    assert found_in(nothing._replace(due=FEN), None)

"""The engine against plain loops, on random sets of programmes over random lives of a brand.

One set that disagrees says its seed, and can be run again alone:
REFERENCE_SEED=1234 python -m pytest tests/engine/test_against_reference.py -m "" -k one_seed
"""

import json
import os
import random
from decimal import Decimal as D
from fractions import Fraction

import pytest

from channels_mgmt.core.periods import Period
from rebates.services.recalculation import Row, wrong_line
from rebates.services.retelling import told_otherwise_together
from tests.engine import reference
from tests.engine.any_programmes import YEAR, any_set
from tests.engine.any_world import AnyLife
from tests.engine.by_the_engine import calculation_of, terms_of

SETS_IN_A_LIFE = 50
LIVES = 2  # in the suite; 40 in the proof
AGAIN = (
    'REFERENCE_SEED={} python -m pytest tests/engine/test_against_reference.py -m "" -k one_seed'
)


def life_of(world, number: int) -> AnyLife:
    return AnyLife(world, random.Random(f"life {number}"))


def compare(life: AnyLife, seed: int) -> int:
    """How many lines agreed; fails with the command that runs this set alone."""
    programmes = any_set(random.Random(seed))
    expected = reference.settle(programmes, life.facts, *YEAR)
    found = by_engine(programmes, life)
    assert found == as_stored(expected), f"Run again: {AGAIN.format(seed)}"
    return len(expected)


def by_engine(programmes, life: AnyLife) -> dict:
    calculation, codes = calculation_of(programmes, life)
    names = {record.pk: code for code, record in life.programmes.items()}
    terms = terms_of(programmes)
    found, rows = {}, []
    for dealer in calculation.concerned:
        for line in calculation.lines_of(dealer):
            period, code = Period.parse(line.period), names[line.programme_id]
            key = codes[dealer], code, (period.start, period.end)
            assert key not in found
            found[key] = line.due, line.step, line.target, line.earning
            rows.append(row_of(line, codes[dealer], code))
            assert (
                list(wrong_line(rows[-1], lambda _pk, number, code=code: terms[code, number])) == []
            )
    assert list(told_otherwise_together(rows)) == []
    return found


def row_of(line, dealer: str, code: str) -> Row:
    """As the line is stored and read again by who verifies the books."""
    due, measures = D(line.due).scaleb(-2), (line.target, line.earning)
    target, earning = (D(each).scaleb(-4) for each in measures)
    told = json.loads(line.explanation)
    return Row(
        1, dealer, line.programme_id, code, line.period, due, target, earning, line.step, told
    )


def as_stored(expected) -> dict:
    """Fen, and measures to 1/10,000, half-up; growth without end is stored as 0."""
    return {
        key: (
            int(paid.due * 100),
            paid.step,
            0 if paid.target is None else half_up(paid.target * 10_000),
            half_up(paid.earning * 10_000),
        )
        for key, paid in expected.items()
    }


def half_up(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value > 0 else -whole


@pytest.mark.parametrize("number", range(LIVES))
def test_it_agrees_with_plain_loops(world, number):
    life = life_of(world, number)
    seeds = range(number * SETS_IN_A_LIFE, (number + 1) * SETS_IN_A_LIFE)
    assert sum(compare(life, seed) for seed in seeds) > 10 * SETS_IN_A_LIFE


@pytest.mark.prove
@pytest.mark.parametrize("number", range(LIVES, 40))
def test_it_agrees_with_plain_loops_in_two_thousand_sets(world, number):
    test_it_agrees_with_plain_loops(world, number)


@pytest.mark.skipif("REFERENCE_SEED" not in os.environ, reason="REFERENCE_SEED names no set")
def test_one_seed(world):
    seed = int(os.environ["REFERENCE_SEED"])
    assert compare(life_of(world, seed // SETS_IN_A_LIFE), seed)

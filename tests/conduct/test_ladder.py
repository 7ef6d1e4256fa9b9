"""Which offence it was: cases, and what must hold for any history."""

import datetime
from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebates.conduct.rules.ladder import (
    Ladder,
    Offence,
    Span,
    Step,
    months_later,
    numbers,
    step_for,
    within,
)

YEAR = Ladder(Span.ROLLING, 12)
CALENDAR = Ladder(Span.CALENDAR_YEAR)
CONTRACT = Ladder(Span.CONTRACT)
REFERENCE = (
    Step(1, fixed=D(100_000)),
    Step(2, fixed=D(150_000)),
    Step(3, termination="authorisation"),
)
laws = settings(max_examples=500, derandomize=True, deadline=None, database=None)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def offence(key: int, on: str, *, counts: bool = True, ladder: Ladder = YEAR, **more) -> Offence:
    return Offence(key, day(on), counts, ladder, **({"severity": "general"} | more))


def numbered(*history: Offence) -> list[int | None]:
    found = numbers(history)
    return [found.get(one.key) for one in history]


def test_it_works():
    history = offence(1, "2026-01-10"), offence(2, "2026-02-10"), offence(3, "2026-03-10")
    steps = [step_for(REFERENCE, n, "general") for n in numbered(*history)]
    assert steps == list(REFERENCE)


@pytest.mark.parametrize(
    ("first", "second", "ladder", "is_second"),
    [
        # an offence counts from its day up to, not including, the same day twelve months later
        ("2025-03-01", "2025-03-01", YEAR, True),
        ("2025-03-01", "2026-02-28", YEAR, True),
        ("2025-03-01", "2026-03-01", YEAR, False),
        ("2024-02-29", "2025-02-27", YEAR, True),
        ("2024-02-29", "2025-02-28", YEAR, False),
        ("2025-12-31", "2026-12-30", YEAR, True),
        ("2025-12-31", "2026-12-31", YEAR, False),
        ("2025-01-31", "2025-02-27", Ladder(Span.ROLLING, 1), True),
        ("2025-01-31", "2025-02-28", Ladder(Span.ROLLING, 1), False),
        ("2025-01-01", "2025-12-31", CALENDAR, True),
        ("2025-12-31", "2026-01-01", CALENDAR, False),
        ("2025-01-01", "2034-12-31", Ladder(Span.ROLLING, 120), True),
        ("2025-01-01", "2035-01-01", Ladder(Span.ROLLING, 120), False),
    ],
)
def test_the_window_is_half_open(first, second, ladder, is_second):
    history = offence(1, first, ladder=ladder), offence(2, second, ladder=ladder)
    assert numbered(*history) == [1, 2 if is_second else 1]


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [((7, 7), [1, 2]), ((7, 8), [1, 1]), ((None, 8), [1, 1]), ((None, None), [1, 2])],
)
def test_offences_count_within_one_contract(contracts, expected):
    one, other = contracts
    history = (
        offence(1, "2025-03-01", ladder=CONTRACT, contract=one),
        offence(2, "2027-03-01", ladder=CONTRACT, contract=other),
    )
    assert numbered(*history) == expected


def test_the_terms_of_the_later_offence_say_which_earlier_ones_count():
    short, long = Ladder(Span.ROLLING, 1), Ladder(Span.ROLLING, 24)
    tightened = offence(1, "2025-01-01", ladder=short), offence(2, "2026-01-01", ladder=long)
    loosened = offence(1, "2025-01-01", ladder=long), offence(2, "2026-01-01", ladder=short)
    assert (numbered(*tightened), numbered(*loosened)) == ([1, 2], [1, 1])


@pytest.mark.parametrize(
    ("which", "expected"),
    [((), [1, 2, 3]), ((1,), [None, 1, 2]), ((2,), [1, None, 2]), ((1, 2), [None, None, 1])],
)
def test_what_does_not_count_gives_no_number(which, expected):
    history = [
        offence(key, on, counts=key not in which)
        for key, on in ((1, "2026-01-01"), (2, "2026-01-01"), (3, "2026-05-05"))
    ]
    assert numbered(*history) == expected


STEPS = (
    Step(1, fixed=D(10)),
    Step(3, fixed=D(30)),
    Step(1, "malicious", fixed=D(1000)),
    Step(2, "malicious", termination="territory"),
)


@pytest.mark.parametrize(
    ("number", "severity", "fixed"),
    [
        (1, "general", D(10)),
        (2, "general", D(10)),
        (3, "general", D(30)),
        (99, "general", D(30)),
        (1, "serious", D(10)),
        (1, "malicious", D(1000)),
        (2, "malicious", None),
        (7, "malicious", None),
    ],
)
def test_the_last_step_is_for_each_further_offence(number, severity, fixed):
    assert step_for(STEPS, number, severity).fixed == fixed


def test_below_the_first_step_there_is_none():
    assert step_for((Step(2, fixed=D(10)),), 1, "general") is None
    assert step_for((), 1, "general") is None


dates = st.dates(day("2024-01-01"), day("2027-12-31"))
ladders = st.one_of(
    st.integers(1, 36).map(lambda months: Ladder(Span.ROLLING, months)),
    st.sampled_from([CALENDAR, CONTRACT]),
)


@st.composite
def histories(draw, ladder=None):
    """Any offences of a legal entity, counting or not; in any order, under any terms."""
    found = draw(
        st.lists(st.tuples(dates, st.booleans(), st.none() | st.integers(1, 3)), max_size=9)
    )
    return [
        Offence(key, on, counts, ladder or draw(ladders), "general", contract)
        for key, (on, counts, contract) in enumerate(found)
    ]


@laws
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_confirmation_does_not_matter(history, random):
    shuffled = list(history)
    random.shuffle(shuffled)
    assert numbers(shuffled) == numbers(history)


@laws
@given(histories())
def test_pending_and_overturned_cases_never_count(history):
    assert numbers(history) == numbers([one for one in history if one.counts])


@laws
@given(histories(), st.data())
def test_overturning_one_moves_only_later_ones_and_by_at_most_one(history, data):
    counting = [one for one in history if one.counts]
    if not counting:
        return
    gone = data.draw(st.sampled_from(counting))
    before = numbers(history)
    after = numbers([replace(one, counts=one.counts and one.key != gone.key) for one in history])
    for one in counting:
        if one.key == gone.key:
            assert one.key not in after
            continue
        later = (one.day, one.key) > (gone.day, gone.key)
        drop = int(later and within(gone, one))
        assert after[one.key] == before[one.key] - drop


@laws
@given(histories(YEAR), dates)
def test_the_window_slides(history, on):
    """What lies a year or more back is as if it had never been; what lies ahead, too."""
    new = Offence(99, on, True, YEAR, "general")
    near = [one for one in history if one.day <= on < months_later(one.day, 12)]
    assert (
        numbers([*history, new])[99]
        == numbers([*near, new])[99]
        == 1 + sum(one.counts for one in near)
    )


@laws
@given(histories(), st.randoms(use_true_random=False))
def test_under_which_dealer_code_it_was_does_not_matter(history, random):
    """Offences of one entity are counted together: cut in two codes, one of them falls short."""
    codes = {one.key: random.choice("AB") for one in history}
    together = numbers(history)
    for code in "AB":
        alone = numbers([one for one in history if codes[one.key] == code])
        assert all(together[key] >= number for key, number in alone.items())


@laws
@given(histories())
def test_within_a_window_no_number_is_missing(history):
    """On one day, or within one window that holds all, offences are 1, 2, 3, … in their order."""
    forever = Ladder(Span.ROLLING, 120)
    found = numbers([replace(one, ladder=forever) for one in history])
    assert sorted(found.values()) == list(range(1, len(found) + 1))


@laws
@given(dates, st.integers(1, 120), st.integers(1, 120))
def test_months_add_up_in_order(on, few, many):
    few, many = sorted((few, many))
    assert on < months_later(on, few) <= months_later(on, many)
    assert months_later(on, few) <= months_later(on + datetime.timedelta(1), few)

"""How long a contract lasts, and what each stage gives back: pure functions."""

import datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealers.contracts.spans import Span, later, span
from dealers.contracts.stages import Stage, planned, still_open

from .conftest import day

SPANS = [
    ("2025-01-01", "2026-01-01", Span(months=12), "2027-01-01"),
    ("2024-01-01", "2025-01-01", Span(months=12), "2026-01-01"),
    ("2025-03-15", "2025-06-15", Span(months=3), "2025-09-15"),
    ("2025-01-01", "2025-12-31", Span(days=364), "2026-12-30"),
    ("2024-02-29", "2025-02-28", Span(days=365), "2026-02-28"),
    ("2024-01-31", "2024-03-31", Span(months=2), "2024-05-31"),
    ("2024-01-31", "2024-08-31", Span(months=7), "2025-03-31"),
    ("2024-10-31", "2025-01-31", Span(months=3), "2025-04-30"),
]


@pytest.mark.parametrize(("start", "end", "expected", "renewed_until"), SPANS)
def test_a_span_is_in_months_where_it_can_be(start, end, expected, renewed_until):
    found = span(day(start), day(end))
    assert found == expected
    assert later(day(end), found) == day(renewed_until)


DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2050, 1, 1))
SOME_SPANS = st.builds(Span, months=st.integers(0, 240)) | st.builds(
    Span, days=st.integers(0, 3000)
)


@given(DAYS, DAYS)
def test_a_span_leads_from_its_start_to_its_end(one, other):
    start, end = sorted([one, other])
    assert later(start, span(start, end)) == end


@given(DAYS, DAYS, SOME_SPANS)
def test_no_day_overtakes_another(one, other, by):
    first, second = sorted([one, other])
    assert later(first, by) <= later(second, by)


REFUNDS = [  # held at the end, percents, what each stage gives back
    ("10000.00", ["100"], ["10000.00"]),
    ("10000.00", ["50", "50"], ["5000.00", "5000.00"]),
    ("10000.00", ["33.33", "33.33", "33.34"], ["3333.00", "3333.00", "3334.00"]),
    ("100.01", ["50", "50"], ["50.01", "50.00"]),
    ("0.01", ["50", "50"], ["0.01", "0.00"]),
    ("0.02", ["25", "25", "25", "25"], ["0.01", "0.01", "0.00", "0.00"]),
    ("0.00", ["50", "50"], ["0.00", "0.00"]),
    ("-5.00", ["50", "50"], ["0.00", "0.00"]),
]


def stages_of(percents: list[str]) -> list[Stage]:
    return [Stage(number, D(percent)) for number, percent in enumerate(percents)]


@pytest.mark.parametrize(("held", "percents", "parts"), REFUNDS)
def test_each_stage_is_rounded_to_the_fen_and_the_last_takes_the_rest(held, percents, parts):
    assert planned(D(held), stages_of(percents)) == [D(part) for part in parts]


OPEN = [  # planned, refunded since, held now, still open
    (["5000", "5000"], "0", "10000", ["5000", "5000"]),
    (["5000", "5000"], "5000", "5000", ["0", "5000"]),
    (["5000", "5000"], "2000", "8000", ["3000", "5000"]),
    (["5000", "5000"], "7000", "3000", ["0", "3000"]),
    (["5000", "5000"], "5000", "4000", ["0", "4000"]),  # something was drawn meanwhile
    (["5000", "5000"], "0", "6000", ["5000", "1000"]),
    (["5000", "5000"], "10000", "0", ["0", "0"]),
    (["5000", "5000"], "12000", "-2000", ["0", "0"]),
]


@pytest.mark.parametrize(("parts", "refunded", "held", "rest"), OPEN)
def test_what_is_still_open(parts, refunded, held, rest):
    found = still_open([D(part) for part in parts], D(refunded), D(held))
    assert found == [D(part) for part in rest]


FEN = st.integers(0, 10**11).map(lambda fen: D(fen).scaleb(-2))


@st.composite
def percents(draw) -> list[Stage]:
    """Any that add up to a hundred."""
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), max_size=8)))
    bounds = [0, *cuts, 10_000]
    shares = [D(b - a).scaleb(-2) for a, b in zip(bounds, bounds[1:], strict=False)]
    return [Stage(number, share) for number, share in enumerate(shares)]


@given(FEN, percents())
def test_the_stages_give_back_just_what_was_held(held, stages):
    parts = planned(held, stages)
    assert sum(parts) == held
    assert all(part >= 0 for part in parts)
    for part, stage in zip(parts[:-1], stages, strict=False):
        assert part <= held * stage.percent / 100 + D("0.005")


@given(FEN, percents(), FEN, FEN)
def test_no_stage_gives_what_is_not_there(at_the_end, stages, refunded, held):
    parts = planned(at_the_end, stages)
    rest = still_open(parts, refunded, held)
    assert sum(rest) <= held
    assert sum(rest) <= max(sum(parts) - refunded, D(0))
    assert all(0 <= still <= part for still, part in zip(rest, parts, strict=True))


@given(FEN, percents())
def test_stage_after_stage_all_is_given_back(held, stages):
    parts, refunded = planned(held, stages), D(0)
    for number in range(len(parts)):
        refunded += still_open(parts, refunded, held - refunded)[number]
    assert refunded == held

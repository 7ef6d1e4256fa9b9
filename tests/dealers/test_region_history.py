"""Which region stood for a code on a day: ended, split, merged, cut off, not yet there."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from dealers.region_history import RegionHistory, Stage, link_faults


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def world(**codes: str) -> RegionHistory:
    """``A="2000..2010 B C"``: from a day up to, not including, another; then the successors."""
    keys = {code: number for number, code in enumerate(codes, start=1)}
    stages = []
    for code, text in codes.items():
        span, *after = text.split(" ")
        start, end = (f"{year}-01-01" if year else "" for year in span.split(".."))
        stages.append(
            Stage(
                keys[code], code, "",
                day(start) if start else None, day(end) if end else None,
                tuple(keys[one] for one in after),
            )
        )  # fmt: skip
    return RegionHistory(stages)


def asked(history: RegionHistory, ask, code: str, on: str) -> str:
    """The code that stood for it, or the fault."""
    codes = {stage.code: stage.key for stage in history.stages.values()}
    try:
        return history.stages[ask(codes[code], day(on))].code
    except ValidationError as error:
        return error.code


RENAMED = world(A="..2010 B", B="2010..")
CHAIN = world(A="..2005 B", B="2005..2015 C", C="2015..")
MERGED = world(A="..2010 C", B="..2010 C", C="2010..")
INTO_ONE_THERE = world(A="..2010 B", B="..")
SPLIT = world(A="..2010 B C", B="2010..", C="2010..")
SPLIT_LATER = world(A="..2005 B", B="2005..2010 C D", C="2010..", D="2010..")
CUT_OFF = world(A=".. B", B="2010..")
CUT_OF_TWO = world(A=".. C", B="..2010 D C", C="2010..", D="..")
GONE = world(A="..2010")
NEW = world(A="2010..")
JOINED_LATER = world(A="..2010 B", B="2010..", C="..2020 B")
AND_BACK = world(A=".. B", B="2010..2020 A")


@pytest.mark.parametrize(
    ("history", "code", "on", "stood"),
    [
        (RENAMED, "A", "2009-12-31", "A"),  # its last day
        (RENAMED, "A", "2010-01-01", "B"),  # the first day without it
        (RENAMED, "B", "2010-01-01", "B"),
        (RENAMED, "B", "2009-12-31", "A"),
        (CHAIN, "A", "2004-12-31", "A"),
        (CHAIN, "A", "2005-01-01", "B"),
        (CHAIN, "A", "2014-12-31", "B"),
        (CHAIN, "A", "2015-01-01", "C"),
        (CHAIN, "C", "2014-12-31", "B"),
        (CHAIN, "C", "2004-12-31", "A"),
        (CHAIN, "B", "2030-01-01", "C"),
        (MERGED, "A", "2010-01-01", "C"),
        (MERGED, "B", "2012-06-30", "C"),
        (MERGED, "C", "2009-12-31", "region_merged"),
        (INTO_ONE_THERE, "A", "2010-01-01", "B"),
        (INTO_ONE_THERE, "B", "1990-01-01", "B"),  # it was there, smaller
        (SPLIT, "A", "2009-12-31", "A"),
        (SPLIT, "A", "2010-01-01", "region_split"),
        (SPLIT, "B", "2009-12-31", "A"),
        (SPLIT, "C", "2009-12-31", "A"),
        (SPLIT_LATER, "A", "2009-12-31", "B"),
        (SPLIT_LATER, "A", "2010-01-01", "region_split"),
        (SPLIT_LATER, "D", "2004-12-31", "A"),
        (CUT_OFF, "A", "2020-01-01", "A"),
        (CUT_OFF, "B", "2010-01-01", "B"),
        (CUT_OFF, "B", "2009-12-31", "A"),
        (CUT_OF_TWO, "C", "2009-12-31", "region_merged"),
        (GONE, "A", "2009-12-31", "A"),
        (GONE, "A", "2010-01-01", "region_ended"),
        (NEW, "A", "2010-01-01", "A"),
        (NEW, "A", "2009-12-31", "region_not_begun"),
        (JOINED_LATER, "B", "2009-12-31", "A"),  # C joined it later and is no origin
        (JOINED_LATER, "C", "2020-01-01", "B"),
        (AND_BACK, "B", "2020-01-01", "A"),
        (AND_BACK, "B", "2009-12-31", "A"),
        (AND_BACK, "A", "2015-01-01", "A"),
    ],
)
def test_who_stood_for_a_code_on_a_day(history, code, on, stood):
    assert asked(history, history.on, code, on) == stood


@pytest.mark.parametrize(
    ("history", "code", "on", "stood"),
    [
        (RENAMED, "A", "2010-01-01", "B"),
        (RENAMED, "B", "2009-12-31", "B"),  # a price from 2009 on is meant for what comes
        (CHAIN, "A", "2020-01-01", "C"),
        (MERGED, "C", "2000-01-01", "C"),
        (SPLIT, "A", "2010-01-01", "region_split"),
        (NEW, "A", "2009-12-31", "A"),
    ],
)
def test_what_lasts_is_followed_only_forward(history, code, on, stood):
    assert asked(history, history.since, code, on) == stood


def test_a_code_without_a_history_stands_for_itself():
    assert RENAMED.on(99, day("1990-01-01")) == 99
    assert RENAMED.since(99, day("2090-01-01")) == 99


@pytest.mark.parametrize(
    ("history", "code", "on", "named"),
    [
        (
            SPLIT,
            "A",
            "2012-01-01",
            ["A was split on 2010-01-01 into B, C", "one that is meant"],
        ),
        (MERGED, "C", "2000-01-01", ["C was made on 2010-01-01 of A, B", "the one that is meant"]),
        (GONE, "A", "2012-01-01", ["A ended on 2010-01-01", "stood on 2012-01-01"]),
        (NEW, "A", "2000-01-01", ["A begins on 2010-01-01", "stood on 2000-01-01"]),
    ],
)
def test_what_cannot_be_told_names_what_may_be_meant(history, code, on, named):
    key = next(stage.key for stage in history.stages.values() if stage.code == code)
    with pytest.raises(ValidationError) as caught:
        history.on(key, day(on))
    assert all(text in caught.value.messages[0] for text in named)


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        ({"A": "..2010 B", "B": "2010.."}, None),
        ({"A": "..2010 B", "B": ".."}, None),
        ({"A": "..2010 B", "B": "2005..2015"}, None),
        ({"A": ".. B", "B": "2010.."}, None),
        ({"A": "..2010 B", "B": "2011.."}, "successor_too_late"),
        ({"A": "..2010 B", "B": "..2010"}, "successor_ended"),
        ({"A": "..2010 B", "B": "..2009"}, "successor_ended"),
        ({"A": ".. B", "B": ".."}, "successor_of_standing"),
        ({"A": "2010.. B", "B": "2010.."}, "successor_of_standing"),
        ({"A": "..2010 A"}, "own_successor"),
        ({"A": "..2010 B", "B": "..2010 A"}, "successor_ended"),  # a circle
        ({"A": ".. B", "B": "2010.. A"}, "successor_of_standing"),  # another
    ],
)
def test_which_successors_make_sense(codes, fault):
    faults = [error.code for _stage, error in world(**codes).faults()]
    assert fault in faults if fault else faults == []


# The law: the same as a search written straight from the definition, and always an end.

YEARS = st.one_of(st.none(), st.integers(1, 12))


@st.composite
def worlds(draw) -> RegionHistory:
    """Up to seven codes with any dates, and all links between them that make sense."""
    stages = []
    count = draw(st.integers(1, 7))
    for key in range(count):
        start, end = draw(YEARS), draw(YEARS)
        if start is not None and end is not None and end <= start:
            end = None
        after = draw(st.sets(st.integers(0, count - 1), max_size=3))
        span = [None if year is None else datetime.date(2000 + year, 1, 1) for year in (start, end)]
        stages.append(Stage(key, str(key), "", *span, tuple(sorted(after))))
    return RegionHistory(
        Stage(
            one.key, one.code, "", one.start, one.end,
            tuple(key for key in one.successors if not list(link_faults(one, stages[key]))),
        )
        for one in stages
    )  # fmt: skip


def stood(stages: list[Stage], key: int, on: datetime.date) -> int | None:
    """Word by word: itself; else its only successor; else its only origin; else nobody knows."""
    [one] = [stage for stage in stages if stage.key == key]
    if one.start is not None and on < one.start:
        before = [stage for stage in stages if key in stage.successors]
        origins = [stage for stage in before if stage.end is None or stage.end == one.start]
        return stood(stages, origins[0].key, on) if len(origins) == 1 else None
    if one.end is not None and on >= one.end:
        return stood(stages, one.successors[0], on) if len(one.successors) == 1 else None
    return key


@given(worlds(), st.integers(0, 6), st.integers(-1, 14), st.integers(-1, 1))
def test_it_is_what_a_slow_search_finds(history, key, year, around):
    stages = list(history.stages.values())
    key %= len(stages)
    on = datetime.date(2000, 1, 1).replace(year=2000 + year) + datetime.timedelta(days=around)
    try:
        found = history.on(key, on)
    except ValidationError:
        found = None
    assert found == stood(stages, key, on)
    if found is not None:
        one = history.stages[found]
        assert not one.begins_after(on)
        assert not one.has_ended(on)
        assert history.on(found, on) == found  # once is enough

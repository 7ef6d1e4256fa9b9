"""Targets of one dealer and product line never overlap; what is asked for is their sum."""

import datetime
from decimal import Decimal as D
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.models import Target
from dealers.services import targets
from dealers.services.targets import check_overlap, meetings, save_target
from dealers.targets import asked_by, target_for
from tests import factories as make
from tests.settlement.test_races import at_once, refusals

from .conftest import AGREED, day


def new(dealer, start: str, end: str, line=None, **more) -> Target:
    values = {"amount": D("100"), **more}
    return Target(
        dealer=dealer, product_line=line, period_from=day(start), period_to=day(end), **values
    )


def put(*args, **more) -> Target:
    return save_target(
        instance=new(*args, **more), access=SYSTEM, verb=Verb.CHANGE_CONTRACTS, reason=AGREED
    )


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2024-12-01", "2025-01-01", True),
        ("2025-04-01", "2025-05-01", True),
        ("2025-02-01", "2025-03-01", False),
        ("2024-01-01", "2026-01-01", False),
        ("2025-03-31", "2025-04-30", False),
        ("2025-01-01", "2025-04-01", False),
    ],
)
def test_rows_of_one_dealer_and_line_do_not_overlap(dealer, start, end, fits):
    put(dealer, "2025-01-01", "2025-04-01", amount=D("90000.5"), quantity=7)
    if fits:
        put(dealer, start, end)
        return
    with pytest.raises(ValidationError) as refused:
        put(dealer, start, end)
    text = " ".join(refused.value.messages)
    if start != "2025-01-01":  # from the same day on the model itself refuses it
        assert "GZ has a target for all product lines from 2025-01-01 to 2025-03-31" in text
        assert "90,000.50 yuan · 7 pcs" in text


def test_other_lines_and_other_dealers_are_in_nobodys_way(dealer, dealers):
    kitchen = make.make_line("kitchen")
    hoods = make.make_line("hoods", kitchen)
    for line in (None, kitchen, hoods):
        put(dealer, "2025-01-01", "2026-01-01", line)
    put(dealers.hangzhou, "2025-01-01", "2026-01-01", hoods)
    with pytest.raises(ValidationError, match="target for hoods"):
        put(dealer, "2025-06-01", "2025-07-01", hoods)


@pytest.mark.parametrize(
    "wrong",
    [
        {"period_to": day("2025-01-01")},
        {"amount": None},
        {"amount": D("-1")},
        {"quantity": -1},
    ],
)
def test_what_makes_no_sense_is_refused(dealer, wrong):
    target = new(dealer, "2025-01-01", "2025-02-01")
    for name, value in wrong.items():
        setattr(target, name, value)
    with pytest.raises(ValidationError):
        save_target(instance=target, access=SYSTEM, verb=Verb.CHANGE_CONTRACTS)
    assert not Target.objects.exists()


def test_a_change_needs_a_reason_and_may_not_reach_into_another(dealer):
    put(dealer, "2025-02-01", "2025-03-01")
    target = put(dealer, "2025-01-01", "2025-02-01")
    target.period_to = day("2025-02-02")
    with pytest.raises(ValidationError, match="already"):
        save_target(instance=target, access=SYSTEM, verb=Verb.CHANGE_CONTRACTS, reason=AGREED)
    target.period_to, target.amount = day("2025-02-01"), D("5")
    with pytest.raises(ValidationError, match="Say why"):
        save_target(instance=target, access=SYSTEM, verb=Verb.CHANGE_CONTRACTS)
    save_target(instance=target, access=SYSTEM, verb=Verb.CHANGE_CONTRACTS, reason=AGREED)


def test_only_who_may_sets_them(dealer, finance, dealer_user):
    for access in (finance, dealer_user):
        with pytest.raises(ValidationError, match="outside the part"):
            save_target(
                instance=new(dealer, "2025-01-01", "2025-02-01"),
                access=access,
                verb=Verb.CHANGE_CONTRACTS,
            )


# What is asked for in a time

MONTHS = [("2025-01-01", "2025-02-01", "10", 1), ("2025-02-01", "2025-03-01", "20.5", None),
          ("2025-04-01", "2025-07-01", None, 5)]  # fmt: skip
ASKED = [
    ("2025-01-01", "2025-02-01", (D("10"), 1)),
    ("2025-01-01", "2025-03-01", (D("30.5"), 1)),
    ("2025-01-01", "2026-01-01", (D("30.5"), 6)),
    ("2025-02-01", "2025-03-01", (D("20.5"), None)),
    ("2025-04-01", "2025-07-01", (None, 5)),
    ("2025-03-01", "2025-04-01", "nothing"),
    ("2024-01-01", "2025-01-01", "nothing"),
    ("2025-01-01", "2025-01-31", None),
    ("2025-01-02", "2025-03-01", None),
    ("2025-01-01", "2025-05-01", None),
    ("2025-05-01", "2025-06-01", None),
]


@pytest.mark.parametrize(("start", "end", "asked"), ASKED)
def test_what_a_dealer_is_asked_for(dealer, dealers, start, end, asked):
    for first, after, amount, pieces in MONTHS:
        put(dealer, first, after, amount=amount and D(amount), quantity=pieces)
    put(dealer, "2025-01-01", "2026-01-01", make.make_line(), amount=D("7"))
    put(dealers.hangzhou, "2025-01-01", "2026-01-01", amount=D("9"))
    found = target_for([dealer.pk], None, day(start), day(end))
    assert found == ({} if asked == "nothing" else {dealer.pk: asked})


def test_a_line_is_just_that_one_and_all_dealers_take_one_query(
    dealer, dealers, django_assert_num_queries
):
    kitchen = make.make_line("kitchen")
    put(dealer, "2025-01-01", "2026-01-01", kitchen, amount=D("7"))
    put(dealers.hangzhou, "2025-01-01", "2026-01-01", make.make_line("hoods", kitchen))
    both = [dealer.pk, dealers.hangzhou.pk]
    with django_assert_num_queries(1):
        found = target_for(both, kitchen, day("2025-01-01"), day("2026-01-01"))
    assert found == {dealer.pk: (D("7"), None)}


FIRST = datetime.date(2025, 1, 1)


@st.composite
def rows(draw) -> list[Target]:
    """Any that do not overlap."""
    cuts = sorted(draw(st.sets(st.integers(0, 400), min_size=2, max_size=8)))
    days = [FIRST + datetime.timedelta(days=cut) for cut in cuts]
    pairs = zip(days, days[1:], strict=False)
    found = [
        Target(dealer_id=1, period_from=a, period_to=b, amount=D(draw(st.integers(0, 99))))
        for a, b in pairs
    ]
    return [row for row in found if draw(st.booleans())] or found[:1]


@given(rows())
def test_what_is_asked_does_not_depend_on_how_the_time_is_cut(found):
    """The sum over the rows one by one is the sum over the whole time."""
    start, end = found[0].period_from, found[-1].period_to
    parts = [asked_by([row], row.period_from, row.period_to)[0] for row in found]
    assert asked_by(found, start, end) == (sum(parts), None)
    assert asked_by(found, start, end - datetime.timedelta(days=1)) is None


SOME_ROWS = st.lists(
    st.builds(
        lambda dealer, start, days: Target(
            dealer_id=dealer,
            period_from=FIRST + datetime.timedelta(days=start),
            period_to=FIRST + datetime.timedelta(days=start + days),
        ),
        st.integers(1, 2),
        st.integers(0, 30),
        st.integers(1, 15),
    ),
    max_size=7,
)


@given(SOME_ROWS)
def test_meetings_are_found_as_by_comparing_each_with_each(found):
    def meet(a: Target, b: Target) -> bool:
        overlap = a.period_from < b.period_to and b.period_from < a.period_to
        return a.dealer_id == b.dealer_id and overlap

    pairs = list(meetings(found))
    assert all(meet(a, b) for a, b in pairs)
    any_meets = any(meet(a, b) for i, a in enumerate(found) for b in found[:i])
    assert bool(pairs) == any_meets


# Two at once


def in_the_same_time(dealer):
    """Each its own row; from different days on, so that no key of the database refuses them."""
    starts = ("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04")
    return at_once(*(lambda start=start: put(dealer, start, "2025-03-01") for start in starts))


def test_of_those_who_set_one_at_once_one_does(transactional_db):
    assert refusals(in_the_same_time(make.make_dealer())) == 3
    assert Target.objects.count() == 1


def test_without_the_lock_several_do(transactional_db, monkeypatch):
    everybody = Barrier(4)

    def look_and_wait(target: Target) -> None:
        check_overlap(target)
        everybody.wait(timeout=30)

    monkeypatch.setattr(targets, "lock_table", lambda model: None)
    look = look_and_wait if connection.vendor == "postgresql" else lambda target: None
    monkeypatch.setattr(targets, "check_overlap", look)
    assert refusals(in_the_same_time(make.make_dealer())) == 0
    assert Target.objects.count() == 4

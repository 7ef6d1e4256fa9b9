"""On which days a dealer is in a programme by its contracts, as far as was known at a moment."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dealers.models import Contract
from dealers.services.contracts import end_contract
from rebates.joined import Joined, joined_spans, merged
from rebates.services.enrolments import join_programme
from tests.factories import make_contract, make_dealer, make_enrolment, make_programme

from .conftest import AGREED, day

pytestmark = pytest.mark.django_db
FAR = "2099-01-01"


def at(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def span(start: str, end: str | None) -> Joined:
    return Joined(day(start), end and day(end))


@pytest.fixture
def programme(db):
    return make_programme("P1")


@pytest.fixture
def joins(programme, dealer):
    """A contract of the dealer that joins the programme."""

    def joins(start: str, end: str | None, **more) -> Contract:
        dates = {"valid_from": day(start), "valid_to": end and day(end)}
        contract = make_contract(dealer=more.pop("dealer", dealer), **dates | more)
        make_enrolment(contract=contract, programme=programme)
        return contract

    return joins


def spans_of(dealer, programme, known_at: str | None = None) -> list[Joined]:
    moment = known_at and at(known_at)
    return joined_spans([programme.pk], moment).get((programme.pk, dealer.pk), [])


def test_it_works(joins, dealer, programme):
    joins("2025-01-01", "2026-01-01")
    assert spans_of(dealer, programme) == [span("2025-01-01", "2026-01-01")]


@pytest.mark.parametrize(
    ("contracts", "found"),
    [
        ([], []),
        ([("2025-01-01", None)], [("2025-01-01", None)]),
        ([("2025-01-01", "2025-07-01"), ("2025-07-01", "2026-01-01")],
         [("2025-01-01", "2026-01-01")]),
        ([("2025-07-01", None), ("2025-01-01", "2025-07-01")], [("2025-01-01", None)]),
        ([("2025-01-01", "2025-06-30"), ("2025-07-01", None)],
         [("2025-01-01", "2025-06-30"), ("2025-07-01", None)]),
    ],
)  # fmt: skip
def test_spans_that_touch_are_one(contracts, found, joins, dealer, programme):
    for dates in contracts:
        joins(*dates)
    assert spans_of(dealer, programme) == [span(*dates) for dates in found]


def test_a_draft_joins_nothing_yet(joins, dealer, programme):
    joins("2025-01-01", None, status="draft")
    assert spans_of(dealer, programme) == []


def test_each_programme_and_dealer_has_its_own(joins, dealer, dealers, programme):
    other = make_programme("P2")
    contract = joins("2025-01-01", "2026-01-01")
    make_enrolment(contract=contract, programme=other)
    joins("2025-03-01", None, dealer=dealers.hangzhou)
    joined = joined_spans([programme.pk, other.pk], None)
    assert joined == {
        (programme.pk, dealer.pk): [span("2025-01-01", "2026-01-01")],
        (other.pk, dealer.pk): [span("2025-01-01", "2026-01-01")],
        (programme.pk, dealers.hangzhou.pk): [span("2025-03-01", None)],
    }
    assert (other.pk, dealer.pk) not in joined_spans([programme.pk], None)
    assert joined_spans([], None) == {}


@pytest.mark.parametrize(
    ("signed_at", "known_at", "known"),
    [
        (None, "2025-01-01", True),
        ("2025-02-01", "2025-01-31", False),
        ("2025-02-01", "2025-02-01", True),
        ("2025-02-01", None, True),
    ],
)
def test_what_was_signed_later_was_not_known(signed_at, known_at, known, joins, dealer, programme):
    joins("2025-01-01", None, signed_at=signed_at and at(signed_at))
    assert bool(spans_of(dealer, programme, known_at)) is known


@pytest.mark.parametrize(
    ("agreed", "known_at", "end"),
    [
        ("2026-01-01", "2025-04-30", "2026-01-01"),
        ("2026-01-01", "2025-05-01", "2025-07-01"),
        ("2026-01-01", None, "2025-07-01"),
        (None, "2025-04-30", None),
    ],
)
def test_an_early_end_was_not_known_before(agreed, known_at, end, joins, dealer, programme):
    joins(
        "2025-01-01", "2025-07-01", status="terminated",
        agreed_to=agreed and day(agreed), ended_at=at("2025-05-01"),
    )  # fmt: skip
    assert spans_of(dealer, programme, known_at) == [span("2025-01-01", end)]


def test_the_services_keep_the_moments(draft, programme, hq, finance, dealer):
    from dealers.services.contracts import sign_contract

    contract = draft(end=FAR)
    join_programme(contract=contract, programme=programme, access=hq)
    drafted = timezone.now()
    sign_contract(contract=contract, access=finance, reason=AGREED)
    signed = timezone.now()
    last = {"last_day": day("2025-06-30"), "access": finance, "reason": "left"}
    end_contract(contract=contract, **last)
    found = [
        joined_spans([programme.pk], moment).get((programme.pk, dealer.pk))
        for moment in (drafted, signed, None)
    ]
    assert found == [None, [span("2025-01-01", FAR)], [span("2025-01-01", "2025-07-01")]]


def test_what_was_signed_before_is_taken_from_the_trail(signed, finance, joins):
    ended = signed(end=FAR)
    end_contract(contract=ended, last_day=day("2025-06-30"), access=finance, reason="left")
    kept = Contract.objects.in_bulk([ended.pk, signed("2030-01-01", None).pk])
    silent = joins("2024-01-01", "2025-01-01")
    Contract.objects.update(signed_at=None, ended_at=None, agreed_to=None)
    migration = import_module("dealers.migrations.0009_since_when_contracts_are_known")
    migration.take_from_the_trail(apps, None)
    for pk, before in kept.items():
        after = Contract.objects.get(pk=pk)
        assert abs(after.signed_at - before.signed_at) < datetime.timedelta(seconds=5)
        assert after.agreed_to == before.agreed_to
        assert (after.ended_at is None) == (before.ended_at is None)
    assert Contract.objects.get(pk=silent.pk).signed_at is None


@pytest.mark.parametrize("many", [1, 30])
def test_any_number_takes_two_queries(many, regions, django_assert_num_queries):
    programmes = [make_programme() for _ in range(3)]
    for _ in range(many):
        contract = make_contract(dealer=make_dealer(home_region=regions.country))
        for programme in programmes:
            make_enrolment(contract=contract, programme=programme)
    with django_assert_num_queries(2):
        found = joined_spans([programme.pk for programme in programmes], timezone.now())
    assert len(found) == 3 * many


FIRST = datetime.date(2025, 1, 1)
numbers = st.integers(0, 30)
days = numbers.map(lambda number: FIRST + datetime.timedelta(days=number))


@st.composite
def a_span(draw) -> Joined:
    start = draw(days)
    length = draw(st.none() | st.integers(1, 12))
    return Joined(start, length and start + datetime.timedelta(days=length))


@given(st.lists(a_span(), max_size=6), days)
def test_merged_spans_hold_on_the_same_days_and_do_not_touch(spans, on):
    found = merged(spans)
    assert any(s.holds_on(on) for s in spans) == any(s.holds_on(on) for s in found)
    assert all(a.end < b.start for a, b in zip(found, found[1:], strict=False))

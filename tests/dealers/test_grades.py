"""A dealer's grade on any day, as far as was known at any moment; who sets it, and how."""

import datetime
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.audit import history_of
from dealers.choices import Grade
from dealers.grades import Graded, grade_in, grades_on, through_time
from dealers.models import Grading
from dealers.models.placements import BEGINNING
from dealers.services.grades import bring_grades_up_to_date, set_grade
from tests.factories import make_dealer, make_grading

EARLY, LATE = (datetime.datetime(2026, month, 1, tzinfo=datetime.UTC) for month in (1, 7))
MARCH = date(2026, 3, 1)


def graded(valid_from: date, grade: str, at: datetime.datetime = EARLY) -> Graded:
    return Graded(valid_from, at, grade)


ALWAYS, GOLD = graded(BEGINNING, "silver"), graded(MARCH, "gold")


@pytest.mark.parametrize(
    ("rows", "day", "grade"),
    [
        pytest.param([ALWAYS], MARCH, "silver", id="never changed again"),
        pytest.param([ALWAYS, GOLD], date(2026, 2, 28), "silver", id="the day before"),
        pytest.param([ALWAYS, GOLD], MARCH, "gold", id="the day itself"),
        pytest.param([ALWAYS, GOLD], date(2030, 1, 1), "gold", id="for ever after"),
        pytest.param([ALWAYS, GOLD], date(1899, 1, 1), "silver", id="before all"),
        pytest.param([ALWAYS, GOLD, graded(MARCH, "platinum")], MARCH, "platinum", id="corrected"),
        pytest.param(
            [ALWAYS, GOLD, graded(date(2026, 2, 1), "standard")], date(2026, 2, 1), "standard",
            id="an earlier one recorded later",
        ),
        pytest.param(
            [ALWAYS, GOLD, graded(date(2026, 2, 1), "standard")], MARCH, "gold",
            id="it does not undo the later one",
        ),
        pytest.param([ALWAYS, graded(BEGINNING, "gold")], MARCH, "gold", id="wrong all along"),
    ],
)  # fmt: skip
def test_the_last_grade_until_the_day_counts(rows, day, grade):
    assert grade_in(rows, day) == grade


@pytest.mark.parametrize(("known_at", "grade"), [(EARLY, "silver"), (LATE, "gold"), (None, "gold")])
def test_what_was_recorded_later_was_not_known(known_at, grade):
    rows = [graded(BEGINNING, "silver", LATE), graded(MARCH, "gold", LATE)]
    assert grade_in(rows, MARCH, known_at) == grade


days = st.integers(0, 30).map(lambda n: date(2026, 1, 1) + datetime.timedelta(days=n))
rows_of = st.lists(st.tuples(days, st.sampled_from(Grade.values)), max_size=8)


@given(rows_of, days)
def test_the_days_that_are_shown_say_what_every_day_says(later, day):
    rows = [ALWAYS, *(graded(*row) for row in later)]
    shown = through_time(rows)
    assert [row.grade for row in shown if row.valid_from <= day][-1] == grade_in(rows, day)
    assert all(a.grade != b.grade for a, b in zip(shown, shown[1:], strict=False))


pytestmark = pytest.mark.django_db


@pytest.fixture
def dealer(dealers):
    return dealers.guangzhou


def give(dealer, access, grade="gold", valid_from=MARCH, reason="sold well"):
    return set_grade(
        dealer=dealer, grade=Grade(grade), valid_from=valid_from, access=access, reason=reason
    )


def on(dealer, day, known_at=None):
    return grades_on([dealer.pk], day, known_at)[dealer.pk]


def test_it_works(dealer, hq):
    before = timezone.now()
    assert give(dealer, hq).grade == "gold"
    assert (on(dealer, date(2026, 2, 28)), on(dealer, MARCH)) == ("standard", "gold")
    assert on(dealer, MARCH, before) == "standard"
    entry = history_of(dealer).get()
    assert (entry.action, entry.by, entry.reason) == ("graded", hq.user, "sold well")
    assert (entry.before, entry.after) == (
        {"grade": "standard"},
        {"grade": "gold", "valid_from": "2026-03-01"},
    )
    assert list(Grading.objects.order_by("id").values_list("valid_from", "grade", "reason")) == [
        (BEGINNING, "standard", ""),
        (MARCH, "gold", "sold well"),
    ]


def test_whose_grade_was_never_changed_has_the_one_of_its_record(dealer):
    assert on(dealer, date(1950, 1, 1)) == "standard"
    assert grades_on([], MARCH, None) == {}


def test_a_grade_to_come_takes_effect_on_its_day(dealer, hq):
    day = timezone.localdate() + datetime.timedelta(days=10)
    assert give(dealer, hq, valid_from=day).grade == "standard"
    assert bring_grades_up_to_date() == 0
    assert bring_grades_up_to_date(day=day) == 1
    dealer.refresh_from_db()
    assert dealer.grade == "gold"


def test_a_past_grade_leaves_the_present_one(dealer, hq):
    give(dealer, hq)
    assert give(dealer, hq, grade="silver", valid_from=date(2026, 2, 1)).grade == "gold"
    assert [on(dealer, date(2026, month, 1)) for month in (1, 2, 3)] == [
        "standard", "silver", "gold",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"), [({"grade": "standard"}, "grade"), ({"reason": " "}, "reason")]
)
def test_what_is_refused_writes_nothing(said, field, dealer, hq):
    with pytest.raises(ValidationError) as refused:
        give(dealer, hq, **said)
    assert field in refused.value.message_dict
    assert not Grading.objects.exists()


def test_who_may_not_change_the_channel_sets_no_grade(dealer, province, finance, dealer_user):
    for access in (province, finance, dealer_user):
        with pytest.raises(PermissionDenied):
            give(dealer, access)
    assert not Grading.objects.exists()


@pytest.mark.parametrize("many", [1, 30])
def test_any_number_of_dealers_takes_two_queries(many, regions, django_assert_num_queries):
    found = [make_dealer(home_region=regions.country) for _ in range(many)]
    make_grading(dealer=found[0])
    with django_assert_num_queries(2):
        grades = grades_on([dealer.pk for dealer in found], MARCH, timezone.now())
    assert grades == {d.pk: "standard" for d in found} | {found[0].pk: "gold"}

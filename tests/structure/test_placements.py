"""Where a dealer stood on a day, as far as was known at a moment."""

import datetime
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealers.models.placements import BEGINNING
from dealers.placements import Place, Placed, Structure, in_force, placed_on, standing, stays
from tests.factories import make_dealer, make_placement, make_tier

EARLY, LATE = (datetime.datetime(2026, month, 1, tzinfo=datetime.UTC) for month in (1, 7))
FIRST, SECOND, THIRD = Place(1, None, 1), Place(2, 7, 1), Place(2, 8, 3)


def placed(valid_from: date, place: Place, at: datetime.datetime = EARLY) -> Placed:
    return Placed(valid_from, at, place)


ALWAYS = placed(BEGINNING, FIRST)
MOVED = placed(date(2026, 3, 1), SECOND)


@pytest.mark.parametrize(
    ("rows", "day", "place"),
    [
        pytest.param([ALWAYS], date(2026, 1, 1), FIRST, id="never moved again"),
        pytest.param([ALWAYS, MOVED], date(2026, 2, 28), FIRST, id="the day before the move"),
        pytest.param([ALWAYS, MOVED], date(2026, 3, 1), SECOND, id="the day of the move"),
        pytest.param([ALWAYS, MOVED], date(2030, 1, 1), SECOND, id="for ever after"),
        pytest.param([ALWAYS], date(1900, 1, 1), FIRST, id="the first day of all"),
        pytest.param(
            [ALWAYS, MOVED, placed(date(2026, 3, 1), THIRD)], date(2026, 3, 1), THIRD,
            id="a correction on the same day counts",
        ),
        pytest.param(
            [ALWAYS, MOVED, placed(date(2026, 2, 1), THIRD)], date(2026, 2, 15), THIRD,
            id="an earlier move recorded later",
        ),
        pytest.param(
            [ALWAYS, MOVED, placed(date(2026, 2, 1), THIRD)], date(2026, 3, 1), SECOND,
            id="it does not undo the later one",
        ),
        pytest.param(
            [ALWAYS, placed(BEGINNING, THIRD)], date(2020, 1, 1), THIRD,
            id="wrong from the beginning",
        ),
    ],
)  # fmt: skip
def test_the_last_placement_until_the_day_counts(rows, day, place):
    found = [row for row in in_force(rows) if row.valid_from <= day]
    assert found[-1].place == place


@pytest.mark.parametrize(("known_at", "place"), [(EARLY, FIRST), (LATE, SECOND), (None, SECOND)])
def test_what_was_recorded_later_was_not_known(known_at, place):
    rows = [placed(BEGINNING, FIRST, at=LATE), placed(date(2026, 3, 1), SECOND, at=LATE)]
    assert in_force(rows, known_at)[-1].place == place


def test_a_stay_ends_when_the_next_begins_and_equal_ones_are_one():
    rows = [ALWAYS, placed(date(2026, 2, 1), FIRST), MOVED]
    assert [(s.start, s.end) for s in stays(in_force(rows))] == [
        (BEGINNING, date(2026, 3, 1)),
        (date(2026, 3, 1), None),
    ]


days = st.integers(0, 40).map(lambda n: date(2026, 1, 1) + datetime.timedelta(days=n))
rows_of = st.lists(st.tuples(days, st.sampled_from([FIRST, SECOND, THIRD])), max_size=8)


@given(rows_of, days)
def test_stays_cover_every_day_once_and_say_what_the_definition_says(later, day):
    rows = [ALWAYS, *(placed(*row) for row in later)]
    found = [s for s in stays(in_force(rows)) if s.start <= day and (s.end is None or day < s.end)]
    defined = max(
        (row.valid_from, number) for number, row in enumerate(rows) if row.valid_from <= day
    )
    assert [stay.place for stay in found] == [rows[defined[1]].place]


@pytest.mark.django_db
class TestOnTheDatabase:
    def test_a_dealer_who_was_never_moved_stands_where_its_record_says(self, dealers):
        dealer = dealers.guangzhou
        place = Structure().of(dealer.pk, date(1950, 1, 1))
        assert place == (dealer.tier_id, dealer.upstream_id, dealer.home_region_id)
        assert placed_on(dealer, date(1950, 1, 1)) is dealer

    def test_a_copy_stands_where_the_dealer_stood(self, dealers, regions):
        dealer, outlet = dealers.guangzhou, make_tier("outlet")
        make_placement(dealer=dealer, valid_from=BEGINNING, tier=outlet, upstream=None)
        make_placement(dealer=dealer, valid_from=date(2026, 3, 1))
        before, after = (placed_on(dealer, date(2026, month, 1)) for month in (2, 3))
        assert (before.tier, before.upstream) == (outlet, None)
        assert (after.tier, after.upstream) == (dealer.tier, dealers.guangdong)

    @pytest.mark.parametrize("many", [1, 30])
    def test_any_number_stands_in_six_queries(
        self, many, dealers, regions, django_assert_num_queries
    ):
        found = [
            make_dealer(home_region=regions.country, upstream=dealers.guangdong)
            for _ in range(many)
        ]
        make_placement(dealer=found[0], valid_from=BEGINNING)
        with django_assert_num_queries(6):
            standing({dealer.pk for dealer in found}, date(2026, 1, 1))

    def test_the_days_on_which_tiers_change(self, dealers):
        dealer = dealers.guangzhou
        make_placement(dealer=dealer, valid_from=BEGINNING)
        make_placement(dealer=dealer, valid_from=date(2026, 2, 1), upstream=None)
        make_placement(dealer=dealer, valid_from=date(2026, 3, 1), tier=make_tier("outlet"))
        assert Structure().tier_changes() == {date(2026, 3, 1)}

    @pytest.mark.parametrize(
        ("changed", "days"),
        [
            pytest.param({"upstream": None}, {date(2026, 2, 1)}, id="below nobody"),
            pytest.param({"tier": "outlet"}, set(), id="another tier below the same"),
            pytest.param({"home_region": "330000"}, set(), id="another home below the same"),
            pytest.param({}, set(), id="said once more"),
        ],
    )
    def test_the_days_on_which_a_dealer_moves_below_another(self, dealers, regions, changed, days):
        dealer = dealers.guangzhou
        if "tier" in changed:
            changed = {"tier": make_tier("outlet")}
        if "home_region" in changed:
            changed = {"home_region": regions.zhejiang}
        make_placement(dealer=dealer, valid_from=BEGINNING)
        make_placement(dealer=dealer, valid_from=date(2026, 2, 1), **changed)
        assert Structure().moves() == days

    def test_a_move_that_was_not_known_yet_is_none(self, dealers):
        dealer = dealers.guangzhou
        make_placement(dealer=dealer, valid_from=BEGINNING)
        move = make_placement(dealer=dealer, valid_from=date(2026, 2, 1), upstream=None)
        moment = move.recorded_at
        before = moment - datetime.timedelta(seconds=1)
        assert Structure(known_at=before).moves() == set()
        assert Structure(known_at=moment).moves() == {date(2026, 2, 1)}

    def test_only_the_moves_of_the_dealers_that_are_asked_for(self, dealers):
        make_placement(dealer=dealers.guangzhou, valid_from=BEGINNING)
        make_placement(dealer=dealers.guangzhou, valid_from=date(2026, 2, 1), upstream=None)
        assert Structure(dealers=[dealers.guangdong.pk]).moves() == set()

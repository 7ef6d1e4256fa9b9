"""Which versions hold in a trial: as on approval, and further where approval would refuse."""

import datetime
from dataclasses import dataclass

import pytest

from rebates.whatif.rules import ALL_ALONG, as_if_all_along, colliding, tried_versions


@dataclass(frozen=True)
class V:
    number: int
    valid_from: datetime.date
    valid_to: datetime.date | None = None
    programme_id: int = 1

    @property
    def programme(self) -> str:
        return f"P{self.programme_id}"


def v(number: int, start: int, end: int | None = None, programme: int = 1) -> V:
    def year(n: int) -> datetime.date:
        return datetime.date(n, 1, 1)

    return V(number, year(start), end and year(end), programme)


@pytest.mark.parametrize(
    ("approved", "draft", "left"),
    [
        ([v(1, 2020)], v(9, 2024), [v(1, 2020, 2024)]),
        ([v(1, 2020, 2022)], v(9, 2024), [v(1, 2020, 2022)]),
        ([v(1, 2020, 2024)], v(9, 2024), [v(1, 2020, 2024)]),
        ([v(1, 2020, 2026)], v(9, 2024), [v(1, 2020, 2024)]),
        ([v(1, 2024)], v(9, 2024), []),
        ([v(1, 2020, 2024), v(2, 2024, 2025), v(3, 2025)], v(9, 2024), [v(1, 2020, 2024)]),
        ([v(1, 2020, 2024), v(2, 2026)], v(9, 2024, 2026), [v(1, 2020, 2024), v(2, 2026)]),
        ([v(1, 2020, programme=2)], v(9, 2024), [v(1, 2020, programme=2)]),
    ],
)
def test_what_is_left_of_the_approved_versions(approved, draft, left):
    found = tried_versions(approved, [draft])
    assert [version for version in found if version != draft] == left
    assert draft in found


def test_the_versions_come_programme_by_programme():
    found = tried_versions([v(1, 2020, programme=2), v(1, 2020)], [v(2, 2019, 2020), v(9, 2024)])
    assert [(each.programme_id, each.number) for each in found] == [(1, 2), (1, 1), (1, 9), (2, 1)]


def test_two_drafts_follow_each_other_after_the_version_in_force():
    one, two = v(8, 2022, 2024), v(9, 2024)
    assert tried_versions([v(1, 2020)], [two, one]) == [v(1, 2020, 2022), one, two]


def test_a_programme_may_be_left_out():
    assert tried_versions([v(1, 2020), v(1, 2020, programme=2)], [], {"P1"}) == [
        v(1, 2020, programme=2)
    ]


def test_a_draft_may_be_tried_as_if_in_force_all_along():
    draft = as_if_all_along(v(9, 2026, 2027))
    assert (draft.valid_from, draft.valid_to) == (ALL_ALONG, None)
    assert tried_versions([v(1, 2020, 2022), v(2, 2022)], [draft]) == [draft]


@pytest.mark.parametrize(
    ("drafts", "collide"),
    [
        ([v(8, 2022, 2024), v(9, 2024)], False),
        ([v(8, 2022), v(9, 2024)], True),
        ([v(8, 2022), v(9, 2024, programme=2)], False),
        ([v(8, 2025), v(9, 2024, 2025)], False),
        ([], False),
    ],
)
def test_drafts_that_would_hold_on_the_same_days(drafts, collide):
    assert (colliding(drafts) is not None) is collide

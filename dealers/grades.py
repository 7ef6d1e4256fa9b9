"""Which grade dealers had on any day, as far as was known at any moment."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from .models import Dealer, Grading
from .placements import in_force


class Graded(NamedTuple):
    """A grade from a day on; in the order in which they were recorded."""

    valid_from: datetime.date
    recorded_at: datetime.datetime
    grade: str


def grades_on(
    dealers: Collection[int], day: datetime.date, known_at: datetime.datetime | None
) -> dict[int, str]:
    """The grade of each dealer on the day, by its key. Two queries for any number.

    What was recorded after ``known_at`` is left out; None is all that is known.
    """
    own = Dealer.objects.filter(pk__in=dealers).order_by().values_list("pk", "grade")
    history = gradings_of(dealers)
    return {
        pk: grade_in(history[pk], day, known_at) if pk in history else grade for pk, grade in own
    }


def gradings_of(dealers: Collection[int] | None = None) -> Mapping[int, Sequence[Graded]]:
    """What was recorded of the dealers, or of all, by dealer; who has nothing is not there."""
    rows = Grading.objects.order_by("id")
    if dealers is not None:
        rows = rows.filter(dealer__in=dealers)
    found: dict[int, list[Graded]] = defaultdict(list)
    for pk, *row in rows.values_list("dealer", "valid_from", "recorded_at", "grade"):
        found[pk].append(Graded(*row))
    return dict(found)


def grade_in(
    rows: Sequence[Graded], day: datetime.date, known_at: datetime.datetime | None = None
) -> str:
    """The grade on the day; before the first of them the first one says it."""
    known = in_force(rows, known_at)
    return next((row.grade for row in reversed(known) if row.valid_from <= day), known[0].grade)


def through_time(rows: Sequence[Graded]) -> list[Graded]:
    """The grades one after the other, from the first on; equal ones are one."""
    return [next(same) for _grade, same in groupby(in_force(rows), key=lambda row: row.grade)]

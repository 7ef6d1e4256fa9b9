"""What waits for somebody of the brand, by its deadline, and who may do it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb

from .case_filters import Todo, todo
from .choices import RecallStatus
from .models import Violation

SHOWN = 50
VERBS = {
    Todo.APPEAL: Verb.DECIDE_APPEALS,
    Todo.DECIDE: Verb.DECIDE_CASES,
    Todo.RECALL: Verb.OPEN_CASES,
    Todo.REVIEW: Verb.OPEN_CASES,
}
OWN_HAND = {Todo.DECIDE: "opened_by_id", Todo.APPEAL: "confirmed_by_id"}
"""Whoever is named there may not do it herself."""


@dataclass(frozen=True, slots=True)
class Task:
    """A case, the last day to do something to it, and who may."""

    case: Violation
    due: datetime.date | None
    late: bool
    mine: bool
    who: str


@dataclass(frozen=True, slots=True)
class Section:
    todo: Todo
    tasks: list[Task]
    count: int


def sections(
    cases: QuerySet, access: Access, day: datetime.date, *, mine: bool = False
) -> list[Section]:
    """For each thing to be done the cases in which it waits, the nearest deadline first.

    ``cases`` are those in the person's sight; with ``mine`` only what she may do herself.
    """
    found = []
    for what, verb in VERBS.items():
        rows = todo(cases, what, day).with_due()
        own = OWN_HAND.get(what)
        reached = rows.visible_to(access.to(verb))
        if own and access.user is not None:
            reached = reached.exclude(Q(**{own: access.user.pk}))
        rows = reached if mine else rows
        count = rows.count()
        if count:
            found.append(Section(what, list(_tasks(what, rows, reached, access, day)), count))
    return found


def _tasks(
    what: Todo, rows: QuerySet, reached: QuerySet, access: Access, day: datetime.date
) -> Iterator[Task]:
    shown = list(_ordered(what, rows)[:SHOWN])
    mine = set(reached.filter(pk__in=[case.pk for case in shown]).values_list("pk", flat=True))
    for case in shown:
        due = case.recall_due if what == Todo.RECALL else case.due_on
        late = due is not None and due < day
        yield Task(case, due, late, case.pk in mine, _who(what, case, access, case.pk in mine))


def _ordered(what: Todo, rows: QuerySet) -> QuerySet:
    """By deadline; what has none by how long it waits."""
    rows = rows.select_related("dealer", "home", "region")
    if what == Todo.RECALL:
        running = Q(recalls__status=RecallStatus.ORDERED)
        rows = rows.annotate(recall_due=Min("recalls__deadline", filter=running))
        return rows.order_by("recall_due", "pk")
    return rows.order_by("pk") if what == Todo.REVIEW else rows.order_by("due_on", "pk")


def _who(what: Todo, case: Violation, access: Access, mine: bool) -> str:
    if mine:
        return _("You")
    own: Any = getattr(case, OWN_HAND.get(what, ""), None) if what in OWN_HAND else None
    if own is not None and own == getattr(access.user, "pk", None):
        return _("Another person: you had a hand in it")
    return _("Whoever may: %(verb)s") % {"verb": VERBS[what].label}

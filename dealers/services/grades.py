"""Setting a dealer's grade from a day on: history keeps the grade before."""

import datetime
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb

from ..choices import Grade
from ..grades import grade_in, grades_on, gradings_of
from ..models import Dealer, Grading
from ..models.placements import BEGINNING
from .ledger import lock_dealer


@transaction.atomic
def set_grade(
    *, dealer: Dealer, grade: Grade, valid_from: datetime.date, access: Access, reason: str
) -> Dealer:
    """Give the dealer a grade from a day on, past or to come, until the next one begins.

    Raises PermissionDenied out of the person's reach; ValidationError without a reason, or where
    the dealer has this grade on that day already.
    """
    access.require(Verb.CHANGE_STRUCTURE, dealer)
    reason = reason_given(reason)
    dealer = lock_dealer(dealer.pk)
    old = grades_on([dealer.pk], valid_from, None)[dealer.pk]
    if old == grade:
        text = _("On %(day)s %(dealer)s is of this grade already: choose another grade or day.")
        parts = {"day": valid_from, "dealer": dealer}
        raise ValidationError({"grade": ValidationError(text % parts, "same_grade")})
    _append([(dealer, dealer.grade, str(grade))], valid_from, by=access.user, reason=reason)
    bring_grades_up_to_date(dealers=[dealer.pk])
    after = {"grade": str(grade), "valid_from": valid_from}
    record("graded", dealer, by=access.user, before={"grade": old}, after=after, reason=reason)
    dealer.refresh_from_db()
    return dealer


def remember_grades(*, changed: Iterable[tuple[Dealer, str]], by: User | None, reason: str) -> None:
    """Dealers whose records were given another grade just now, each with the one until today."""
    rows = [(dealer, old, dealer.grade) for dealer, old in changed if old != dealer.grade]
    if rows:
        _append(rows, timezone.localdate(), by=by, reason=reason)


def _append(
    changes: Collection[tuple[Dealer, str, str]],
    valid_from: datetime.date,
    *,
    by: User | None,
    reason: str,
) -> None:
    """The rows of changes, from one grade to another. The first row of a dealer, unless there are
    some already, says which grade it had until then."""
    known = gradings_of([dealer.pk for dealer, _old, _new in changes])
    rows = []
    for dealer, old, new in changes:
        if dealer.pk not in known:
            rows.append(Grading(dealer=dealer, grade=old, valid_from=BEGINNING, recorded_by=by))
        values = {"valid_from": valid_from, "recorded_by": by, "reason": reason}
        rows.append(Grading(dealer=dealer, grade=new, **values))
    Grading.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def bring_grades_up_to_date(
    *, day: datetime.date | None = None, dealers: Collection[int] | None = None
) -> int:
    """Let the records of dealers say which grade they have on the day, today by default.

    Run each day, for grades whose day has come. Answers how many records changed.
    """
    day = day or timezone.localdate()
    history = gradings_of(dealers)
    changed = []
    for dealer in Dealer.objects.select_for_update().filter(pk__in=history):
        grade = grade_in(history[dealer.pk], day)
        if grade != dealer.grade:
            dealer.grade = grade
            changed.append(dealer)
    Dealer.objects.bulk_update(changed, ["grade"], batch_size=500)
    return len(changed)


def take_effect(day: datetime.date) -> None:
    """Each day."""
    bring_grades_up_to_date(day=day)

"""Reminders to answer a statement: once for each, so many days before the last one.

A reminder is a row that the dealer's pages show as a notice; no message leaves the system.
"""

import datetime

from django.db import transaction

from dealers.models import Brand

from ..choices import AnswerState
from ..models import Statement, StatementReminder

AT_ONCE = 1000


def remind(day: datetime.date) -> None:
    """Remind of what is still unanswered and has at most as many days left as the brand says.

    Called once a day, and harmless when called again: a statement is reminded of once. One whose
    last day has passed (no worker was running) is not reminded of any more.
    """
    days = Brand.current().reminder_days
    if not days:
        return
    last = day + datetime.timedelta(days=days)
    due = (
        Statement.objects.with_answer(day)
        .filter(answer=AnswerState.OPEN, answer_by__lte=str(last), reminder=None)
        .order_by("pk")
        .values_list("pk", "answer_by")
    )
    with transaction.atomic():
        StatementReminder.objects.bulk_create(
            (
                StatementReminder(
                    statement_id=pk, day=day, answer_by=datetime.date.fromisoformat(answer_by)
                )
                for pk, answer_by in due
            ),
            batch_size=AT_ONCE,
            ignore_conflicts=True,  # another worker had the same day
        )

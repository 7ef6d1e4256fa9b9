"""Two clerks answer at the same time: one of them is heard, the other is told."""

import pytest
from django.core.exceptions import ValidationError

from rebates.models import Statement, StatementAnswer
from rebates.services.answers import seen_of
from tests.settlement.test_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_statement_is_confirmed_once(say):
    assert refusals(at_once(*[lambda: say("confirmed")] * 4)) == 3
    assert StatementAnswer.objects.count() == 1


def test_of_two_who_read_the_same_page_one_disputes(say, statement):
    opened = seen_of(statement)
    answers = at_once(*[lambda: say("disputed", seen=opened, file=None)] * 4)
    assert refusals(answers) == 3
    assert {e.code for e in answers if isinstance(e, ValidationError)} == {"stale"}
    assert StatementAnswer.objects.count() == 1


def test_nothing_follows_a_confirmation(say, statement):
    works = [lambda: say("confirmed"), lambda: say("disputed")] * 2
    at_once(*works)
    kinds = [answer.kind for answer in statement.answers.all()]
    assert kinds.count("confirmed") == 1
    assert kinds[-1] == "confirmed"
    assert Statement.objects.with_answer().get(pk=statement.pk).answer == "confirmed"

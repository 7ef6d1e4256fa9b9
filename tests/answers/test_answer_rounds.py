"""Confirming against disputing, many times over: one of two who saw the same page is heard."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from rebates.models import Statement
from rebates.services import answers
from tests import factories as make
from tests.settlement.racing import ROUNDS, meeting
from tests.settlement.test_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def both(say, statement) -> list:
    seen = answers.seen_of(statement)
    more = {"statement": statement, "seen": seen}
    return at_once(lambda: say("confirmed", **more), lambda: say("disputed", file=None, **more))


@ROUNDS
def test_one_of_two_is_heard(say, dealers, brand, rounds):
    for _round in range(rounds):
        statement = make.make_statement(dealers.guangzhou)
        said = both(say, statement)
        [refused] = [answer for answer in said if isinstance(answer, ValidationError)]
        assert refused.code == "stale"
        assert statement.answers.count() == 1


@ROUNDS
def test_nothing_follows_a_confirmation_even_unseen(say, dealers, brand, rounds):
    for _round in range(rounds):
        statement = make.make_statement(dealers.guangzhou)
        at_once(
            lambda s=statement: say("confirmed", statement=s),
            lambda s=statement: say("disputed", statement=s, file=None),
        )
        kinds = list(statement.answers.order_by("pk").values_list("kind", flat=True))
        assert kinds in (["confirmed"], ["disputed", "confirmed"])


def test_unguarded_both_are_heard(say, statement, monkeypatch):
    """The negative control: neither the lock of the statement nor, on SQLite, the transaction."""

    def unlocked(statement):
        return Statement.objects.filter(pk=statement.pk).with_answer().defer("content").get()

    monkeypatch.setattr(answers, "_locked", unlocked)
    monkeypatch.setattr(answers, "_check_state", meeting(answers._check_state))
    if connection.vendor == "sqlite":
        monkeypatch.setattr(answers, "transaction", SimpleNamespace(atomic=nullcontext))
    assert refusals(both(say, statement)) == 0
    assert statement.answers.count() == 2

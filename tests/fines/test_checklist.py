"""Before a run: how many cases are not decided, and how many appeals wait."""

import datetime

import pytest

from channels_mgmt.core.checklists import Asked, checklist
from channels_mgmt.core.scopes import Scope
from tests.conduct.making import make_rule_version
from tests.fines.world import APRIL, MARCH, MAY

pytestmark = pytest.mark.django_db
TO_APRIL = datetime.date(2026, 3, 1), datetime.date(2026, 5, 1)


def counts(*programmes: str, dealers: tuple[str, ...] = ()) -> dict[str, int]:
    asked = Asked(*TO_APRIL, programmes, dealers)
    names = ("cases_undecided", "appeals_open")
    items = {item.name: item.count for item in checklist(asked, Scope(everything=True))}
    return {name: items[name] for name in names}


@pytest.fixture
def cases(world):
    make_rule_version()
    world.desk.detected(MARCH)
    world.desk.under_review(APRIL)
    world.desk.under_review(MAY)
    world.desk.appealed(MARCH)
    world.fined(APRIL)
    return world


def test_it_works(cases):
    assert counts() == {"cases_undecided": 2, "appeals_open": 1}


def test_only_of_the_dealers_and_of_runs_that_settle_cases(cases):
    cases.programme()
    assert counts(dealers=("D2",)) == {"cases_undecided": 0, "appeals_open": 0}
    assert counts("ANNUAL") == {"cases_undecided": 0, "appeals_open": 0}

"""The work list: what waits, by its deadline, and who may do it."""

import datetime

import pytest
from django.utils import timezone

from rebates.conduct.models import Violation
from tests.conduct.making import make_recall
from tests.conduct.ways import fresh
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
WORK = "/violations/work/"


def tasks(access, **asked) -> dict[str, list]:
    answer = signed_in(access).get(WORK, asked, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return {section.todo: section.tasks for section in answer.context["sections"]}


def test_it_works(desk, version):
    detected, waiting = desk.detected(), desk.under_review()
    appealed = fresh(desk.appealed())
    recalled = fresh(desk.confirmed())
    make_recall(violation=recalled, deadline=datetime.date(2026, 3, 9))
    found = tasks(desk.judge)
    assert {what: [task.case for task in rows] for what, rows in found.items()} == {
        "appeal": [appealed], "decide": [waiting], "recall": [recalled], "review": [detected],
    }  # fmt: skip
    [recall], [appeal] = found["recall"], found["appeal"]
    assert (recall.due, recall.late) == (datetime.date(2026, 3, 9), True)
    assert (appeal.due, appeal.late) == (appealed.decide_by, False)


def test_it_says_who_may_act(desk, version):
    desk.under_review()
    [task] = tasks(desk.decider)["decide"]
    assert (task.mine, task.who) == (True, "You")
    [task] = tasks(desk.opener)["decide"]
    assert (task.mine, task.who) == (False, "Another person: you had a hand in it")
    assert "decide" not in tasks(desk.opener, mine="on")


def test_the_nearest_deadline_comes_first(desk, version):
    today = timezone.localdate()
    for days in (9, 2, 5):
        case = desk.appealed()
        due = today + datetime.timedelta(days)
        Violation.objects.filter(pk=case.pk).update(decide_by=due)
    due = [task.due for task in tasks(desk.judge)["appeal"]]
    assert due == sorted(due)


def test_it_is_filtered(desk, version):
    desk.detected()
    assert tasks(desk.judge, kind="cross_region", region="440000")
    assert not tasks(desk.judge, kind="price_breach")
    assert not tasks(desk.judge, region="330000")


def test_dealers_have_none(desk, version):
    assert signed_in(desk.accused).get(WORK).status_code == 404


def test_it_costs_the_same_with_more_cases(desk, version, django_assert_max_num_queries):
    for _each in range(4):
        desk.detected()
    with django_assert_max_num_queries(40):
        assert len(tasks(desk.judge)["review"]) == 4

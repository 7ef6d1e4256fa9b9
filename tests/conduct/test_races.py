"""Two decide at the same moment: whatever the order, a case is decided once and counted rightly."""

import datetime
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from dealers.choices import Role
from dealers.roles import access_of
from rebates.conduct.models import Violation
from rebates.conduct.services import common, recounting
from rebates.conduct.services.appeals import appeal, decide_appeal
from rebates.conduct.services.cases import open_case
from rebates.conduct.services.deciding import confirm
from tests import factories as make
from tests.conduct.making import make_case, make_evidence, make_finding, make_rule_version
from tests.conduct.ways import costs, decision, fresh

ROUNDS = int(os.environ.get("RACE_ROUNDS", "24"))  # 200 before a release
FEWER = ROUNDS if "RACE_ROUNDS" in os.environ else ROUNDS // 4
DAYS = datetime.date(2026, 3, 2), datetime.date(2026, 4, 2)
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> int:
    """Start them together, each with its own connection; how many were not refused."""
    barrier = Barrier(len(works))

    def start(work) -> int:
        try:
            barrier.wait()
            work()
        except ValidationError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(works)) as pool:
        return sum(pool.map(start, works))


def manager():
    return access_of(make.make_grant(role=Role.HEADQUARTERS).user)


@pytest.fixture
def managers():
    make_rule_version()
    return [manager() for _ in range(3)]


def reviewed(dealer=None, day=DAYS[0], **more) -> Violation:
    case = make_case(
        dealer=dealer or make.make_dealer(), status="under_review", offence_date=day, **more
    )
    make_evidence(violation=case)
    return case


def confirming(case, access):
    return lambda: confirm(case=case, access=access, reason="证据充分")


def overturning(case, access):
    return lambda: decide_appeal(case=case, outcome="overturned", access=access, reason="撤销")


def appealed(dealer, access) -> Violation:
    case = confirm(case=reviewed(dealer), access=access, reason="证据充分")
    grant = make.make_grant(role=Role.PRINCIPAL, dealer=dealer)
    appeal(case=case, text="不是我们", access=access_of(grant.user))
    return case


def test_a_case_is_confirmed_once(managers):
    for _ in range(ROUNDS):
        case = reviewed()
        assert at_once(*(confirming(case, one) for one in managers[:2])) == 1
        assert case.decisions.count() == 1
        assert case.events.count() == 1


def test_two_cases_of_one_dealer_are_first_and_second(managers):
    for _ in range(ROUNDS):
        dealer = make.make_dealer()
        cases = [reviewed(dealer, day) for day in DAYS]
        at_once(*(confirming(case, one) for case, one in zip(cases, managers, strict=False)))
        assert costs(*cases) == ["100000", "150000"]


def test_an_appeal_against_an_escalation(managers):
    """The first is overturned while the second is confirmed, which is then the first."""
    for _ in range(FEWER):
        dealer = make.make_dealer()
        first, second = appealed(dealer, managers[0]), reviewed(dealer, DAYS[1])
        at_once(overturning(first, managers[1]), confirming(second, managers[2]))
        assert costs(first, second) == ["nothing", "100000"]
        assert fresh(second).counts


def test_one_appeal_is_decided_once(managers):
    for _ in range(FEWER):
        case = appealed(make.make_dealer(), managers[0])
        upheld = lambda case=case: decide_appeal(  # noqa: E731
            case=case, outcome="upheld", access=managers[2], reason="维持"
        )
        assert at_once(overturning(case, managers[1]), upheld) == 1
        assert (decision(case).offence is None) == (fresh(case).status == "overturned")


def test_the_same_lorry_is_one_case(managers):
    for place in range(FEWER):
        dealer = make.make_dealer()
        findings = [make_finding(dealer=dealer) for _ in range(2)]
        opening = [
            lambda one=one, group=f"lorry{place}": open_case(
                findings=[one], group=group, access=managers[0]
            )
            for one in findings
        ]
        assert at_once(*opening) == 2
        case = Violation.objects.get(group=f"lorry{place}")
        assert (case.quantity, case.evidence.count()) == (2, 2)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer anyway")
@pytest.mark.parametrize(("lock", "found"), [(True, "150000"), (False, "100000")])
def test_without_the_lock_both_would_be_the_first(monkeypatch, managers, lock, found):
    """The negative control: each reckons before the other is committed, unless it has to wait."""
    both = Barrier(2)
    reckon = recounting.cases_of_entity

    def slowly(case):
        cases = reckon(case)
        with suppress(BrokenBarrierError):  # the other one waits for the lock
            both.wait(timeout=0.5)
        return cases

    monkeypatch.setattr(recounting, "cases_of_entity", slowly)
    if not lock:
        monkeypatch.setattr(common, "lock_table", lambda model: None)
    dealer = make.make_dealer()
    cases = [reviewed(dealer, day) for day in DAYS]
    at_once(*(confirming(case, one) for case, one in zip(cases, managers, strict=False)))
    assert costs(*cases) == ["100000", found]

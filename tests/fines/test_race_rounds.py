"""Settlement against decisions of cases, many times over, each with its negative control.

RACE_ROUNDS says how many rounds `-m prove` takes.
"""

import os
import threading

import pytest
from django.db import connection  # noqa: F401 – a mark asks for the connection

from rebates.conduct.models import Violation
from rebates.conduct.services import deciding
from rebates.conduct.services.appeals import decide_appeal
from rebates.models import SettlementRun
from rebates.services import posting, runs
from rebates.services.books import verify
from tests.conduct.making import make_rule_version
from tests.conduct.ways import fresh
from tests.fines.world import MARCH, D, FinedWorld
from tests.settlement.racing import on_postgresql
from tests.settlement.test_races import at_once, refusals

PROVED = int(os.environ.get("RACE_ROUNDS", "200"))
ROUNDS = pytest.mark.parametrize("rounds", [2, pytest.param(PROVED, marks=pytest.mark.prove)])


@pytest.fixture
def world(transactional_db) -> FinedWorld:
    """Each offence costs 1,000, also while an appeal waits."""
    world = FinedWorld()
    make_rule_version(steps=({"number": 1, "fixed": D(1000)},), appeal_suspends=False)
    return world


def approved(world: FinedWorld) -> SettlementRun:
    return runs.approve_run(run=world.drafted(3), access=world.finance, reason="checked")


def overturn(world: FinedWorld, case: Violation):
    judge = world.desk.judge
    return lambda: decide_appeal(case=case, outcome="overturned", access=judge, reason="撤销")


def balances(world: FinedWorld) -> tuple:
    return world.balance("D1"), world.balance("D2")


class TestPostingAgainstAnOverturning:
    @ROUNDS
    def test_what_was_overturned_is_not_posted_or_comes_back(self, world, rounds):
        refused = 0
        for _ in range(rounds):
            case = world.desk.appeal(world.fined())
            run = approved(world)
            answers = at_once(
                lambda run=run: posting.post_run(run=run, access=world.finance),
                overturn(world, case),
            )
            refused += refusals(answers)
            assert fresh(case).overturned_at
            world.month(3)
            assert balances(world) == (0, 0)
            assert fresh(case).status == "settled"
        assert refused <= rounds
        assert list(verify()) == []

    def test_unguarded_what_was_overturned_is_posted(self, world, monkeypatch):
        monkeypatch.setattr(posting, "check_fines", lambda run: None)
        case = world.desk.appeal(world.fined())
        run = approved(world)
        overturn(world, case)()
        posting.post_run(run=run, access=world.finance)
        assert balances(world) == (D(-1000), D(6400))

    def test_guarded_it_is_refused(self, world):
        case = world.desk.appeal(world.fined())
        run = approved(world)
        overturn(world, case)()
        assert refusals(at_once(lambda: posting.post_run(run=run, access=world.finance))) == 1
        assert balances(world) == (0, 0)


class TestARunAgainstAConfirmation:
    @ROUNDS
    def test_what_it_did_not_know_the_next_one_posts(self, world, rounds):
        for number in range(1, rounds + 1):
            case = world.desk.under_review(MARCH, invaded=world.invaded)
            run, _case = at_once(lambda: world.drafted(3), lambda c=case: world.desk.confirm(c))
            assert world.drafted(3, as_of=run.as_of).input_digest == run.input_digest
            world.post(run)
            world.month(3)
            assert balances(world) == (D(-1000) * number, D(6400) * number)
        assert list(verify()) == []

    def while_a_case_is_being_confirmed(self, world, monkeypatch) -> SettlementRun:
        """It is decided, and not committed when the run starts."""
        decided, started = threading.Event(), threading.Event()
        recount = deciding.recount

        def slowly(**what):
            made = recount(**what)
            decided.set()
            started.wait(timeout=1)
            return made

        monkeypatch.setattr(deciding, "recount", slowly)
        case = world.desk.under_review(MARCH, invaded=world.invaded)

        def settle():
            decided.wait(timeout=10)
            run = world.drafted(3)
            started.set()
            return run

        run, _case = at_once(settle, lambda: world.desk.confirm(case))
        return run

    def test_a_run_waits_for_a_case_that_is_being_confirmed(self, world, monkeypatch):
        run = self.while_a_case_is_being_confirmed(world, monkeypatch)
        assert run.fine_lines.count() == 2

    @on_postgresql
    def test_unguarded_it_does_not_know_what_its_cut_off_says_it_knew(self, world, monkeypatch):
        monkeypatch.setattr(runs, "wait_for_cases", lambda: None)
        run = self.while_a_case_is_being_confirmed(world, monkeypatch)
        assert run.fine_lines.count() == 0
        assert world.drafted(3, as_of=run.as_of).fine_lines.count() == 2


class TestTwoRunsThatHaveACaseInCommon:
    @ROUNDS
    def test_one_is_posted(self, world, rounds):
        for number in range(1, rounds + 1):
            world.fined()
            pair = [approved(world) for _ in range(2)]
            answers = at_once(
                *(lambda run=run: posting.post_run(run=run, access=world.finance) for run in pair)
            )
            assert refusals(answers) == 1
            assert balances(world) == (D(-1000) * number, D(6400) * number)
        assert list(verify()) == []

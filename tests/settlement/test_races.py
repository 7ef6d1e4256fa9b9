"""Two at the same time: whatever the order, nothing is posted twice and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from dealers.models import LedgerEntry
from rebates.models import Statement
from rebates.sales.cells import cells_equal_lines, refresh_cells
from rebates.services import posting
from rebates.services.books import verify
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run
from tests.settlement.world import D, World


@pytest.fixture
def world(transactional_db):
    """A world that is committed, so that threads see it."""
    world = World()
    world.programme()
    for dealer in ("D1", "D2", "D3"):
        world.sell(dealer, "60000.00")
    return world


def at_once(*works) -> list:
    """Start them together, each with its own connection; a refusal is an answer like any other."""
    barrier = Barrier(len(works))

    def start(work):
        try:
            barrier.wait()
            return work()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(start, works))


def refusals(answers: list) -> int:
    return sum(isinstance(answer, ValidationError) for answer in answers)


def test_two_runs_of_the_same_period_cannot_both_post(world):
    runs = [
        approve_run(run=world.draft(), access=world.finance, reason="checked") for _ in range(3)
    ]
    answers = at_once(
        *(lambda run=run: posting.post_run(run=run, access=world.finance) for run in runs)
    )
    assert refusals(answers) == 2
    assert {world.balance(dealer) for dealer in world.dealers} == {D("1200.00")}
    assert list(verify()) == []


def test_two_workers_on_the_same_run_post_it_once(world):
    run = approve_run(run=world.draft(), access=world.finance, reason="checked")
    posting.begin_posting(run=run, access=world.finance)
    answers = at_once(*[lambda: posting.finish_posting(run=run, by=None)] * 3)
    assert {answer.status for answer in answers} == {"posted"}
    assert (LedgerEntry.objects.count(), Statement.objects.count()) == (3, 3)
    assert list(verify()) == []


def test_a_run_is_reversed_once(world):
    run = world.settle()
    answers = at_once(*[lambda: reverse_run(run=run, access=world.manager, reason="wrong")] * 3)
    assert refusals(answers) == 2


def test_a_run_is_approved_once(world):
    run = world.draft()
    assert (
        refusals(
            at_once(*[lambda: approve_run(run=run, access=world.finance, reason="checked")] * 3)
        )
        == 2
    )


def test_intake_and_refresh_at_once_lose_no_line(world):
    def sell():
        for _ in range(5):
            world.sell("D1", "1.00")

    at_once(sell, sell, refresh_cells, refresh_cells, refresh_cells)
    refresh_cells()
    assert list(cells_equal_lines()) == []
    assert world.draft().lines.get(dealer__code="D1").target_measure == D("60010")


def test_a_draft_made_while_sales_are_taken_in_is_true_to_its_cut_off(world):
    def sell():
        for _ in range(8):
            world.sell("D1", "1.00")

    *_, first, second = at_once(sell, sell, world.draft, world.draft)
    for run in (first, second):
        again = world.draft(as_of=run.as_of)
        assert again.input_digest == run.input_digest

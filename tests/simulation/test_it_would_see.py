"""Negative controls: what goes wrong in a life is found at its step, and can be lived again."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from channels_mgmt.core.triggers import set_guard
from dealers.models import LedgerEntry
from rebates.models import RunLine, SettlementRun
from rebates.sales.models import MonthlyCell
from tests.factories import make_entry
from tests.simulation.settling import settle_at_once
from tests.simulation.simulation import BooksAreWrong, Simulation
from tests.simulation.trade import import_sales

pytestmark = pytest.mark.django_db
EARLIER = {import_sales: 1}


def lived(seed: int = 7) -> Simulation:
    """Twenty imports, and what they earned is settled."""
    life = Simulation(seed, operations=EARLIER).run(20)
    life.operations = {settle_at_once: 1}
    life.step(21, thorough=True)
    assert LedgerEntry.objects.exists()
    return life


def found_after(life: Simulation, operation, *, thorough: bool = False) -> str:
    """What is said of the step that does this."""
    life.operations = {operation: 1}
    with pytest.raises(BooksAreWrong) as wrong:
        life.step(22, thorough=thorough)
    return str(wrong.value)


def test_an_entry_that_nobody_accounts_for():
    def post_by_the_back_door(life) -> str:
        entry = make_entry("10.00", dealer=life.dealer())
        return f"{entry.pk}"

    told = found_after(lived(), post_by_the_back_door)
    assert "nobody knows the source test" in told
    assert re.search(r"balance of \S+: \S+, expected", told)


def test_a_refusal_that_leaves_something_behind():
    def half_done(life) -> str:
        make_entry("10.00", dealer=life.dealer())
        raise ValidationError("too late")

    assert "refused, but something changed" in found_after(lived(), half_done)


def test_a_run_that_takes_what_was_posted_for_something_else():
    def run_with_wrong_difference(life) -> str:
        run = SettlementRun.objects.latest("pk")
        line = run.lines.exclude(due=0).first()
        RunLine.objects.filter(pk=line.pk).update(already_posted=0, amount=line.due)
        life.wrong += life.expected.run_posts(run)
        return f"{line}"

    assert "was posted, the run says 0" in found_after(lived(), run_with_wrong_difference)


def test_a_cell_that_is_not_its_lines_is_found_by_the_whole_proof():
    def spoil_a_cell(life) -> str:
        cell = MonthlyCell.objects.order_by("pk").first()
        MonthlyCell.objects.filter(pk=cell.pk).update(amount=cell.amount + 1)
        return f"{cell.pk}"

    assert "verify_books, cells" in found_after(lived(), spoil_a_cell, thorough=True)


def test_an_entry_that_was_edited_is_found_by_the_whole_proof():
    def edit_past_the_guard(life) -> str:
        set_guard(connection, LedgerEntry._meta.db_table, on=False)
        LedgerEntry.objects.filter(memo__gt="").update(memo="as it should have been")
        set_guard(connection, LedgerEntry._meta.db_table, on=True)
        return "edited"

    told = found_after(lived(), edit_past_the_guard, thorough=True)
    assert "what was posted before has changed" in told


def test_a_failure_names_the_command_that_lives_it_again():
    def break_down(life) -> str:
        raise RuntimeError("no such luck")

    life = Simulation(11, operations=EARLIER).run(3)
    life.operations = {break_down: 1}
    with pytest.raises(BooksAreWrong) as wrong:
        life.run(1)
    told = str(wrong.value)
    assert "Seed 11, step 1:" in told
    assert "RuntimeError: no such luck" in told
    assert "--seed 11 --operations 1" in told
    assert "import_sales: " in told  # the log of what was done before


def test_a_seed_lives_the_same_life_and_a_longer_one_begins_with_it():
    short, longer = life_of(3, steps=12), life_of(3, steps=20)
    assert short == longer[:12]
    assert short != life_of(4, steps=12)


def life_of(seed: int, *, steps: int) -> list[str]:
    """The days and operations of a life that is undone afterwards."""
    with transaction.atomic():
        lived = Simulation(seed).run(steps)
        transaction.set_rollback(True)
    return [line.partition(":")[0] for line in lived.log]

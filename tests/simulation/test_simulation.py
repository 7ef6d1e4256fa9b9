"""A brand lives: imports, returns, prices, rules, runs, postings, reversals, disputes, payouts.

    .venv/bin/python -m pytest tests/simulation --seed 123 --operations 2000

lives the life of one seed, and that one only. After each step the checks of `verify_books` hold for
all that the step added, and every balance is what the operations came to; the whole `verify_books`
and `verify_chain` follow every 25 steps and at the end (`invariants` says what that leaves out). In
`make prove`, of 2,000 steps a seed, the whole proof follows every 100: it reads all that was ever
posted.
"""

import pytest

from dealers.choices import Account
from dealers.models import LedgerEntry
from tests.simulation.simulation import OPERATIONS, Simulation

SEEDS = pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
pytestmark = pytest.mark.django_db


def test_the_books_of_the_chosen_life(chosen):
    seed, operations = chosen
    tell(Simulation(seed, whole_log=True).run(operations))


@SEEDS
def test_the_books_of_a_life_hold_after_each_step(seed):
    lived = Simulation(seed).run(60)
    assert sum(lived.done.values()) > 30


@pytest.mark.prove
@SEEDS
def test_the_books_of_a_long_life_hold_after_each_step(seed):
    lived = Simulation(seed, thoroughly=100).run(2_000)
    tell(lived)
    assert LedgerEntry.objects.filter(debit=Account.FINES).exists()  # somebody was fined
    missing = {operation.__name__ for operation in OPERATIONS} - set(lived.done)
    assert not missing, f"never done: {missing}"


def tell(lived: Simulation) -> None:
    """How often each operation was done, and refused; shown by -s, and where it fails."""
    for name in sorted({*lived.done, *lived.refused}):
        print(f"{name:>26}: {lived.done.get(name, 0):>5} done, {lived.refused.get(name, 0):>5} no")

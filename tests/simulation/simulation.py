"""One life from its first step to the last, with its books watched; and what to do when it fails.

The log says what every step did. A failure prints it up to the failing step, with the command that
lives the same life again up to that step.
"""

from dataclasses import dataclass, field

from django.db import connection

from tests.simulation import money, network, settling, trade
from tests.simulation.invariants import Books, fingerprint
from tests.simulation.life import Life, Operation

OPERATIONS = trade.OPERATIONS | network.OPERATIONS | settling.OPERATIONS | money.OPERATIONS
COMMAND = ".venv/bin/python -m pytest tests/simulation --seed {seed} --operations {operations}"
MOST_WORDS = 900
LOG = 60  # the last lines are enough to read; the command gives all of them


@dataclass
class Simulation:
    """`thoroughly`: the whole proof follows every so many steps, and the last one."""

    seed: int
    thoroughly: int = 25
    whole_log: bool = False
    operations: dict[Operation, int] = field(default_factory=lambda: OPERATIONS)
    log: list[str] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.life = Life(self.seed)
        do_what_waits_for_commit()
        self.books = Books(self.life.expected)
        self.kept = self.books.head

    def run(self, operations: int) -> "Simulation":
        for number in range(1, operations + 1):
            try:
                self.step(number, thorough=number % self.thoroughly == 0 or number == operations)
            except BooksAreWrong:
                raise
            except Exception as error:
                self.fail(number, [f"{type(error).__name__}: {error}"], error)
        return self

    def step(self, number: int, *, thorough: bool) -> None:
        before = fingerprint()
        name, outcome, words = self.life.step(self.operations)
        do_what_waits_for_commit()
        self.log.append(f"{number:>5} {self.life.today} {outcome:<7} {name}: {words}"[:MOST_WORDS])
        counted = self.done if outcome == "done" else self.refused
        counted[name] = counted.get(name, 0) + 1
        problems = [*self.life.wrong, *self.books.problems_of_step()]
        if outcome == "refused" and fingerprint() != before:
            problems.append(f"refused, but something changed: {before}, then {fingerprint()}")
        if thorough:
            problems += self.books.problems_of_all(self.kept)
            self.kept = self.books.head
        if problems:
            self.fail(number, problems)

    def fail(self, number: int, problems: list[str], cause: Exception | None = None) -> None:
        log = self.log if self.whole_log else self.log[-LOG:]
        replay = COMMAND.format(seed=self.seed, operations=number)
        told = [*log, "", f"Seed {self.seed}, step {number}:", *problems, f"Again: {replay}"]
        raise BooksAreWrong("\n".join(told)) from cause


def do_what_waits_for_commit() -> None:
    """A life is one transaction, so that it can be undone. PostgreSQL seals the audit trail and
    looks at foreign keys when a transaction ends: let it do so now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class BooksAreWrong(AssertionError):
    """An invariant does not hold after a step, or an operation broke."""

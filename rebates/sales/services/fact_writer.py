"""Facts into their table: in chunks, each once, whatever is imported how often.

The database itself keeps the natural key unique; a fact that is there already with the same
content is counted, one with another content is a fault: a fact is never changed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from .facts_table import FactTable

CHUNK = 2_000


class Fact(Protocol):
    row: int
    values: tuple


class Plain(NamedTuple):
    """A row of a file as its table has it."""

    row: int
    values: tuple


@dataclass(frozen=True, slots=True)
class Conflict:
    """What to say of a fact that is there already and says otherwise.

    ``column`` is the file's, ``at`` the place of its value in the table. ``in_file`` is about a row
    of the same file and names it as %(row)s.
    """

    column: str
    at: int
    in_file: Callable[[], str]
    in_table: Callable[[], str]


class FactWriter:
    def __init__(self, table: FactTable, intake: Intake, conflict: Conflict) -> None:
        self.table, self.intake, self.conflict = table, intake, conflict

    def write(self, chunk: Iterable[Fact]) -> tuple[list[Fact], list[int]]:
        """The facts that are new, and the rows of those that are there already."""
        fresh: dict[tuple, Fact] = {}
        known: list[int] = []
        for fact in chunk:
            first = fresh.setdefault(self.table.key_of(fact.values), fact)
            if first is not fact:
                self._compare(fact, first.values, known, first.row)
        self._drop(fresh, self.table.stored(fresh), known)
        if self.table.insert([fact.values for fact in fresh.values()]) < len(fresh):
            # Another import has committed some of them since we looked.
            batch = self.intake.batch.pk
            stored = self.table.stored(fresh)
            self._drop(fresh, [row for row in stored if row[self.table.batch] != batch], known)
        return list(fresh.values()), known

    def same(self, fact: Fact, other: tuple) -> bool:
        return self.table.same(fact.values, other)

    def _drop(self, fresh: dict[tuple, Fact], stored: Iterable[tuple], known: list[int]) -> None:
        """Take out what is there already."""
        for values in stored:
            self._compare(fresh.pop(self.table.key_of(values)), values, known)

    def _compare(self, fact: Fact, other: tuple, known: list[int], row: int = 0) -> None:
        if self.same(fact, other):
            known.append(fact.row)
            return
        message = self.conflict.in_file() % {"row": row} if row else self.conflict.in_table()
        value = fact.values[self.conflict.at]
        self.intake.faults.add(fact.row, self.conflict.column, value, Fault("conflict", message))


def take_facts(writer: FactWriter, facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Write them and count them; yields what is new, chunk by chunk."""
    for chunk in chunks(facts):
        fresh, known = writer.write(chunk)
        writer.intake.accepted += len(fresh)
        writer.intake.duplicates += len(known)
        yield fresh


def take_all(writer: FactWriter, facts: Iterable[Fact]) -> None:
    for _fresh in take_facts(writer, facts):
        pass


def chunks(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    facts = iter(facts)
    while chunk := list(islice(facts, CHUNK)):
        yield chunk

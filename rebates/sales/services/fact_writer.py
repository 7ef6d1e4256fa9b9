"""Facts into their table: in chunks, each once, whatever is imported how often.

The database itself keeps the natural key unique; a fact that is there already with the same
content is counted, one with another content is a fault: a fact is never changed.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from django.db import connection

from channels_mgmt.core.beside import Beside, result
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from .facts_table import FactTable, Work

CHUNK = 10_000
ON_SQLITE = 2_000  # larger ones are no faster there


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


@dataclass(slots=True)
class Sifted:
    """The facts of a chunk by their keys, and the rows that only repeat one of them."""

    fresh: dict[tuple, Fact]
    known: list[int]
    addition: Future | None = None  # whether all of them were new


class FactWriter:
    def __init__(self, table: FactTable, intake: Intake, conflict: Conflict) -> None:
        self.table, self.intake, self.conflict = table, intake, conflict
        self.all_new = True  # of the last chunk: so most likely of the next

    def write(self, chunk: Iterable[Fact]) -> tuple[list[Fact], list[int]]:
        """The facts that are new, and the rows of those that are there already."""
        sifted = self.sift(chunk)
        self._write(sifted.fresh, sifted.known)
        return list(sifted.fresh.values()), sifted.known

    def sift(self, chunk: Iterable[Fact]) -> Sifted:
        fresh: dict[tuple, Fact] = {}
        known: list[int] = []
        for fact in chunk:
            first = fresh.setdefault(self.table.key_of(fact.values), fact)
            if first is not fact:
                self._compare(fact, first.values, known, first.row)
        return Sifted(fresh, known)

    def addition(self, sifted: Sifted) -> Work | None:
        """What adds them all at once, if that is likely to be right."""
        if not self.all_new or not sifted.fresh:
            return None
        return self.table.addition([fact.values for fact in sifted.fresh.values()])

    def finish(self, sifted: Sifted) -> list[Fact]:
        """See to it that they are written, count them; those that are new."""
        fresh, known = sifted.fresh, sifted.known
        if sifted.addition is None or not result(sifted.addition):
            before = len(fresh)
            self._write(fresh, known)
            self.all_new = len(fresh) == before
        self.intake.accepted += len(fresh)
        self.intake.duplicates += len(known)
        return list(fresh.values())

    def _write(self, fresh: dict[tuple, Fact], known: list[int]) -> None:
        """Compare them with what is there already, and add the others."""
        self._drop(fresh, self.table.stored(fresh), known)
        if self.table.insert([fact.values for fact in fresh.values()]) < len(fresh):
            # Another import has committed some of them since we looked.
            batch = self.intake.batch.pk
            stored = self.table.stored(fresh)
            self._drop(fresh, [row for row in stored if row[self.table.batch] != batch], known)

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


def take_facts(
    writer: FactWriter, facts: Iterable[Fact], note: Callable[[list[Fact]], None] = list
) -> None:
    """Write them and count them; ``note`` hears what is new, chunk by chunk.

    While the database adds a chunk the next one is read.
    """
    with Beside() as beside:
        waiting: Sifted | None = None
        for chunk in chunks(
            facts, CHUNK if connection.vendor == "postgresql" else min(CHUNK, ON_SQLITE)
        ):
            sifted = writer.sift(chunk)
            addition = writer.addition(sifted)
            if waiting is not None:
                note(writer.finish(waiting))
            if addition is not None and writer.all_new:
                sifted.addition = beside.start(*addition)
            waiting = sifted
        if waiting is not None:
            note(writer.finish(waiting))


def chunk_size() -> int:
    return min(CHUNK, ON_SQLITE) if connection.vendor == "sqlite" else CHUNK


def chunks(facts: Iterable[Fact], size: int = 0) -> Iterator[list[Fact]]:
    facts = iter(facts)
    while chunk := list(islice(facts, size or CHUNK)):
        yield chunk

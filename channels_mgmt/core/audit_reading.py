"""Reads the chain from the database, once through and as it is stored, and has it checked."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.models.functions import Cast

from .audit import utc
from .audit_chain import Entry, Fault, Head, Seal, check_chain
from .models import AuditEntry, AuditHead, AuditSeal

CHUNK = 2000
Progress = Callable[[int, int], None]
ONE_MOMENT = {
    "sqlite": "BEGIN",  # not IMMEDIATE: who writes does not wait for who reads
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
STORED_MOMENTS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found, and the head of the moment that was read."""

    faults: list[Fault]
    head: Head | None
    entries: int


def verify_chain(*, anchor: Head | None = None, progress: Progress | None = None) -> Verification:
    """Everything that is wrong with the audit trail; no fault when it is whole.

    Reads one moment of the database, in chunks. ``anchor`` is a head that was kept elsewhere.
    """
    with one_moment():
        head, total = head_of_chain(), AuditEntry.objects.count()
        with (
            closing(stored_entries()) as stored,
            closing(counted(stored, total, progress)) as entries,
            closing(stored_seals()) as seals,
        ):
            return Verification(list(check_chain(entries, seals, head, anchor)), head, total)


def head_of_chain() -> Head | None:
    row = AuditHead.objects.values_list("number", "hash").first()
    return Head(*row) if row else None


def counted(entries: Iterator[Entry], total: int, progress: Progress | None) -> Iterator[Entry]:
    for done, entry in enumerate(entries, start=1):
        if progress:
            progress(done, total)
        yield entry


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is of one moment; in a transaction, of that transaction.

    A text on SQLite that is no UTF-8 any more is read nevertheless, and found to be changed.
    """
    connection.ensure_connection()
    text = getattr(connection.connection, "text_factory", None)
    if text:
        connection.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    outermost = not connection.in_atomic_block
    try:
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute(ONE_MOMENT[connection.vendor])
            try:
                yield
            finally:
                if outermost:
                    cursor.execute("ROLLBACK")
    finally:
        if text:
            connection.connection.text_factory = text


def stored_seals() -> Iterator[Seal]:
    rows = AuditSeal.objects.order_by("number").values_list("number", "entry_id", "hash")
    for row in rows.iterator(chunk_size=CHUNK):
        yield Seal(*row)


def stored_entries() -> Iterator[Entry]:
    text = models.TextField()
    lite = connection.vendor == "sqlite"
    rows = AuditEntry.objects.order_by("pk").values_list(
        "pk",
        Cast("at", text) if lite else "at",
        "by_id",
        "action",
        "model",
        "object_id",
        "label",
        Cast("before", text),
        Cast("after", text),
        Cast("reason", text),
        "request_id",
        "digest",
    )
    for row in rows.iterator(chunk_size=CHUNK):
        entry = Entry(*row)
        yield entry._replace(
            at=stored_moment(entry.at) if lite else utc(entry.at),
            before=stored_json(entry.before, exact=lite),
            after=stored_json(entry.after, exact=lite),
        )


def stored_moment(text: Any) -> Any:
    """A moment as SQLite keeps it; anything else as it stands there."""
    for form in STORED_MOMENTS:
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
        except (TypeError, ValueError):
            continue
        return utc(found) if str(found.replace(tzinfo=None)) == text else text
    return text


def stored_json(text: Any, *, exact: bool) -> Any:
    """What a JSON text says; the text itself where it is none, or not as the program writes it.

    PostgreSQL keeps the meaning, SQLite the text: there one name could stand in it twice.
    """
    try:
        value = json.loads(text)
    except (TypeError, ValueError):
        return text
    return text if exact and json.dumps(value) != text else value

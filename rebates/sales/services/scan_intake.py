"""Scans into their tables, with what EPCIS documents say besides: packings, and what was an error.

A row is new if it brings anything new. An event that is declared an error is kept as it was, and
withdrawn; so it does not matter which of the two comes first, the event or its declaration.
"""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Intake
from dealers.imports.dated import add_fault, day_of, note
from dealers.region_history import RegionHistory

from ..choices import PackingMove
from ..models import Packing, Scan, Withdrawal
from .fact_writer import Conflict, FactWriter, Plain, chunks
from .facts_table import FactTable

CHUNK = 2_000  # rows whose codes fit into one question
SCANS = FactTable(
    Scan, key=("serial", "scanned_at", "by", "reference"), content=("region_id",), more=("event",)
)
PACKINGS = FactTable(Packing, key=("serial", "parent", "at", "move"), content=(), more=("event",))
WITHDRAWALS = {
    model: FactTable(
        Withdrawal,
        key=(f"{name}_id",),
        content=(),
        more=("declared_at", "reason", "corrected_by"),
    )
    for model, name in ((Scan, "scan"), (Packing, "packing"))
}
SCAN_CONFLICT = Conflict(
    "region",
    SCANS.columns.index("serial"),
    lambda: _("Row %(row)s has the same serial, moment, “by” and reference, and another region."),
    lambda: _(
        "This scan is there already with another region (serial, moment, “by” and reference are "
        "its key)."
    ),
)
# A packing has no content besides its key: two of them never contradict each other.
NO_CONFLICT = Conflict("serial", 0, str, str)


class Seen(NamedTuple):
    """The values of a row in the order of the kind's columns; None where empty or faulty."""

    serial: str | None
    scanned_at: datetime.datetime | None
    region: int | None
    by: str | None
    reference: str | None
    event: str | None
    parent: str | None
    move: str | None
    declared_at: datetime.datetime | None
    reason: str | None
    corrected_by: str | None


class Row(NamedTuple):
    number: int
    seen: Seen


def take_scans(intake: Intake) -> None:
    """Check and write the rows of a file, in the caller's transaction."""
    scans = FactWriter(SCANS, intake, SCAN_CONFLICT)
    packings = FactWriter(PACKINGS, intake, NO_CONFLICT)
    events = False
    for chunk in chunks(good_rows(intake), CHUNK):
        new = {fact.row for fact in scans.write(scan_facts(chunk, intake))[0]}
        new |= {fact.row for fact in packings.write(packing_facts(chunk, intake))[0]}
        new |= withdraw([row for row in chunk if row.seen.declared_at is not None], intake)
        good = {row.number for row in chunk} - intake.faults.rows
        intake.accepted += len(new & good)
        intake.duplicates += len(good - new)
        events = events or any(row.seen.event for row in chunk)
    if events:
        withdraw_late(intake)


def good_rows(intake: Intake) -> Iterator[Row]:
    history = RegionHistory.load()
    for number, values in intake.rows:
        seen = Seen(*values)
        if seen.region in history and seen.scanned_at is not None:
            seen = _on_its_day(number, seen, intake, history)
        if intake.good(number):
            yield Row(number, seen)


def _on_its_day(number: int, seen: Seen, intake: Intake, history: RegionHistory) -> Seen:
    """The region that the code stood for on the day of the scan."""
    code = history.stages[seen.region].code
    try:
        found = history.on(seen.region, day_of(seen.scanned_at))
    except ValidationError as error:
        add_fault(intake, number, code, error)
        return seen
    note(intake, number, code, history.stages[found].code)
    return seen._replace(region=found)


def scan_facts(chunk: list[Row], intake: Intake) -> Iterator[Plain]:
    batch = intake.batch.pk
    for number, seen in chunk:
        key = seen.serial, seen.scanned_at, seen.by or "", seen.reference or ""
        yield Plain(number, (*key, seen.region, seen.event or "", batch))


def packing_facts(chunk: list[Row], intake: Intake) -> Iterator[Plain]:
    """Where a row names a parent; the parent seen alone, as it is emptied, has no child."""
    batch = intake.batch.pk
    for number, seen in chunk:
        if seen.parent is None or not intake.good(number):
            continue
        child = "" if seen.serial == seen.parent else seen.serial
        if child or seen.move == PackingMove.UNPACKED:
            key = child, seen.parent, seen.scanned_at, seen.move or str(PackingMove.PACKED)
            yield Plain(number, (*key, seen.event or "", batch))


def withdraw(rows: list[Row], intake: Intake) -> set[int]:
    """Withdraw what these rows declare an error, by what it says and by its event; the new ones."""
    if not rows:
        return set()
    new: set[int] = set()
    for model, facts in ((Scan, scan_facts), (Packing, packing_facts)):
        found = dict(_of_events(model, rows)) | dict(_stated(model, list(facts(rows, intake))))
        already = set(_withdrawn(model, found))
        by_number = {row.number: row for row in rows}
        values = [
            _withdrawal(pk, by_number[number].seen, intake)
            for pk, number in found.items()
            if pk not in already
        ]
        WITHDRAWALS[model].insert(values)
        new |= {number for pk, number in found.items() if pk not in already}
    return new


def _withdrawal(pk: int, seen: Seen, intake: Intake) -> tuple[Any, ...]:
    return pk, seen.declared_at, seen.reason or "", seen.corrected_by or "", intake.batch.pk


def _stated(model: type, facts: list[Plain]) -> Iterator[tuple[int, int]]:
    """The stored rows that say the same as these: their keys, and the row of the file."""
    table = SCANS if model is Scan else PACKINGS
    names = [{"serial": "serial_id"}.get(name, name) for name in table.key]
    rows = {table.key_of(fact.values): fact.row for fact in facts}
    codes = {key[0] for key in rows}
    for pk, *key in model.objects.filter(serial__in=codes).values_list("pk", *names):
        if tuple(key) in rows:
            yield pk, rows[tuple(key)]


def _of_events(model: type, rows: list[Row]) -> Iterator[tuple[int, int]]:
    numbers = {row.seen.event: row.number for row in rows if row.seen.event}
    stored = model.objects.filter(event__in=numbers).values_list("pk", "event")
    return ((pk, numbers[event]) for pk, event in stored)


def _withdrawn(model: type, keys: Any) -> Any:
    name = model._meta.model_name
    rows = Withdrawal.objects.filter(**{f"{name}__in": list(keys)})
    return rows.values_list(name, flat=True)


def withdraw_late(intake: Intake) -> None:
    """What this import says of events that were declared an error before."""
    now = timezone.now()
    for model in (Scan, Packing):
        name = model._meta.model_name
        declared = Withdrawal.objects.filter(**{f"{name}__event": OuterRef("event")})
        mine = model.objects.filter(batch=intake.batch).exclude(event="")
        late = mine.filter(Exists(declared)).counting().values_list("pk", flat=True)
        values = [(pk, now, "", "", intake.batch.pk) for pk in late]
        WITHDRAWALS[model].insert(values)

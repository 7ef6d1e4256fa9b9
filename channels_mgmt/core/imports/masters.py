"""Master data: a row is one record, known by its key; it is made, changed, or there already."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from ..audit import Recorded, differences, record_many, snapshot
from ..scopes import Verb
from .kinds import Intake, Kind
from .references import complete, points_to_new, take_keys
from .report import Fault

BATCH = 500
Key = tuple[Any, ...]


@dataclass(slots=True)
class Draft:
    """A row and the record it makes or changes."""

    row: int
    values: dict[str, Any]  # by column, only those that the file has
    record: models.Model | None = None
    before: dict[str, Any] | None = None  # what was stored; None for a new record

    @property
    def new(self) -> bool:
        return self.before is None


class MasterKind(Kind):
    """Upserts by key. All rows are read, then linked, checked against the model's rules, written.

    A column that the file lacks stays as it is; an empty cell empties what may be empty, and
    leaves alone what may not (``kept_if_empty``).
    """

    verb = Verb.IMPORT_MASTERS
    key: ClassVar[tuple[str, ...]] = ("code",)
    fields: ClassVar[dict[str, str]] = {}  # column → field, where they differ
    kept_if_empty: ClassVar[frozenset[str]] = frozenset()
    unique: ClassVar[tuple[str, ...]] = ()  # fields that no two records share, unless empty
    refers: ClassVar[str] = ""  # the column that names another record of this kind (linked.py)

    def take(self, intake: Intake) -> None:
        self.lock()
        drafts = self.read(intake)
        settled = False
        while not settled:
            # A row that hangs on a refused one is no good either: again, without the refused.
            known = len(intake.faults.rows)
            chosen = {k: d for k, d in drafts.items() if intake.good(d.row)}
            with transaction.atomic():
                touched = self.prepare(chosen if intake.accept_good else drafts, intake)
                changed = [d for d in touched if intake.good(d.row) and self.differs(d)]
                new = complete([draft.record for draft in changed])
                written = [draft for draft in changed if id(draft.record) in new]
                self.write(written, intake)
                self.verify(written, intake)
                settled = not intake.accept_good or len(intake.faults.rows) == known
                transaction.set_rollback(not settled)
        good = sum(intake.good(draft.row) for draft in touched)
        accepted = sum(intake.good(draft.row) for draft in changed)
        intake.accepted += accepted
        intake.duplicates += good - accepted

    def lock(self) -> None:
        """One import of a kind at a time; SQLite has one writer in any case."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self.model.__name__])

    def read(self, intake: Intake) -> dict[Key, Draft]:
        """The rows by their keys; a row that repeats another is counted or is a fault."""
        names = [column.name for column in self.columns]
        drafts: dict[Key, Draft] = {}
        for row, values in intake.rows:
            by_name = dict(zip(names, values, strict=True))
            draft = Draft(row, {name: by_name[name] for name in names if name in intake.present})
            key = self.key_of(draft)
            if key is None:
                continue
            first = drafts.setdefault(key, draft)
            if first is draft:
                continue
            if first.values == draft.values and intake.good(row):
                intake.duplicates += 1
            else:
                message = _("Row %(row)s says something else about the same record.")
                fault = Fault("conflict", message % {"row": first.row})
                intake.faults.add(row, self.key[0], draft.values[self.key[0]], fault)
        return drafts

    def key_of(self, draft: Draft) -> Key | None:
        """What the row is about; None when a fault has eaten part of it."""
        key = []
        for name in self.key:
            value = draft.values.get(name)
            if value is None and self._required(name):
                return None
            empty = None if self.field_of(name).null else ""
            key.append(empty if value is None else getattr(value, "pk", value))
        return tuple(key)

    def prepare(self, drafts: dict[Key, Draft], intake: Intake) -> list[Draft]:
        """Set the records to what the rows say, and look for everything that is wrong with that."""
        stored = self.stored(drafts)
        for key, draft in drafts.items():
            draft.record = stored.get(key) or self.model()
            draft.before = snapshot(draft.record) if key in stored else None
        everything = stored | {key: draft.record for key, draft in drafts.items()}
        for draft in drafts.values():
            self.assign(draft, everything, intake)
        self.link(drafts, everything, intake)
        self.check_unique(drafts, everything, intake)
        for draft in drafts.values():
            self.check(draft, intake)
        return list(drafts.values())

    def stored(self, drafts: dict[Key, Draft]) -> dict[Key, models.Model]:
        """The records there are, by key."""
        attributes = [self.field_of(name).attname for name in self.key]
        rows = self.model.objects.select_related(*self.relations())
        return {tuple(getattr(row, name) for name in attributes): row for row in rows}

    def relations(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        return [f.name for f in fields if f.many_to_one and f.related_model is not self.model]

    def field_of(self, column: str) -> models.Field:
        return self.model._meta.get_field(self.fields.get(column, column))

    def assign(self, draft: Draft, everything: dict[Key, models.Model], intake: Intake) -> None:
        for name, value in draft.values.items():
            if name == self.refers:
                continue
            field = self.field_of(name)
            if value is None:
                if name in self.kept_if_empty or self._required(name):
                    continue
                if field.many_to_one and not field.null:
                    continue
                value = None if field.null else ""
            setattr(draft.record, field.name, value)

    def _required(self, name: str) -> bool:
        return any(column.required for column in self.columns if column.name == name)

    def link(self, drafts, everything, intake: Intake) -> None:
        """Tie records of this kind to each other, once all of them are there."""

    def check_unique(self, drafts, everything, intake: Intake) -> None:
        columns = {field: column for column, field in self.fields.items()}
        for name in self.unique:
            owners: dict[Any, models.Model] = {}
            mine = {id(draft.record): draft for draft in drafts.values()}
            # Those that stay as they are come first: the fault is then with the row.
            for record in sorted(everything.values(), key=lambda r: id(r) in mine):
                value = getattr(record, name)
                owner = owners.setdefault(value, record) if value else record
                if owner is not record and id(record) in mine:
                    message = _("%(other)s has the same.") % {"other": owner.code}
                    draft = mine[id(record)]
                    column = columns.get(name, name)
                    intake.faults.add(draft.row, column, value, Fault("not_unique", message))

    def check(self, draft: Draft, intake: Intake) -> None:
        """The rules of the model itself, without a query for each row."""
        if not intake.good(draft.row) or not self.differs(draft):
            return  # its values are not all there, or nothing is new about it
        record = draft.record
        skipped = [f.name for f in record._meta.concrete_fields if f.many_to_one or not f.editable]
        for rule in (lambda: record.clean_fields(exclude=skipped), record.clean):
            with self.faults_of(draft, intake):
                rule()

    @contextmanager
    def faults_of(self, draft: Draft, intake: Intake) -> Iterator[None]:
        """What is refused within by a ValidationError is a fault of the row."""
        try:
            yield
        except ValidationError as error:
            self.add_error(draft, error, intake)

    def add_error(self, draft: Draft, error: ValidationError, intake: Intake) -> None:
        columns = {field: column for column, field in self.fields.items()}
        by_field = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            column = "" if name == NON_FIELD_ERRORS else columns.get(name, name)
            value = draft.values.get(column)
            shown = getattr(value, "code", value)
            for one in errors:
                fault = Fault(one.code or "invalid", one.messages[0])
                intake.faults.add(draft.row, column, shown, fault)

    def differs(self, draft: Draft) -> bool:
        return draft.new or points_to_new(draft.record) or draft.before != snapshot(draft.record)

    def write(self, drafts: list[Draft], intake: Intake) -> None:
        """New records in bulk, changed ones too, and one audit entry for each of them."""
        new = [draft for draft in drafts if draft.new]
        for wave in self.waves([draft.record for draft in new]):
            self.model.objects.bulk_create(wave, batch_size=BATCH)
        old = [draft for draft in drafts if not draft.new]
        for draft in drafts:
            take_keys(draft.record)
        changes = [differences(draft.before, snapshot(draft.record)) for draft in old]
        names = sorted({name for _before, after in changes for name in after})
        if names:
            records = [draft.record for draft in old]
            self.model.objects.bulk_update(records, names, batch_size=BATCH)
        self.after_write([d.record for d in old], intake)
        entries = [(d.record, "created", {}, snapshot(d.record)) for d in new]
        entries += [
            (draft.record, "changed", before, after)
            for draft, (before, after) in zip(old, changes, strict=True)
        ]
        self.trail(entries, intake)

    def waves(self, records: list[models.Model]) -> Iterable[list[models.Model]]:
        """New records in an order in which each follows those it refers to."""
        yield records

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        """Rules between records that only the database can answer, asked once all is written."""

    def after_write(self, changed: list[models.Model], intake: Intake) -> None:
        """What a change of records entails for others."""

    def trail(self, entries: Iterable[tuple], intake: Intake) -> None:
        changes = (Recorded(action, one, before, after) for one, action, before, after in entries)
        record_many(changes, by=intake.access.user, reason=intake.reason)

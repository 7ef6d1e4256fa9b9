"""Kinds of files: which columns, who may take them in, how rows become records and back."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from ..models import ImportBatch
from ..scopes import Access, Scope, ScopedQuerySet, Verb
from .columns import Column, Resolver
from .readers import Table, open_table
from .report import Faults

Progress = Callable[[int, int], None]


def unheard(done: int, total: int) -> None:
    """Progress that nobody waits for."""


class UnknownKind(LookupError):
    """There is no such kind; the message names those there are."""


@dataclass
class Intake:
    """One file on its way in: its rows as they are read, and the totals as they grow.

    ``rows`` are pairs of the row number and the values in the order of the kind's columns, also
    of rows that have faults already: their other faults are looked for all the same, and at the
    end a row is good if it is not in ``faults.rows``.
    """

    access: Access
    batch: ImportBatch
    present: frozenset[str]
    rows: Iterator[tuple[int, list[Any]]]
    faults: Faults
    accept_good: bool = False
    accepted: int = 0
    duplicates: int = 0
    amount_total: Decimal | None = None

    def good(self, row: int) -> bool:
        return row not in self.faults.rows

    @property
    def reason(self) -> str:
        """Why a record changed, for its history."""
        batch = self.batch
        return _("Import %(number)s, %(file)s") % {"number": batch.pk, "file": batch.file_name}


class Kind(ABC):
    name: ClassVar[str]
    label: ClassVar[Any]
    verb: ClassVar[Verb]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[tuple[Column, ...]]
    order: ClassVar[tuple[str, ...]] = ("pk",)  # of an export
    undoable: ClassVar[bool] = False  # whether ``undo`` is there
    reversible: ClassVar[bool] = False  # whether ``reverse`` is

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        """What looks a column's value up, made anew for each file; raises Fault."""
        return {}

    def open_table(self, path: Path, faults: Faults) -> Table:
        """The file as a table of text; raises FileFault. A kind may know further formats."""
        return open_table(path, faults)

    @abstractmethod
    def take(self, intake: Intake) -> None:
        """Write the good rows in the caller's transaction, which is rolled back if it must be.

        Every fault goes to ``intake.faults``, and what was good is counted.
        """

    def undo(self, batch: ImportBatch, progress: Progress = unheard) -> None:
        """Take out what the import wrote, in the transaction that has made it ``undone``.

        ``progress`` hears how many of how many rows are out; what it raises ends the undoing.
        """
        raise NotImplementedError

    def reverse(self, batch: ImportBatch, *, into: ImportBatch) -> tuple[int, Decimal | None]:
        """Write the opposite of each row of an import into another: how many, and their sum."""
        raise NotImplementedError

    def authorise(self, access: Access) -> None:
        """Raises PermissionDenied. Master data of one region are never one region's affair."""
        if not access.to(self.verb).everything:
            raise PermissionDenied(_("You may not import files of this kind."))

    def interface(self, *, extra: bool = False) -> tuple[Column, ...]:
        """The columns of a template or an export."""
        return tuple(column for column in self.columns if extra or not column.extra)

    def exported(self, scope: Scope) -> models.QuerySet:
        return ScopedQuerySet(self.model).visible_to(scope).order_by(*self.order)

    def export_paths(self, columns: Sequence[Column]) -> list[str]:
        """The fields that the cells of an exported row are made from."""
        return [column.path for column in columns]

    def export_row(self, columns: Sequence[Column], row: Sequence[Any]) -> list[Any]:
        return [self.export_value(c, v) for c, v in zip(columns, row, strict=True)]

    def export_value(self, column: Column, value: Any) -> Any:
        """What stands in an exported cell, where it is not simply the value."""
        return value


_registry: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; called in ``AppConfig.ready()``."""
    for kind in kinds:
        _registry[kind.name] = kind


def kinds() -> Sequence[Kind]:
    return list(_registry.values())


def kind_named(name: str) -> Kind:
    try:
        return _registry[name]
    except KeyError:
        message = _("There is no kind “%(kind)s” of files. The kinds are: %(kinds)s.")
        raise UnknownKind(message % {"kind": name, "kinds": ", ".join(_registry)}) from None


def permitted(access: Access) -> list[Kind]:
    """The kinds of files that this person may take in."""
    return [kind for kind in kinds() if _may(kind, access)]


def may_take_in(batch: ImportBatch, access: Access) -> bool:
    return any(kind.name == batch.kind for kind in permitted(access))


def _may(kind: Kind, access: Access) -> bool:
    try:
        kind.authorise(access)
    except PermissionDenied:
        return False
    return True

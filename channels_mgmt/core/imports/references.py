"""Records that refer to others: finding those by code, and keeping their keys right."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db import models

from .aliases import codes_for, spelling
from .cleaning import alike
from .report import Fault


class Lookup:
    """From a code to what it stands for; raises Fault with this code and message."""

    def __init__(self, found: Mapping[str, Any], code: str, message: Callable[[], str]) -> None:
        self.found, self.code, self.message = found, code, message

    def __call__(self, value: str) -> Any:
        try:
            return self.found[value]
        except KeyError:
            raise Fault(self.code, self.message() % {"value": value}) from None

    def alike(self, value: str) -> str | None:
        """The one code that differs in capitals or widths alone; None if there are two."""
        codes = self._by_likeness.get(alike(value), ())
        return codes[0] if len(codes) == 1 else None

    def mapped(self, value: str) -> str | None:
        """The code that somebody mapped this text to; None where there is no such record here."""
        code = self._aliases.get(spelling(value))
        return code if code in self.found else None

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        """Asked for by the first text that is no code, not before."""
        return codes_for(self.code)

    @cached_property
    def _by_likeness(self) -> dict[str, list[str]]:
        by_likeness: dict[str, list[str]] = {}
        for code in self.found:
            by_likeness.setdefault(alike(code), []).append(code)
        return by_likeness


def lookup(
    model: type[models.Model], code: str, message: Callable[[], str], rows: Any = None
) -> Lookup:
    """From a record's code to the record, out of one query; ``code`` is the fault's."""
    if rows is None:
        rows = model._default_manager.all()
    return Lookup({record.code: record for record in rows}, code, message)


def related(record: models.Model) -> Iterator[tuple[models.Field, models.Model]]:
    """The records it refers to that are at hand."""
    for field in record._meta.concrete_fields:
        if field.many_to_one and field.is_cached(record):
            other = field.get_cached_value(record)
            if other is not None:
                yield field, other


def points_to_new(record: models.Model) -> bool:
    return any(other.pk is None for _field, other in related(record))


def take_keys(record: models.Model) -> None:
    """Take over the keys of records that were saved after they were tied to this one."""
    for field, other in related(record):
        setattr(record, field.attname, other.pk)


def complete(records: list[models.Model]) -> set[int]:
    """Those (by ``id``) that refer to no new record but one of themselves."""
    while True:
        going = {id(record) for record in records}
        kept = [r for r in records if all(o.pk or id(o) in going for _field, o in related(r))]
        if len(kept) == len(records):
            return going
        records = kept

"""The audit trail of a record, in words: what a field is called, and what its values mean."""

import datetime
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .audit import history_of
from .display import show
from .fields import ScaledDecimalField
from .models import AuditEntry, User
from .scopes import Scope, ScopedQuerySet

ACTIONS = {
    "created": _("Created"),
    "changed": _("Changed"),
    "moved": _("Status changed"),
    "ended": _("Ended"),
    "started": _("Started"),
    "calculated": _("Calculated"),
    "approved": _("Approved"),
    "posted": _("Posted"),
    "reversed": _("Reversed"),
    "withdrawn": _("Withdrawn"),
    "imported": _("Imported"),
    "discarded": _("Discarded"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    entry: AuditEntry
    action: Any
    differences: list[Difference]


def action_name(action: str) -> Any:
    return ACTIONS.get(action, capfirst(action))


def changes_of(record: models.Model, scope: Scope, limit: int = 200) -> list[Change]:
    """The latest changes of a record, newest first, as somebody of this scope may read them."""
    return describe(list(history_of(record)[:limit]), type(record), scope, record)


def describe(
    entries: list[AuditEntry],
    model: type[models.Model] | None,
    scope: Scope,
    record: models.Model | None = None,
) -> list[Change]:
    """What the entries say. Of other records it names those in scope, and what ``record`` itself
    refers to now: a shop does not tell its new operator who ran it before.
    """
    names = _names_of_related(entries, model, scope, record)
    return [
        Change(
            entry,
            action_name(entry.action),
            [
                Difference(
                    _label(model, name),
                    _value(model, name, entry.before.get(name), names),
                    _value(model, name, entry.after.get(name), names),
                )
                for name in dict.fromkeys([*entry.before, *entry.after])
            ],
        )
        for entry in entries
    ]


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model] | None, name: str) -> str:
    field = _field(model, name)
    return capfirst(str(getattr(field, "verbose_name", name.replace("_", " "))))


def _names_of_related(entries: list[AuditEntry], model, scope: Scope, record) -> dict[str, dict]:
    """For each foreign key: what the records are called that its values name."""
    keys = defaultdict(set)
    for entry in entries:
        for name, value in [*entry.before.items(), *entry.after.items()]:
            field = _field(model, name)
            if field is not None and field.many_to_one and isinstance(value, int):
                keys[name].add(value)
    return {
        name: _names(_field(model, name), values, scope, getattr(record, f"{name}_id", None))
        for name, values in keys.items()
    }


def _names(field: models.Field, values: set[int], scope: Scope, current: int | None) -> dict:
    rows = ScopedQuerySet(field.related_model)
    shown = rows if field.related_model is User else rows.visible_to(scope)
    shown = shown.filter(pk__in=values) | rows.filter(pk__in=values & {current})
    hidden = rows.filter(pk__in=values).values_list("pk", flat=True)
    names = {pk: _("(out of your sight)") for pk in hidden}
    return names | {found.pk: str(found) for found in shown}


def _value(model, name: str, value: Any, names: dict[str, dict[Any, str]]) -> Any:
    if name in names:
        return show(names[name].get(value, value))
    field = _field(model, name)
    if isinstance(value, str) and value:
        if isinstance(field, ScaledDecimalField):
            with suppress(InvalidOperation):
                value = Decimal(value)
        elif isinstance(field, models.DateTimeField):
            value = datetime.datetime.fromisoformat(value)
    try:
        return show(value, field)
    except ValueError:  # a status that has gone since
        return show(value)

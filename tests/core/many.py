"""Hundreds of copies of one row, as fast as the database takes them."""

import datetime
from collections.abc import Sequence
from copy import copy
from functools import cache
from itertools import count as count_from
from typing import Any

from django.db import models

from channels_mgmt.core.models import TreeNode

PARTS = {"rebates.ProgrammeVersion": ["steps"]}
Plain = models.CharField | models.IntegerField | models.DateField


NUMBERS = count_from(1)  # the same row may be copied for two others


def copies(row: models.Model, count: int) -> list[models.Model]:
    """Rows like this one; what may be there only once differs, all else is the same."""
    model, told_apart = type(row), fields_told_apart(type(row))
    others = {
        field.attname: [other.pk for other in copies(getattr(row, field.name), count)]
        for field in told_apart
        if field.is_relation and getattr(row, field.attname) is not None
    }
    made = []
    for number in range(count):
        values = {
            field.attname: field.value_from_object(row)
            for field in model._meta.concrete_fields
            if not field.primary_key
        }
        values |= {
            field.attname: varied(field, values[field.attname], number + 1)
            for field in told_apart
            if not field.is_relation
        }
        values |= {name: keys[number] for name, keys in others.items()}
        made.append(placed(model(**values)))
    made = model._default_manager.bulk_create(made, batch_size=500)
    for name in PARTS.get(model._meta.label, ()):
        copy_parts(row, name, made)
    return made


def copy_parts(row: models.Model, name: str, made: list[models.Model]) -> None:
    """What a row is nothing without belongs to each of its copies."""
    relation = row._meta.get_field(name)
    parts = []
    for part in getattr(row, name).all():
        for other in made:
            twin = copy(part)
            twin.pk = None
            setattr(twin, relation.field.name, other)
            parts.append(twin)
    relation.related_model._default_manager.bulk_create(parts, batch_size=500)


def placed(row: models.Model) -> models.Model:
    """A node of a tree is where its code says."""
    if isinstance(row, TreeNode):
        row.path = f"{row.parent.path if row.parent_id else ''}{row.code}/"
    return row


@cache
def fields_told_apart(model: type[models.Model]) -> tuple[models.Field, ...]:
    """For each “at most once” of the model a field that differs from row to row."""
    groups = [(field,) for field in model._meta.concrete_fields if field.unique]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            groups.append(tuple(model._meta.get_field(name) for name in constraint.fields))
    wanted = (chosen(group) for group in groups)
    return tuple(dict.fromkeys(field for field in wanted if field is not None))


def chosen(group: Sequence[models.Field]) -> models.Field | None:
    """A plain field rather than a foreign key; the key of the row comes by itself."""
    if any(field.primary_key for field in group):
        return None
    plain = [field for field in group if isinstance(field, Plain) and not field.choices]
    return next(iter(plain), None) or next(iter(field for field in group if field.is_relation))


def varied(field: models.Field, value: Any, number: int) -> Any:
    """What is empty is empty in the copies, too."""
    if value in ("", None):
        return value
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=number)
    if isinstance(value, int):
        return value + number
    return f"{value[: field.max_length - 6]}-{next(NUMBERS):05}"

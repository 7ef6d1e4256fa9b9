"""Rows as lines of JSON, and back: values as people write them, ids as they are."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

_encode = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
CHUNK = 5000


def name_of(model: type[models.Model]) -> str:
    return model._meta.label_lower


def fields_of(model: type[models.Model], known: Sequence[type[models.Model]]) -> list[models.Field]:
    """The columns that are carried: no reference to what is not in the bundle."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.is_relation or field.related_model in known
    ]


def lines_of(rows: models.QuerySet, fields: Sequence[models.Field]) -> Iterator[str]:
    """Each row as a JSON list, in the order of the fields."""
    names = [field.attname for field in fields]
    for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        yield _encode(list(row)) + "\n"


def loaded(lines: Iterator[bytes], fields: Sequence[models.Field]) -> Iterator[list[Any]]:
    """The values of each line as the database stores them."""
    for line in lines:
        values = json.loads(line)
        yield [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(fields, values, strict=True)
        ]

"""The stored prices of many keys at once: one search of the index for each key, no table scan."""

import datetime
import json
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from ..models import Price

SCALE = 10_000
KEY = ("price_list_id", "tier_id", "region_id", "sku_id", "valid_from")
Key = tuple[int, int, int, int, datetime.date]

TABLE = Price._meta.db_table
FOUND = ", ".join(f"price.{name}" for name in (*KEY, "id", "price", "valid_to"))
SAME = " AND ".join(f"price.{name} = key.{name}" for name in KEY)
PARTS = ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(KEY))
SQL = {
    "sqlite": f"WITH key AS (SELECT {PARTS} FROM json_each(%s))"
    f" SELECT {FOUND} FROM key CROSS JOIN {TABLE} AS price ON {SAME}",
    # What is lateral and limited is looked up key by key, whatever the planner expects.
    "postgresql": "SELECT found.* FROM"
    " unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::date[])"
    f" AS key ({', '.join(KEY)})"
    f" CROSS JOIN LATERAL (SELECT {FOUND} FROM {TABLE} AS price WHERE {SAME} LIMIT 1) AS found",
}


class Stored(NamedTuple):
    pk: int
    price: Decimal
    valid_to: datetime.date | None


def stored_prices(keys: Collection[Key]) -> dict[Key, Stored]:
    """What is stored under each of these keys; one query."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SQL[connection.vendor], _parameters(keys))
        return {
            (*key, _day(start)): Stored(pk, Decimal(price).scaleb(-4), end and _day(end))
            for *key, start, pk, price, end in cursor
        }


def _parameters(keys: Collection[Key]) -> list:
    if connection.vendor == "sqlite":
        return [json.dumps([(*key[:4], key[4].isoformat()) for key in keys])]
    return [list(column) for column in zip(*keys, strict=True)]


def _day(value: datetime.date | str) -> datetime.date:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value

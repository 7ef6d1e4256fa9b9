"""The fact table by the driver itself: no ORM objects, no query log, amounts as integers."""

import json
from collections.abc import Iterable, Sequence

from django.db import connection

from ..models import SalesLine
from .checking import COLUMNS, KEY

TABLE = SalesLine._meta.db_table
LIST = ", ".join(COLUMNS)
ON_CONFLICT = f"ON CONFLICT ({', '.join(KEY)}) DO NOTHING"
TYPES = {"date": "date", "quantity": "bigint", "unit_price": "bigint", "amount": "bigint"}


def _type(column: str) -> str:
    return "bigint" if column.endswith("_id") else TYPES.get(column, "text")


SELECTED = ", ".join(f"line.{column}" for column in COLUMNS)
SAME_KEY = " AND ".join(f"line.{name} = key.{name}" for name in KEY)
SQL = {
    "sqlite": {
        "insert": f"INSERT INTO {TABLE} ({LIST}) VALUES ({', '.join('?' * len(COLUMNS))})"
        f" {ON_CONFLICT}",
        "stored": "WITH key AS (SELECT "
        + ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(KEY))
        + f" FROM json_each(?)) SELECT {SELECTED} FROM key"
        f" CROSS JOIN {TABLE} AS line ON {SAME_KEY}",
    },
    "postgresql": {
        "insert": f"INSERT INTO {TABLE} ({LIST}) SELECT * FROM unnest("
        + ", ".join(f"%s::{_type(column)}[]" for column in COLUMNS)
        + f") {ON_CONFLICT}",
        "stored": f"SELECT {SELECTED} FROM unnest({', '.join(['%s::text[]'] * len(KEY))})"
        f" AS key ({', '.join(KEY)}) JOIN {TABLE} AS line ON {SAME_KEY}",
    },
}


def stored_lines(keys: Iterable[tuple]) -> list[tuple]:
    """The stored lines that have one of these keys, in the order of ``COLUMNS``."""
    keys = list(keys)
    if not keys:
        return []
    if connection.vendor == "sqlite":
        return _run("stored", [json.dumps(keys, ensure_ascii=False)]).fetchall()
    return _run("stored", _by_column(keys)).fetchall()


def insert_lines(lines: Sequence[tuple]) -> int:
    """Write the lines whose key is new; the number written."""
    if not lines:
        return 0
    if connection.vendor == "sqlite":
        with connection.wrap_database_errors:
            cursor = connection.connection.cursor()
            return cursor.executemany(SQL["sqlite"]["insert"], lines).rowcount
    return _run("insert", _by_column(lines)).rowcount


def _by_column(rows: Sequence[tuple]) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)]


def _run(statement: str, parameters: Sequence):
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        cursor.execute(SQL[connection.vendor][statement], parameters)
        return cursor

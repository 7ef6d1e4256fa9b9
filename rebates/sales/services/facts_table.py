"""The fact table by the driver itself: no ORM objects, no query log, amounts as integers.

PostgreSQL is given the lines by COPY, in a table that lives as long as the transaction: that is
cheaper than as parameters.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection

from ..models import SalesLine
from .checking import COLUMNS, KEY

TABLE = SalesLine._meta.db_table
LIST = ", ".join(COLUMNS)
ON_CONFLICT = f"ON CONFLICT ({', '.join(KEY)}) DO NOTHING"
WAITING = "waiting_lines"
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
        "insert": f"INSERT INTO {TABLE} ({LIST}) SELECT {LIST} FROM {WAITING} {ON_CONFLICT}",
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
    """Write the lines whose key is new, within a transaction; the number written."""
    if not lines:
        return 0
    if connection.vendor == "postgresql":
        _copy(lines)
        return _run("insert", ()).rowcount
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        return cursor.executemany(SQL["sqlite"]["insert"], lines).rowcount


def _copy(lines: Iterable[tuple]) -> None:
    """The lines into an empty table of this transaction."""
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {WAITING} ON COMMIT DROP"
            f" AS SELECT {LIST} FROM {TABLE} WITH NO DATA"
        )
        cursor.execute(f"TRUNCATE {WAITING}")
        with cursor.copy(f"COPY {WAITING} FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


def _by_column(rows: Sequence[tuple]) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)]


def _run(statement: str, parameters: Sequence):
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        cursor.execute(SQL[connection.vendor][statement], parameters)
        return cursor

"""A table of facts by the driver itself: no ORM objects, no query log, amounts as integers.

Rows that are most likely new go straight into the table; only where one of them is there already
are they compared. PostgreSQL is given them by COPY: that is cheaper than as parameters, and it can
work at them while the next are read.
"""

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection, models

Row = tuple  # in the order of ``columns``; moments are aware, amounts scaled integers
Work = tuple[Callable[..., bool], Any, Any]  # a function of the driver's connection, and the rest


class FactTable:
    """Rows are known by ``key``, which the database keeps unique, and say ``content``.

    ``more`` is stored with them and does not tell two of them apart.
    """

    def __init__(
        self,
        model: type[models.Model],
        key: Sequence[str],
        content: Sequence[str],
        more: Sequence[str] = (),
    ) -> None:
        self.model, self.key = model, tuple(key)
        self.columns = (*key, *content, *more, "batch_id")
        self.compared = len(key) + len(content)
        self.batch = len(self.columns) - 1

    def key_of(self, row: Row) -> tuple:
        return row[: len(self.key)]

    def same(self, row: Row, other: Row) -> bool:
        return row[: self.compared] == other[: self.compared]

    def stored(self, keys: Iterable[tuple]) -> list[Row]:
        """The stored rows that have one of these keys."""
        keys = list(keys)
        if not keys:
            return []
        if connection.vendor == "sqlite":
            given = json.dumps(self._plain(keys), ensure_ascii=False, default=str)
            return self._aware(_run(self._stored_on_sqlite, [given]).fetchall())
        by_column = [list(column) for column in zip(*keys, strict=True)]
        return _run(self._stored_on_postgresql, by_column).fetchall()

    def addition(self, rows: Sequence[Row]) -> Work | None:
        """What writes the rows if all their keys are new, else none of them; tells which it was.

        Nothing on SQLite: thousands of rows behind a savepoint take it minutes.
        """
        if connection.vendor != "postgresql":
            return None
        return _copy_in, self._copy_statement, as_csv(rows)

    def insert(self, rows: Sequence[Row]) -> int:
        """Write the rows whose key is new, within a transaction; the number written."""
        if not rows:
            return 0
        if connection.vendor == "postgresql":
            self._copy(rows)
            sql = (
                f"INSERT INTO {self.table} ({self._list}) SELECT {self._list} FROM {self._waiting}"
            )
            return _run(f"{sql} {self._on_conflict}", ()).rowcount
        sql = f"{self._insert_statement} {self._on_conflict}"
        with connection.wrap_database_errors:
            return connection.connection.cursor().executemany(sql, self._plain(rows)).rowcount

    def _copy(self, rows: Iterable[Row]) -> None:
        """The rows into an empty table of this transaction."""
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE IF NOT EXISTS {self._waiting} ON COMMIT DROP"
                f" AS SELECT {self._list} FROM {self.table} WITH NO DATA"
            )
            cursor.execute(f"TRUNCATE {self._waiting}")
            with cursor.copy(f"COPY {self._waiting} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def _plain(self, rows: Sequence[tuple]) -> Sequence[tuple]:
        """Moments as SQLite keeps them: in UTC, without saying so. Keys and whole rows alike."""
        at = self._moment
        if at is None:
            return rows
        utc = datetime.UTC
        return [
            (*row[:at], row[at].astimezone(utc).replace(tzinfo=None), *row[at + 1 :])
            for row in rows
        ]

    def _aware(self, rows: list[tuple]) -> list[tuple]:
        at = self._moment
        if at is None:
            return rows
        return [(*row[:at], row[at].replace(tzinfo=datetime.UTC), *row[at + 1 :]) for row in rows]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def _fields(self) -> dict[str, models.Field]:
        by_column = {field.column: field for field in self.model._meta.concrete_fields}
        return {name: by_column[name] for name in self.columns}

    @cached_property
    def _moment(self) -> int | None:
        """Where a moment stands; no fact has two."""
        fields = enumerate(self._fields.values())
        return next((at for at, f in fields if isinstance(f, models.DateTimeField)), None)

    @cached_property
    def _list(self) -> str:
        return ", ".join(map(connection.ops.quote_name, self.columns))

    @property
    def _waiting(self) -> str:
        return f"waiting_{self.model._meta.model_name}_by_{self.key[0]}"

    @cached_property
    def _insert_statement(self) -> str:
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.table} ({self._list}) VALUES ({marks})"

    @cached_property
    def _copy_statement(self) -> str:
        """An empty cell is nothing, but in a column that is never nothing an empty text: what tells
        rows apart never is (a packing without a child has the code "")."""
        quote = connection.ops.quote_name
        fields = self._fields.items()
        never = [quote(name) for name, field in fields if name in self.key or not field.null]
        options = f"FORMAT csv, FORCE_NOT_NULL ({', '.join(never)})"
        return f"COPY {self.table} ({self._list}) FROM STDIN WITH ({options})"

    @cached_property
    def _on_conflict(self) -> str:
        return f"ON CONFLICT ({', '.join(map(connection.ops.quote_name, self.key))}) DO NOTHING"

    @cached_property
    def _selected(self) -> str:
        return ", ".join(f"fact.{connection.ops.quote_name(name)}" for name in self.columns)

    @cached_property
    def _same_key(self) -> str:
        names = map(connection.ops.quote_name, self.key)
        return " AND ".join(f"fact.{name} = key.{name}" for name in names)

    @cached_property
    def _stored_on_sqlite(self) -> str:
        names = map(connection.ops.quote_name, self.key)
        given = [f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names)]
        keys = f"WITH key AS (SELECT {', '.join(given)} FROM json_each(?))"
        found = f"FROM key CROSS JOIN {self.table} AS fact ON {self._same_key}"
        return f"{keys} SELECT {self._selected} {found}"

    @cached_property
    def _stored_on_postgresql(self) -> str:
        """Row by row through the index: a join of its own choice reads the whole table."""
        casts = ", ".join(f"%s::{array_type(self._fields[name])}" for name in self.key)
        names = ", ".join(map(connection.ops.quote_name, self.key))
        one = f"SELECT {self._selected} FROM {self.table} AS fact WHERE {self._same_key} LIMIT 1"
        keys = f"unnest({casts}) AS key ({names})"
        return f"SELECT found.* FROM {keys} CROSS JOIN LATERAL ({one}) AS found"


def array_type(field: models.Field) -> str:
    """Text of any length: a cast to ``varchar(20)`` would cut it off."""
    kind = field.db_type(connection)
    return "text[]" if kind.startswith("varchar") else f"{kind}[]"


def as_csv(rows: Iterable[Row]) -> bytes:
    """In the way that COPY reads: days and moments as ISO 8601 writes them, nothing as nothing."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _copy_in(raw: Any, statement: str, block: bytes) -> bool:
    """Within a transaction of the driver's connection, and perhaps in another thread."""
    from psycopg.errors import UniqueViolation

    with raw.cursor() as cursor:
        cursor.execute("SAVEPOINT added")
        try:
            with cursor.copy(statement) as copy:
                copy.write(block)
        except UniqueViolation:
            cursor.execute("ROLLBACK TO SAVEPOINT added")
            return False
        cursor.execute("RELEASE SAVEPOINT added")
        return True


def _run(statement: str, parameters: Sequence):
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        cursor.execute(statement, parameters)
        return cursor

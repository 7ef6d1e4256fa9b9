"""Past the ORM: many new rows by the driver itself, and values as SQL of our own takes them."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import connection, models


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence]
) -> None:
    """Add rows, within a transaction: their values as the database stores them, by column name.

    Raises IntegrityError where one of them breaks a constraint.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def count_anew(model: type[models.Model]) -> None:
    """Let the database count what a table holds, after many rows came: by old figures its planner
    searches by an index that leaves half the table. A second for a million rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def days(*values: datetime.date) -> list:
    """Dates as the database takes them."""
    return [connection.ops.adapt_datefield_value(value) for value in values]

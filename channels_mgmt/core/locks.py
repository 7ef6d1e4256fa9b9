"""One writer at a time, where a rule is about many rows at once."""

from django.db import connection, models


def lock_table(model: type[models.Model]) -> None:
    """Keep other writers of a table waiting until the transaction ends; readers go on.

    SQLite has only one writer in any case.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")

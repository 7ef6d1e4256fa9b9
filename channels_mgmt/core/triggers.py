"""Append-only tables: the database itself refuses UPDATE, DELETE, REPLACE and TRUNCATE.

Used as a migration operation: ``AppendOnly("ledgerentry")`` for a model of the migration's app.
On SQLite REPLACE is caught by the DELETE trigger because ``recursive_triggers`` is on; for a
connection that does not set it, a row with the key of another is refused as well. A later migration
that rebuilds the table on SQLite drops its triggers: it calls ``set_guard`` before and after.

Rows may leave a table only where its app says so (``rows_may_go``), under a condition that the
database itself looks at, row by row.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

CREATE = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT ({gone})"
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
        " WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE OR REPLACE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF TG_OP = 'DELETE' THEN IF {gone} THEN RETURN OLD; END IF; END IF;"
        " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()",
        "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER {table}_no_update",
        "DROP TRIGGER {table}_no_delete",
        "DROP TRIGGER IF EXISTS {table}_no_replace",  # databases of before do not have it
    ),
    "postgresql": (
        "DROP TRIGGER {table}_no_change ON {table}",
        "DROP TRIGGER {table}_no_truncate ON {table}",
    ),
}

_conditions: dict[str, str] = {}


def rows_may_go(table: str, condition: str) -> None:
    """Rows of ``OLD`` that fulfil the SQL condition may be deleted; said in ``AppConfig.ready()``.

    A migration that sets the guard anew (``set_guard``) puts it into force.
    """
    _conditions[table] = condition


def set_guard(connection: Any, table: str, *, on: bool) -> None:
    """Put the guard on a table, or take it off (tests empty their tables so)."""
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
        gone = _conditions.get(table, "1 = 0")
        for statement in (CREATE if on else DROP)[connection.vendor]:
            cursor.execute(statement.format(table=table, key=key, gone=gone))


class AppendOnly(Operation):
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state) -> None:
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        set_guard(schema_editor.connection, f"{app_label}_{self.model_name}", on=True)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        set_guard(schema_editor.connection, f"{app_label}_{self.model_name}", on=False)

    def describe(self) -> str:
        return f"Refuse changes and deletions of {self.model_name}"

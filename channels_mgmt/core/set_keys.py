"""Foreign keys of a table with millions of rows, proved for all rows of a statement at once.

Used as a migration operation: ``SetKeys("salesline")`` for a model of the migration's app. On
PostgreSQL its foreign keys, which are looked up row by row, give way to triggers that say the same:

- After rows were added, each record that any of them names is locked (``FOR KEY SHARE``, as a
  foreign key does) and must be there. Who is deleting it is waited for, and who wants to delete it
  waits for us.
- After records were deleted, emptied out or given another key, no row may name an old one. A
  transaction that would not see the latest rows (``REPEATABLE READ``) may not delete any.

The rows themselves are append-only: a named record never changes. On SQLite, where a foreign key
costs little, nothing is altered. The models keep their foreign keys; what Django says of them
(``PROTECT``) is the same as ever.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.models import ForeignKey, Model

NAMED = """
    SELECT array_agg(named.key) INTO keys
      FROM (SELECT DISTINCT {column} AS key FROM added WHERE {column} IS NOT NULL) AS named;
    IF keys IS NOT NULL THEN
        PERFORM 1 FROM {target} WHERE {key} = ANY (keys) FOR KEY SHARE;
        GET DIAGNOSTICS present = ROW_COUNT;
        IF present < cardinality(keys) THEN
            SELECT min(named.key) INTO missing FROM unnest(keys) AS named (key)
             WHERE NOT EXISTS (SELECT 1 FROM {target} WHERE {key} = named.key);
            RAISE foreign_key_violation USING MESSAGE =
                format('{table} names {column} %s, which is not in {target}', missing);
        END IF;
    END IF;
"""
ADDED = """
CREATE FUNCTION {table}_masters_stand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys bigint[];
    present bigint;
    missing bigint;
BEGIN
{checks}
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_masters_stand AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_masters_stand();
"""
STILL_NAMED = """
CREATE FUNCTION {table}_names_{target}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    still_named boolean;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'delete from {target} in READ COMMITTED: rows of {table} may name it';
    END IF;
    IF TG_OP = 'DELETE' THEN
        SELECT {by_gone} INTO still_named;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT {by_old} INTO still_named;
    ELSE
        SELECT {by_any} INTO still_named;
    END IF;
    IF still_named THEN
        RAISE foreign_key_violation USING MESSAGE = '{table} still names what {target} would lose';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_names_gone AFTER DELETE ON {target} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_names_{target}();
CREATE TRIGGER {table}_names_old AFTER UPDATE OF {key} ON {target} FOR EACH ROW
    WHEN (OLD.{key} IS DISTINCT FROM NEW.{key}) EXECUTE FUNCTION {table}_names_{target}();
CREATE TRIGGER {table}_names_any AFTER TRUNCATE ON {target}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_names_{target}();
"""
DROP = """
DROP TRIGGER {table}_names_gone ON {target};
DROP TRIGGER {table}_names_old ON {target};
DROP TRIGGER {table}_names_any ON {target};
DROP FUNCTION {table}_names_{target}();
"""


class SetKeys(Operation):
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state) -> None:
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            _drop_foreign_keys(schema_editor, model)
            schema_editor.execute(_created(model), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            schema_editor.execute(_dropped(model), params=None)
            for field in keys_of(model):
                name = "_fk_%(to_table)s_%(to_column)s"
                schema_editor.execute(schema_editor._create_fk_sql(model, field, name))

    def describe(self) -> str:
        return f"Prove the foreign keys of {self.model_name} for each statement"


def keys_of(model: type[Model]) -> Iterator[ForeignKey]:
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.db_constraint:
            yield field


def _drop_foreign_keys(schema_editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
    for field in keys_of(model):
        names = schema_editor._constraint_names(model, [field.column], foreign_key=True)
        for name in names:
            schema_editor.execute(schema_editor._delete_fk_sql(model, name))


def _created(model: type[Model]) -> str:
    table = model._meta.db_table
    checks = "".join(
        NAMED.format(table=table, column=field.column, **_target(field)) for field in keys_of(model)
    )
    sql = ADDED.format(table=table, checks=checks)
    for target, columns in _by_target(model).items():
        key = dict(target)["key"]
        sql += STILL_NAMED.format(
            table=table,
            **dict(target),
            by_gone=_exists(f"{table} AS fact JOIN gone ON fact.{{column}} = gone.{key}", columns),
            by_old=_exists(f"{table} AS fact WHERE fact.{{column}} = OLD.{key}", columns),
            by_any=_exists(f"{table} AS fact WHERE fact.{{column}} IS NOT NULL", columns),
        )
    return sql


def _exists(rows: str, columns: list[str]) -> str:
    """Each column by itself: a search by two at once would compare row with row."""
    return " OR ".join(f"EXISTS (SELECT 1 FROM {rows.format(column=c)})" for c in columns)


def _dropped(model: type[Model]) -> str:
    table = model._meta.db_table
    sql = f"DROP TRIGGER {table}_masters_stand ON {table}; DROP FUNCTION {table}_masters_stand();"
    return sql + "".join(DROP.format(table=table, **dict(each)) for each in _by_target(model))


def _by_target(model: type[Model]) -> dict[tuple, list[str]]:
    """The columns that name each table, by its name and the column of its key."""
    columns: dict[tuple, list[str]] = {}
    for field in keys_of(model):
        columns.setdefault(tuple(_target(field).items()), []).append(field.column)
    return columns


def _target(field: ForeignKey) -> dict[str, Any]:
    return {
        "target": field.target_field.model._meta.db_table,
        "key": field.target_field.column,
    }

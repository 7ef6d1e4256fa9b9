"""The database itself refuses to change or remove what is history."""

import pytest
from django.db import DatabaseError, connection, transaction

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import AuditEntry
from dealers.models import LedgerEntry
from rebates.sales.models import SalesLine
from tests.conftest import append_only_tables
from tests.factories import make_dealer, make_entry, make_sale

ROWS = {
    "core_auditentry": (AuditEntry, lambda: record("created", make_dealer(), by=None)),
    "dealers_ledgerentry": (LedgerEntry, make_entry),
    "sales_salesline": (SalesLine, make_sale),
}
STATEMENTS = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    pytest.param(
        "REPLACE INTO {table} SELECT * FROM {table}",
        marks=pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's REPLACE"),
    ),
    pytest.param(
        "TRUNCATE {table} CASCADE",
        marks=pytest.mark.skipif("connection.vendor != 'postgresql'", reason="no TRUNCATE"),
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_history_is_refused_any_change(table, statement):
    model, make = ROWS[table]
    make()
    connection.check_constraints()  # none pending: PostgreSQL would refuse for that reason
    column = model._meta.concrete_fields[1].column
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=table, column=connection.ops.quote_name(column)))
    assert model.objects.count() == 1


@pytest.mark.django_db
def test_the_guards_stand_on_every_table_that_migrations_name():
    assert set(ROWS) <= set(append_only_tables())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_tests_with_real_transactions_begin_with_empty_tables_and_guards_in_place(time):
    assert not LedgerEntry.objects.exists()
    make_entry()
    with pytest.raises(DatabaseError, match="append-only"):
        LedgerEntry.objects.all().delete()

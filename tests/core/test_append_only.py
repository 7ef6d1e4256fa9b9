"""The database itself refuses to change or remove what is history."""

import sqlite3

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import AuditHead, AuditSeal, UndoneImport
from dealers.models import LedgerEntry
from rebates.models import StatementAnnex, StatementAnswer, StatementDocument, StatementReminder
from tests.conduct.making import make_decision, make_event, make_evidence
from tests.conftest import append_only_tables
from tests.factories import (
    make_batch,
    make_contract_file,
    make_dealer,
    make_entry,
    make_grading,
    make_line_answer,
    make_observation,
    make_packing,
    make_payment,
    make_placement,
    make_review_note,
    make_sale,
    make_scan,
    make_serial,
    make_statement,
    make_stock_count,
    make_withdrawal,
)
from tests.fines.making import make_demand
from tests.payouts.papers import make_payout

ROWS = {
    "conduct_caseevent": make_event,
    "conduct_evidence": make_evidence,
    "conduct_penaltydecision": make_decision,
    "core_auditentry": lambda: record("created", make_dealer(), by=None),
    "core_auditseal": lambda: record("created", make_dealer(), by=None),
    "dealers_contractfile": make_contract_file,
    "core_undoneimport": lambda: UndoneImport.objects.create(batch=make_batch()),
    "dealers_grading": make_grading,
    "dealers_ledgerentry": make_entry,
    "dealers_placement": make_placement,
    "pricing_priceobservation": make_observation,
    "rebates_reviewnote": make_review_note,
    "rebates_payoutfile": lambda: make_payout().batch.files.get(),
    "rebates_statement": make_statement,
    "rebates_topupdemand": make_demand,
    "rebates_statementanswer": lambda: StatementAnswer.objects.create(
        statement=make_statement(), kind="confirmed"
    ),
    "rebates_lineanswer": make_line_answer,
    "rebates_statementannex": lambda: StatementAnnex.objects.create(
        statement=make_statement(), file="annexes/1.xlsx", sha256="0" * 64, lines=1, agrees=True
    ),
    "rebates_statementreminder": lambda: StatementReminder.objects.create(
        statement=make_statement(), day="2026-01-01", answer_by="2026-01-04"
    ),
    "rebates_statementdocument": lambda: StatementDocument.objects.create(
        statement=make_statement(), language="en", pdf=b"%PDF", sha256="0" * 64
    ),
    "sales_packing": make_packing,
    "sales_payment": make_payment,
    "sales_salesline": make_sale,
    "sales_scan": make_scan,
    "sales_serial": make_serial,
    "sales_stockcount": make_stock_count,
    "sales_withdrawal": make_withdrawal,
}
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own")
STATEMENTS = [
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {key} = {key}",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE {key} IS NOT NULL",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true"
    " ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}",
    pytest.param("REPLACE INTO {table} SELECT * FROM {table}", marks=on_sqlite),
    pytest.param("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", marks=on_sqlite),
    pytest.param("UPDATE OR REPLACE {table} SET {column} = {column}", marks=on_sqlite),
    pytest.param("UPDATE OR IGNORE {table} SET {column} = {column}", marks=on_sqlite),
    pytest.param("TRUNCATE {table} CASCADE", marks=on_postgresql),
    pytest.param(
        "MERGE INTO {table} t USING {table} s ON t.{key} = s.{key}"
        " WHEN MATCHED THEN UPDATE SET {column} = s.{column}",
        marks=on_postgresql,
    ),
    pytest.param(
        "WITH gone AS (DELETE FROM {table} RETURNING *) SELECT count(*) FROM gone",
        marks=on_postgresql,
    ),
]


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def given(table: str) -> list[dict]:
    """A real row in the table; what the table then holds."""
    ROWS[table]()
    connection.check_constraints()  # none pending: PostgreSQL would refuse for that reason
    return list(model_of(table)._base_manager.values())


def in_terms_of(statement: str, table: str) -> str:
    meta = model_of(table)._meta
    quote = connection.ops.quote_name
    return statement.format(
        table=table,
        key=quote(meta.pk.column),
        column=quote(meta.concrete_fields[1].column),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_history_is_refused_any_change(table, statement):
    before = given(table)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(in_terms_of(statement, table))
    assert list(model_of(table)._base_manager.values()) == before != []


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ROWS)
def test_a_connection_that_knows_nothing_of_us_is_refused_too(table):
    """``recursive_triggers`` is off there, and REPLACE does not fire the triggers of DELETE."""
    before = given(table)
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=30)
    refusal = "append-only|no such function: SHA256"  # the latter: it cannot seal an entry
    with pytest.raises(sqlite3.Error, match=refusal):
        other.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
    other.close()
    assert list(model_of(table)._base_manager.values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_audithead SET number = number + 1",
        "UPDATE core_audithead SET number = number - 1",
        "UPDATE core_audithead SET hash = 'a'",
        "UPDATE core_audithead SET id = 1",
        "UPDATE core_audithead SET id = 2",
        "DELETE FROM core_audithead",
        "INSERT INTO core_audithead (id, number, hash) VALUES (2, 5, 'a')",
        "INSERT INTO core_audithead (id, number, hash) VALUES (1, 5, 'a')"
        " ON CONFLICT (id) DO UPDATE SET number = excluded.number",
        pytest.param("REPLACE INTO core_audithead SELECT * FROM core_audithead", marks=on_sqlite),
        pytest.param("TRUNCATE core_audithead", marks=on_postgresql),
    ],
)
def test_the_head_of_the_chain_is_only_moved_on_to_the_next_seal(statement):
    given("core_auditseal")
    given("core_auditseal")
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    head, seal = AuditHead.objects.get(), AuditSeal.objects.last()
    assert (head.number, head.hash) == (2, seal.hash)


@pytest.mark.django_db
def test_every_table_that_migrations_put_under_guard_is_tried():
    assert set(ROWS) == set(append_only_tables())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_tests_with_real_transactions_begin_with_empty_tables_and_guards_in_place(time):
    assert not LedgerEntry.objects.exists()
    assert (AuditHead.objects.get().number, AuditSeal.objects.count()) == (0, 0)
    record("created", make_dealer(), by=None)
    make_entry()
    with pytest.raises(DatabaseError, match="append-only"):
        LedgerEntry.objects.all().delete()

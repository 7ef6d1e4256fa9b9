"""A sales line names dealers, products, regions, shops and an import that are there: the database
sees to it, whoever writes, and whoever deletes.

On SQLite by foreign keys; on PostgreSQL for all rows of a statement at once, which the second half
of these tests is about.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from channels_mgmt.core.beside import Beside, result
from dealers.services.tiers import create_default_tiers
from rebates.sales.models import SalesLine
from tests.factories import make_dealer, make_sale, make_shop, make_sku

NOBODY = 987_654_321
MASTERS = {
    "dealer_id": "dealers_dealer",
    "counterparty_id": "dealers_dealer",
    "sku_id": "pricing_sku",
    "region_id": "dealers_region",
    "shop_id": "dealers_shop",
    "batch_id": "core_importbatch",
}
COLUMNS = [f.column for f in SalesLine._meta.concrete_fields if not f.primary_key]
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own")


@pytest.fixture
def sold(transactional_db) -> SalesLine:
    """A line that names one of each, with real transactions: a foreign key may wait for the end."""
    create_default_tiers()
    shop = make_shop(operator=make_dealer())
    return make_sale(counterparty=make_dealer(), shop=shop, sku=make_sku(), channel=shop.platform)


def run(sql: str, *parameters) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def copied(line: SalesLine, lines: int = 1, **other) -> str:
    """SQL that adds lines like this one, but with other values of some columns."""
    other = {"order_number": "'again ' || n", "line_number": "n", **other}
    values = ", ".join(str(other.get(column, column)) for column in COLUMNS)
    numbers = " UNION ALL ".join(f"SELECT {n} AS n" for n in range(1, lines + 1))
    return (
        f"INSERT INTO sales_salesline ({', '.join(COLUMNS)})"
        f" SELECT {values} FROM sales_salesline CROSS JOIN ({numbers}) AS numbers"
        f" WHERE id = {line.pk}"
    )


def test_it_works(sold):
    run(copied(sold, lines=3))
    assert SalesLine.objects.count() == 4


@pytest.mark.parametrize("column", MASTERS)
def test_a_line_that_names_nobody_is_refused_by_the_database(sold, column):
    with pytest.raises(IntegrityError):
        run(copied(sold, **{column: NOBODY}))
    assert SalesLine.objects.count() == 1


@pytest.mark.parametrize("column", MASTERS)
def test_one_such_line_among_many_is_enough(sold, column):
    bad = f"CASE WHEN n = 17 THEN {NOBODY} ELSE {column} END"
    with pytest.raises(IntegrityError):
        run(copied(sold, lines=30, **{column: bad}))
    assert SalesLine.objects.count() == 1


@pytest.mark.parametrize("column", ["counterparty_id", "shop_id"])
def test_what_may_be_empty_may(sold, column):
    run(copied(sold, **{column: "NULL"}))
    assert SalesLine.objects.count() == 2


@pytest.mark.parametrize("column", MASTERS)
def test_a_named_master_cannot_be_deleted(sold, column):
    named = getattr(sold, column)
    with pytest.raises(IntegrityError):
        run(f"DELETE FROM {MASTERS[column]} WHERE id = %s", named)
    assert count(MASTERS[column], named) == 1


@pytest.mark.parametrize("column", MASTERS)
def test_a_named_master_keeps_its_key(sold, column):
    named = getattr(sold, column)
    with pytest.raises(IntegrityError):
        run(f"UPDATE {MASTERS[column]} SET id = %s WHERE id = %s", NOBODY, named)
    assert count(MASTERS[column], named) == 1


def test_a_master_that_no_line_names_can_be_deleted(sold):
    """The refusals above are about the lines."""
    other = make_sku()
    run("DELETE FROM pricing_sku WHERE id = %s", other.pk)
    assert count("pricing_sku", other.pk) == 0


def count(table: str, pk: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


@on_postgresql
def test_the_refusal_says_what_is_missing(sold):
    with pytest.raises(IntegrityError, match=f"sku_id {NOBODY}, which is not in pricing_sku"):
        run(copied(sold, sku_id=NOBODY))


@on_postgresql
def test_named_masters_are_not_truncated(sold):
    with pytest.raises(Error):
        run("TRUNCATE pricing_sku CASCADE")
    assert count("pricing_sku", sold.sku_id) == 1


@on_postgresql
def test_who_does_not_see_the_latest_lines_deletes_no_master(sold):
    other = make_sku()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(Error, match="READ COMMITTED"):
            run("DELETE FROM pricing_sku WHERE id = %s", other.pk)
    assert count("pricing_sku", other.pk) == 1


@on_postgresql
def test_who_deletes_waits_for_lines_that_are_not_committed(sold):
    """Without the lock the deletion would see no line, and both would be committed."""
    other = make_sku()
    asked = Event()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            run(copied(sold, sku_id=other.pk))
            deletion = pool.submit(
                in_another, f"DELETE FROM pricing_sku WHERE id = {other.pk}", asked
            )
            asked.wait()
            until_somebody_waits()
        with pytest.raises(IntegrityError):
            deletion.result()
    assert count("pricing_sku", other.pk) == 1


@on_postgresql
def test_lines_wait_for_a_deletion_that_is_not_committed(sold):
    other = make_sku()
    asked = Event()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            run("DELETE FROM pricing_sku WHERE id = %s", other.pk)
            addition = pool.submit(in_another, copied(sold, sku_id=other.pk), asked)
            asked.wait()
            until_somebody_waits()
        with pytest.raises(IntegrityError):
            addition.result()
    assert SalesLine.objects.count() == 1


def in_another(sql: str, asked: Event) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            asked.set()
            cursor.execute(sql)
    finally:
        connection.close()


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return


@on_postgresql
def test_who_asks_the_database_meanwhile_waits_for_what_is_under_way(transactional_db):
    """And not among its rows: the answer is right, and so is the result."""
    with transaction.atomic(), Beside() as beside:
        future = beside.start(
            lambda raw: raw.execute("SELECT 41 + 1 FROM pg_sleep(0.05)").fetchone()
        )
        assert SalesLine.objects.count() == 0
        assert future.done()
        assert result(future) == (42,)


def test_an_error_of_what_is_under_way_is_told_as_django_tells_it(transactional_db):
    with pytest.raises(Error), transaction.atomic(), Beside() as beside:
        result(beside.start(lambda raw: raw.execute("SELECT nothing_of_that_name")))

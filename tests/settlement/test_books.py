"""Whatever is done to the books behind the services' back, one fen of it is found."""

import pytest
from django.db import connection

from channels_mgmt.core.triggers import set_guard
from dealers.models import LedgerEntry
from rebates.models import RunLine, SettlementRun, Statement
from rebates.services.books import verify
from tests.settlement.world import D

FEN = D("0.01")


@pytest.fixture
def books(world):
    """A year settled, a late line, a reversal of the first run, progressive quarters."""
    world.programme()
    world.programme("QUARTERS", period="quarter", cumulation="progressive", method="graduated")
    world.sell("D1", "60000.00", "2012-02-01")
    world.sell("D1", "70000.00", "2012-08-01")
    world.sell("D2", "100.00", "2012-05-01")
    world.settle()
    world.sell("D1", "-1000.00", "2012-12-31")
    second = world.settle()
    world.reverse(second)
    return world


@pytest.fixture
def unguarded(books):
    """The append-only tables without their guards, as nobody but a vandal would have them."""
    tables = [LedgerEntry._meta.db_table, Statement._meta.db_table]
    for table in tables:
        set_guard(connection, table, on=False)
    yield books
    for table in tables:
        set_guard(connection, table, on=True)


def checks() -> set[str]:
    return {finding.check for finding in verify()}


def test_it_works(books):
    assert list(verify()) == []


def test_empty_books_are_proved(db):
    assert list(verify()) == []


def change(model, values, **which) -> None:
    """Change the first row of these in the database itself."""
    first = model.objects.filter(**which).order_by("pk").first()
    model.objects.filter(pk=first.pk).update(**values)


@pytest.mark.parametrize(("change_it", "found"), [
    (lambda: change(RunLine, {"amount": FEN, "due": FEN}, amount__gt=0), "postings"),
    (lambda: change(RunLine, {"amount": FEN, "due": FEN}, amount=0), "postings"),
    (lambda: change(RunLine, {"already_posted": FEN, "due": FEN}, amount=0), "differences"),
    (lambda: change(RunLine, {"explanation": wrong_amount()}, amount__gt=0), "calculation"),
    (lambda: change(SettlementRun, {"approved_by": None}), "approvals"),
])  # fmt: skip
def test_a_changed_run_is_found(books, change_it, found):
    change_it()
    assert found in checks()


def wrong_amount() -> dict:
    told = RunLine.objects.filter(amount__gt=0).order_by("pk").first().explanation
    told["slices"][0]["target"] = told["slices"][0]["earning"] = "1.00"
    return told


@pytest.mark.parametrize(("change_it", "found"), [
    (lambda: change(LedgerEntry, {"amount": FEN}, reverses=None), "postings"),
    (lambda: change(LedgerEntry, {"source": "settlement:999"}), "postings"),
    (lambda: change(LedgerEntry, {"amount": FEN}, reverses__isnull=False), "ledger"),
    (lambda: change(Statement, {"opening": D(1), "closing": D(1), "movements": 0}), "statements"),
    (lambda: change(Statement, {"digest": "0" * 64}), "statements"),
])  # fmt: skip
def test_a_changed_ledger_or_statement_is_found(unguarded, change_it, found):
    change_it()
    assert found in checks()


def test_a_missing_entry_is_found(unguarded):
    entry = LedgerEntry.objects.filter(reverses=None, reversed_by=None).first()
    LedgerEntry.objects.filter(pk=entry.pk).delete()
    assert {"postings", "statements"} <= checks()


def test_an_entry_that_no_run_explains_is_found(books):
    LedgerEntry.objects.create(
        dealer=books.dealers["D3"], debit="brand_rebate_expense", credit="rebates",
        amount=FEN, date="2012-12-31", source="settlement:1", key="run:1:invented",
    )  # fmt: skip
    [finding] = [f for f in verify() if f.check == "postings"]
    assert "0.01" in finding.message


def test_a_line_without_a_statement_is_found(unguarded):
    last = Statement.objects.order_by("-pk").first()
    Statement.objects.filter(pk=last.pk).delete()
    assert "statements" in checks()

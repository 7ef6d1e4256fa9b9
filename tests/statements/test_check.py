"""A statement that was tampered with, or that the books contradict, is found out."""

from decimal import Decimal as D

import pytest
from django.db import connection

from channels_mgmt.core.triggers import set_guard
from rebates.models import Statement, StatementDocument
from rebates.services.statements import check_statement, document_of
from rebates.services.statements.content import digest_of


@pytest.fixture
def unguarded(db):
    """Somebody with a key to the database took the guard off."""
    for table in ("rebates_statement", "rebates_statementdocument"):
        set_guard(connection, table, on=False)


@pytest.fixture
def chain(world, statement, unguarded):
    """Two statements of a dealer; the second is looked at."""
    run = world.run("2012Q4")
    version = statement.run.lines.get().version
    world.line(run, statement.dealer, version, "75000", period="2012Q4")
    world.entry(statement.dealer, "-300")
    return world.post(run, statement.dealer)


def forged(statement: Statement, sealed: bool = True, **changes) -> Statement:
    """The statement with another content (and its right digest) or other amounts."""
    content = {**statement.content, **changes.pop("content", {})}
    digest = digest_of(content) if sealed else statement.digest
    Statement.objects.filter(pk=statement.pk).update(content=content, digest=digest, **changes)
    return Statement.objects.get(pk=statement.pk)


def told(statement: Statement) -> str:
    return " ".join(check_statement(statement))


def test_it_works(chain):
    document_of(statement=chain, language="en")
    assert check_statement(chain) == []


def test_a_changed_content_does_not_have_its_digest(chain):
    brand = {**chain.content["brand"], "name": "别人"}
    found = forged(chain, sealed=False, content={"brand": brand})
    [problem] = check_statement(found)
    assert problem.startswith(chain.number)
    assert "digest" in problem


@pytest.mark.parametrize("name", ["opening", "movements", "closing"])
def test_a_content_that_says_another_amount(chain, name):
    assert f"“{name}”" in told(forged(chain, content={name: "999.00"}))


def test_lines_that_do_not_add_up(chain):
    lines = [{**chain.content["lines"][0], "amount": "1000.01"}]
    problems = told(forged(chain, content={"lines": lines}))
    assert "lines do not add up" in problems
    assert "other movements do not add up" in problems


def test_a_movement_that_is_left_out(chain):
    assert "other movements do not add up" in told(forged(chain, content={"others": []}))


def test_an_opening_balance_that_nothing_closed_with(chain):
    found = forged(chain, opening=D("1000.01"), closing=chain.closing + D("0.01"))
    assert "it opens with 1000.01, but the one before closed with 1000.00" in told(found)


def test_a_statement_outside_the_chain(chain):
    problems = told(forged(chain, previous=None))
    assert "closed with 0.00" in problems
    assert "does not follow" in problems


def test_a_statement_that_follows_another_dealers(world, chain):
    stranger = world.post(world.run(), world.dealer("D0099"))
    assert "another dealer" in told(forged(chain, previous=stranger))


def test_a_statement_that_covers_less_than_the_one_before(chain):
    assert "covers less" in told(forged(chain, through_entry=0))


def test_movements_that_the_ledger_does_not_have(chain):
    found = forged(chain, movements=chain.movements + 1, closing=chain.closing + 1)
    assert "it states movements of 701.00, but the ledger has 700.00" in told(found)


def test_a_pdf_that_was_exchanged(chain):
    document_of(statement=chain, language="en")
    StatementDocument.objects.update(pdf=b"%PDF-1.7 another")
    assert "its PDF (en) is not the one that was issued" in told(chain)

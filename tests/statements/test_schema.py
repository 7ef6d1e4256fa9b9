"""Statements of before the tax split are read, printed and proved as they were."""

import copy
import json
from pathlib import Path

import pytest
from django.utils.translation import override

from rebates.models import Statement
from rebates.services.statements import check_statement, present
from rebates.services.statements.content import canonical, digest_of
from rebates.services.statements.render import html_of, pdf_of
from tests.statements.world import MOMENT

HERE = Path(__file__).parent
OLD = json.loads((HERE / "schema1.json").read_text())


def test_a_statement_of_schema_1_is_printed_from_the_same_page():
    with override("en"):
        html = html_of(content=OLD, digest="ab" * 32)
    assert html == (HERE / "schema1.en.html").read_text()


def test_its_pdf_is_the_same_bytes_each_time():
    digest = digest_of(OLD)
    pdfs = {
        pdf_of(content=copy.deepcopy(OLD), digest=digest, issued_at=MOMENT, language="en")
        for _ in range(2)
    }
    assert len(pdfs) == 1


@pytest.mark.django_db
def test_it_proves_true_and_its_page_is_shown(world, hq_client):
    run, dealer = world.run("2012"), world.dealer()
    world.entry(dealer, "-200")
    statement = Statement(run=run, dealer=dealer, issued_at=MOMENT, number=OLD["number"])
    content = OLD | {"opening": "0.00", "lines": [], "rebates": "0.00", "movements": "-200.00"}
    statement.content = content
    statement.opening, statement.movements, statement.closing = 0, "-200.00", "-200.00"
    statement.date_from, statement.date_to = run.date_from, run.date_to
    statement.through_entry, statement.digest = dealer.ledger.latest("pk").pk, digest_of(content)
    statement.save()
    assert check_statement(Statement.objects.get()) == []
    assert Statement.objects.with_answer().get().answer == "silent"
    shown = hq_client.get(f"/statements/{statement.pk}/").content.decode()
    assert "-200.00" in shown
    assert "Input VAT" not in shown


def test_nothing_is_said_of_what_it_does_not_know():
    sheet = present(OLD)
    assert (sheet["tax"], sheet["has_annex"], sheet["accepted_by_silence"]) == ([], False, False)
    assert all(not line.tax and not line.correction for line in sheet["lines"])


def test_its_digest_is_of_its_own_keys():
    assert digest_of(OLD) == digest_of(json.loads(canonical(OLD)))
    assert digest_of(OLD) != digest_of(OLD | {"tax": []})

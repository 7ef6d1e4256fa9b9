"""settle, statement, explain, verify_books: the way of a rebate as a script would go it."""

import pytest
from django.db import connection

from channels_mgmt.core.triggers import set_guard

from .conftest import manage, programme, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("masters")]

YEAR = ("--from", "2012-01-01", "--to", "2013-01-01")
RUN = ["run", "status", "from", "to", "as_of", "input_digest", "lines", "totals"]
LINE = ["dealer", "programme", "version", "period", "target_measure", "earning_measure", "step",
        "due", "already_posted", "amount", "why"]  # fmt: skip


@pytest.fixture
def sold(files) -> None:
    for code, period in (("YEAR", "year"), ("QUARTER", "quarter"), ("MONTH", "month")):
        said("import_programmes", files.document("p", programme(code, period=period)))
    sold = [{"date": "2012-07-15", "dealer": d, "amount": "60000.005"} for d in ("D1", "D2")]
    said("import_data", "sales", files.sales(*sold))


@pytest.fixture
def posted(sold, boss) -> dict:
    return said("settle", *YEAR, "--post", "--approve-as", boss)


def test_it_works(sold):
    run = said("settle", *YEAR)
    assert list(run) == RUN
    assert [list(line) for line in run["lines"]] == [LINE] * 6
    assert (run["status"], run["from"], run["to"]) == ("draft", "2012-01-01", "2013-01-01")
    assert {(line["programme"], line["period"]) for line in run["lines"]} == {
        ("YEAR", "2012"), ("QUARTER", "2012Q3"), ("MONTH", "2012-07"),
    }  # fmt: skip
    assert {line["due"] for line in run["lines"]} == {"700.00"}
    assert run["totals"] == {"dealers": 2, "due": "4200.00", "amount": "4200.00"}


def test_the_same_inputs_give_the_same_digest_and_lines(sold):
    first, second = said("settle", *YEAR), said("settle", *YEAR)
    assert first["run"] != second["run"]
    assert (first["input_digest"], first["lines"]) == (second["input_digest"], second["lines"])


def test_a_second_run_posts_nothing_and_owes_the_same(posted, boss):
    again = said("settle", *YEAR, "--post", "--approve-as", boss)
    assert posted["status"] == again["status"] == "posted"
    assert {line["amount"] for line in again["lines"]} == {"0.00"}
    assert [line["due"] for line in again["lines"]] == [line["due"] for line in posted["lines"]]
    assert all(line["already_posted"] == line["due"] for line in again["lines"])
    assert said("verify_books")["proved"] is True


def test_programmes_and_dealers_may_be_named_in_a_row_or_one_by_one(sold):
    named = said("settle", *YEAR, "--programme", "YEAR", "MONTH", "--dealer", "D2")
    again = said("settle", *YEAR, "--programme", "YEAR", "--programme", "MONTH", "--dealer", "D2")
    assert named["lines"] == again["lines"]
    assert [(line["dealer"], line["programme"]) for line in named["lines"]] == [
        ("D2", "MONTH"), ("D2", "YEAR"),
    ]  # fmt: skip


def test_what_was_taken_in_later_is_left_out(sold, files):
    before = said("settle", *YEAR)
    said("import_data", "sales", files.sales({"amount": "5"}, name="late"))
    then = said("settle", *YEAR, "--as-of", before["as_of"])
    assert (then["lines"], then["totals"]) == (before["lines"], before["totals"])
    assert said("settle", *YEAR)["totals"] != before["totals"]


def test_a_line_that_comes_to_nothing_says_why(files):
    terms = {"steps": [{"from": "1000", "percent": "1"}]}
    said("import_programmes", files.document("p", programme(**terms)))
    said("import_data", "sales", files.sales({"amount": "999.9999"}))
    [line] = said("settle", *YEAR)["lines"]
    assert (line["due"], line["amount"], line["step"]) == ("0.00", "0.00", 0)
    assert "short of" in line["why"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_statement_in_either_language(posted, tmp_path, language):
    out = tmp_path / "s.pdf"
    which = ("--run", posted["run"], "--dealer", "D1", "--out", out, "--lang", language)
    assert said("statement", *which)["draft"] is False
    first = out.read_bytes()
    assert first.startswith(b"%PDF-")
    said("statement", *which)
    assert out.read_bytes() == first  # issued once, the same for ever


def test_explain_gives_the_lines_and_adds_them_up(posted):
    which = ("--run", posted["run"], "--dealer", "D1", "--programme", "YEAR")
    [period] = said("explain", *which)["periods"]
    assert (period["due"], period["period"]) == ("700.00", "2012")
    assert {(proof["sum"], proof["equal"]) for proof in period["lines"]} == {("60000.005", True)}
    text = manage("explain", *which)
    assert (text.status, text.err) == (0, "")
    assert "50,000.00 × 1 %" in text.out


# What a thief with the database's password would do, and which check finds him.
THEFTS = {
    "an entry is raised by a fen": (
        "dealers_ledgerentry", "UPDATE dealers_ledgerentry SET amount = amount + 1", "postings"),
    "an entry is gone": (
        "dealers_ledgerentry",
        "DELETE FROM dealers_ledgerentry WHERE id = (SELECT MIN(id) FROM dealers_ledgerentry)",
        "postings"),
    "an entry is another dealer's": (
        "dealers_ledgerentry",
        "UPDATE dealers_ledgerentry SET dealer_id ="
        " (SELECT MIN(id) FROM dealers_dealer WHERE id <> dealers_ledgerentry.dealer_id)",
        "balances"),
    "a due is raised with its amount": (
        None, "UPDATE rebates_runline SET due = due + 1, amount = amount + 1", "calculation"),
    "a statement closes higher": (
        "rebates_statement",
        "UPDATE rebates_statement SET movements = movements + 1, closing = closing + 1",
        "statements"),
    "a sales line is raised": (
        "sales_salesline", "UPDATE sales_salesline SET amount = amount + 1", "cells"),
    "a cell is raised": (None, "UPDATE sales_monthlycell SET amount = amount + 1", "cells"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "sql", "check"), THEFTS.values(), ids=THEFTS)
def test_one_fen_wrong_in_the_books_is_named(posted, table, sql, check):
    assert manage("verify_books").status == 0
    if table:
        set_guard(connection, table, on=False)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    if table:
        set_guard(connection, table, on=True)
    ran = manage("verify_books", "--format", "json")
    assert (ran.status, ran.json["proved"]) == (1, False)
    assert ran.json["checks"][check]
    assert ran.json["checks"][check][0] in ran.err
    text = manage("verify_books")
    assert (text.status, "WRONG" in text.out) == (1, True)

"""settle, explain and verify_books, as they are typed."""

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, ManagementUtility, call_command

from dealers.models import Grant, LedgerEntry
from rebates.models import RunLine, SettlementRun
from rebates.sales.models import MonthlyCell
from rebates.services.posting import begin_posting, post_dealer
from rebates.services.runs import approve_run
from tests.settlement.world import D

YEAR = ["--from", "2012-01-01", "--to", "2013-01-01"]


@pytest.fixture
def sold(world):
    world.programme()
    world.sell("D1", "60000.1234", pieces=3)
    world.sell("D2", "10.00")
    Grant.objects.create(user=world.finance.user, role="finance", valid_from="2010-01-01")
    return world


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue()


def said(*command: str) -> dict:
    return json.loads(run(*command, "--format", "json"))


def test_it_works(sold):
    answer = said("settle", *YEAR)
    assert list(answer) == [
        "run", "status", "from", "to", "as_of", "input_digest", "lines", "totals",
    ]  # fmt: skip
    assert answer["lines"][0] == {
        "dealer": "D1", "programme": "ANNUAL", "version": 1, "period": "2012",
        "target_measure": "60000.1234", "earning_measure": "60000.1234", "step": 2,
        "due": "1200.00", "already_posted": "0.00", "amount": "1200.00",
        "why": answer["lines"][0]["why"],
    }  # fmt: skip
    assert answer["totals"] == {"dealers": 2, "due": "1200.10", "amount": "1200.10"}
    assert (answer["status"], answer["from"], answer["to"]) == ("draft", "2012-01-01", "2013-01-01")
    assert datetime.fromisoformat(answer["as_of"]).utcoffset().total_seconds() == 8 * 3600
    assert answer["lines"][0]["why"]
    assert not LedgerEntry.objects.exists()


def test_lines_come_by_dealer_programme_and_period(sold):
    sold.programme("A-MONTHLY", period="month")
    sold.sell("D1", "1.00", "2012-12-01")
    lines = said("settle", *YEAR)["lines"]
    assert [(line["dealer"], line["programme"], line["period"]) for line in lines] == [
        ("D1", "A-MONTHLY", "2012-03"), ("D1", "A-MONTHLY", "2012-12"), ("D1", "ANNUAL", "2012"),
        ("D2", "A-MONTHLY", "2012-03"), ("D2", "ANNUAL", "2012"),
    ]  # fmt: skip


def test_pieces_are_written_as_whole_numbers(sold):
    steps = [{"from": "3", "per_unit": "5"}]
    sold.programme("PIECES", target_measure={"of": "quantity"}, steps=steps)
    [line, _] = said("settle", *YEAR, "--programme", "PIECES")["lines"]
    assert (line["target_measure"], line["earning_measure"], line["due"]) == ("3", "3", "15.00")


def test_it_posts_as_the_user_who_approves(sold):
    answer = said("settle", *YEAR, "--post", "--approve-as", "finance")
    assert answer["status"] == "posted"
    assert sold.balance("D1") == D("1200.00")
    assert SettlementRun.objects.get().approved_by == sold.finance.user
    assert {entry.posted_by for entry in LedgerEntry.objects.all()} == {sold.finance.user}


def test_it_goes_on_with_a_run_whose_posting_was_killed(sold):
    killed = approve_run(run=sold.draft(), access=sold.finance, reason="checked")
    begin_posting(run=killed, access=sold.finance)
    post_dealer(run=killed, dealer_id=sold.dealers["D1"].pk, by=None)
    answer = run("settle", *YEAR, "--post", "--approve-as", "finance")
    assert f"Run {killed.pk} was interrupted" in answer
    assert (sold.balance("D1"), sold.balance("D2")) == (D("1200.00"), D("0.10"))
    assert said("verify_books")["proved"] is True


def test_only_these_programmes_and_dealers(sold):
    sold.programme("SECOND")
    answer = said("settle", *YEAR, "--programme", "SECOND", "--dealer", "D2", "D3")
    assert [(line["dealer"], line["programme"]) for line in answer["lines"]] == [("D2", "SECOND")]


def test_a_moment_without_zone_is_shanghai_time(sold):
    answer = said("settle", *YEAR, "--as-of", "2020-01-01T00:00")
    assert (answer["as_of"], answer["lines"]) == ("2020-01-01T00:00:00+08:00", [])


@pytest.mark.parametrize(("arguments", "words", "status"), [
    (["--programme", "NONE"], "No programme has the code NONE", 1),
    (["--dealer", "NONE"], "No dealer has the code NONE", 1),
    (["--as-of", "2999-01-01"], "lies in the future", 1),
    (["--post", "--approve-as", "nobody"], "There is no user nobody", 1),
    (["--post", "--approve-as", "manager"], "may not both approve and post", 1),
    (["--post"], "needs --approve-as", 2),
    (["--approve-as", "finance"], "belongs to --post", 2),
])  # fmt: skip
def test_what_is_refused_is_said_and_nothing_is_written(sold, arguments, words, status):
    with pytest.raises(CommandError, match=words) as refused:
        run("settle", *YEAR, *arguments)
    assert refused.value.returncode == status
    assert not SettlementRun.objects.exists()


def test_an_empty_stretch_is_refused(sold):
    with pytest.raises(CommandError, match="must be later"):
        run("settle", "--from", "2012-01-01", "--to", "2012-01-01")


def test_the_table_can_be_read(sold):
    table = run("settle", *YEAR)
    assert "60000.1234" in table
    assert "1200.10" in table.splitlines()[-1]


def test_explain_adds_the_lines_up_again(sold):
    number = said("settle", *YEAR)["run"]
    which = ("explain", "--run", str(number), "--dealer", "D1", "--programme", "ANNUAL")
    [period] = said(*which)["periods"]
    target, earning = period["lines"]
    assert (target["sum"], target["lines"], target["equal"]) == ("60000.1234", 1, True)
    assert earning["filter"]["kinds"] == ["sell_in"]
    assert "60000.1234 = 60000.1234" in run(*which)


def test_explain_says_when_the_lines_do_not_add_up_any_more(sold):
    sold.programme("OVENS", scope={"kinds": ["sell_in"], "include": {"skus": ["HOOD-1"]}})
    number = said("settle", *YEAR)["run"]
    sold.skus["HOOD-1"].code = "RENAMED"
    sold.skus["HOOD-1"].save()
    with pytest.raises(CommandError, match="changed after the run"):
        run("explain", "--run", str(number), "--dealer", "D1", "--programme", "OVENS")


def test_explain_of_a_line_that_is_not_there(sold):
    with pytest.raises(CommandError, match="has no line for dealer D9"):
        run("explain", "--run", "1", "--dealer", "D9", "--programme", "ANNUAL")


def test_the_books_are_proved(sold):
    sold.settle()
    assert said("verify_books")["proved"] is True
    assert "WRONG" not in run("verify_books")


def test_one_cell_off_and_the_command_fails(sold):
    sold.settle()
    MonthlyCell.objects.filter(dealer=sold.dealers["D1"]).update(amount=D("60000.1233"))
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_books", "--format", "json", stdout=out)
    assert left.value.code == 1
    wrong = json.loads(out.getvalue())
    assert wrong["proved"] is False
    too_little, line_has_more = wrong["checks"]["cells"]
    assert "-0.0001" in too_little
    assert "product line" in line_has_more
    assert RunLine.objects.exists()


@pytest.mark.parametrize("command", ["settle", "explain", "verify_books"])
def test_help_is_there(command, capsys):
    with pytest.raises(SystemExit) as left:
        ManagementUtility(["manage.py", command, "--help"]).execute()
    assert left.value.code == 0
    assert "exit status" in capsys.readouterr().out.casefold()

"""A run's fines by command, by API and in files; and why each is what it is."""

import json

import pytest
from django.core.management import CommandError, call_command

from channels_mgmt.core.scopes import SYSTEM
from rebates.models import FineLine, SettlementRun
from rebates.review.comparison import compare
from rebates.services.run_documents import run_document
from tests.conduct.making import make_rule_version
from tests.fines.world import APRIL, MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    make_rule_version()
    return world.fined(MARCH)


def answer(capsys, *args, **more) -> dict:
    call_command(*args, format="json", **more)
    return json.loads(capsys.readouterr().out)


def test_settle_answers_with_the_fines(world, case, capsys):
    told = answer(capsys, "settle", "--from", "2026-03-01", "--to", "2026-04-01")
    fine, share = told["fines"]
    assert fine | {"why": ""} == {
        "dealer": "D1", "case": case.number, "part": "fine", "due": "-100000.00",
        "already_posted": "0.00", "amount": "-100000.00", "why": "",
    }  # fmt: skip
    assert share["amount"] == "6400.00"
    assert told["totals"] == {"dealers": 0, "due": "0.00", "amount": "0.00", "fines": "-93600.00"}


def test_it_is_printed_too(world, case, capsys):
    call_command("settle", "--from", "2026-03-01", "--to", "2026-04-01")
    assert case.number in capsys.readouterr().out


def test_a_fine_is_explained(world, case, capsys):
    run = world.month(3)
    told = answer(capsys, "explain", run=run.pk, dealer="D1", case=case.number)
    [part] = told["parts"]
    assert (part["due"], part["problems"]) == ("-100000.00", [])
    assert any("100,000.00" in sentence for sentence in part["reasoning"])
    call_command("explain", run=run.pk, dealer="D2", case=case.number)
    assert "6400.00" in capsys.readouterr().out


def test_what_does_not_follow_is_said(world, case):
    run = world.month(3)
    line = FineLine.objects.get(part="fine")
    line.explanation["parts"]["fixed"] = "1.00"
    line.save()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("explain", run=run.pk, dealer="D1", case=case.number)


def test_without_a_line_that_is_said(world, case):
    run = world.month(3)
    with pytest.raises(CommandError, match="no line for dealer D3"):
        call_command("explain", run=run.pk, dealer="D3", case=case.number)


def test_beside_the_run_before_a_dealer_shows_its_fines(world, case):
    before = world.month(3)
    world.fined(APRIL)
    run = world.month(4)
    found = compare(run, before, SYSTEM.scope)
    told = {change.dealer.code: (change.before, change.now) for change in found.changes}
    assert told == {"D1": (-100_000, -150_000), "D2": (6_400, 6_400)}
    assert {str(change.programme) for change in found.changes} != {""}


def test_a_reversal_tells_of_what_it_takes_back(world, case):
    run = world.month(3)
    document = run_document(world.reverse(SettlementRun.objects.get(pk=run.pk)))
    assert [line["amount"] for line in document["fines"]] == ["100000.00", "-6400.00"]
    assert f"run {run.pk}" in document["fines"][0]["why"]

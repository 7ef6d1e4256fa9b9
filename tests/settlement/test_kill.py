"""kill -9 in the middle of `settle --post`: gone on with, nothing is lost and nothing doubled.

Every round settles a year of its own, and all years have the same sales: what a killed and resumed
year leaves must be what the uninterrupted one left, to the byte.
"""

import hashlib
import json
import os
import random
import re
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from dealers.models import Dealer, Grant, LedgerEntry
from rebates.choices import RunStatus
from rebates.models import SettlementRun
from rebates.sales.cells import refresh_cells
from rebates.services import posting
from rebates.services.books import verify
from tests.settlement.killing import interrupted, statements
from tests.settlement.world import World, day

FIRST = 1900
POINTS = pytest.mark.parametrize("points", [6, pytest.param(100, marks=pytest.mark.prove)])
STARTED = (RunStatus.DRAFT, RunStatus.APPROVED, RunStatus.POSTING, RunStatus.POSTED)


def world_of(years: int) -> World:
    world = World(dealers=4)
    world.programme("ANNUAL", valid_from="1900-01-01")
    world.programme(
        "PIECES", valid_from="1900-01-01", target_measure={"of": "quantity"}, period="half",
        earning_measure={"of": "net_amount"}, steps=[{"from": "1", "percent": "0.5"}],
    )  # fmt: skip
    for year in range(FIRST, FIRST + years):
        for number, dealer in enumerate(world.dealers):
            world.sell(dealer, f"{40_000 * number + 10_000}.1234", f"{year}-03-15", pieces=2)
    Grant.objects.create(user=world.finance.user, role="finance", valid_from="2010-01-01")
    refresh_cells()
    return world


def settle(year: int) -> None:
    days = ["--from", f"{year}-01-01", "--to", f"{year + 1}-01-01"]
    command("settle", *days, "--post", "--approve-as", "finance")


def go_on(year: int) -> None:
    """What an operator does: posts the run that is there, or starts anew where there is none."""
    runs = SettlementRun.objects.filter(date_from=day(f"{year}-01-01"), status__in=STARTED)
    if run := runs.last():
        command("run", str(run.pk), "--post", "--approve-as", "finance")
    else:
        settle(year)


def command(*words: str) -> None:
    out = StringIO()
    call_command(*words, stdout=out, stderr=out)


def left(year: int) -> dict:
    """All that the year left in the books, without what no two years have in common."""
    days = {"date_from": day(f"{year}-01-01")}
    run = SettlementRun.objects.get(**days, status=RunStatus.POSTED)
    entries = LedgerEntry.objects.filter(source=f"settlement:{run.pk}")
    keys = ("dealer__code", "programme__code", "period", "target_measure", "step", "due",
            "already_posted", "amount")  # fmt: skip
    found = {
        "entries": entries.order_by("pk").values_list("debit", "credit", "amount", "date", "memo",
                                                      "dealer__code", "posted_by__username"),
        "lines": run.lines.order_by("dealer__code", "programme__code", "period").values_list(*keys),
        "statements": run.statements.order_by("dealer__code").values_list(
            "dealer__code", "movements", "content__lines", "content__rebates"
        ),
    }  # fmt: skip
    text = json.dumps({name: list(rows) for name, rows in found.items()}, default=str)
    return {
        "digest": hashlib.sha256(plain(text, year).encode()).hexdigest(),
        "total": run.lines.aggregate(total=Sum("amount"))["total"],
        "entries": entries.count(),
        "statements": run.statements.count(),
    }


def plain(text: str, year: int) -> str:
    text = re.sub(r'"id": \d+', '"id": 0', text)  # of the run's line
    return text.replace(f"{year}", "YEAR").replace(f"{year + 1}", "NEXT")


@POINTS
def test_a_killed_settlement_is_gone_on_with_and_leaves_what_it_would_have_left(
    transactional_db, points
):
    world = world_of(points + 1)
    whole = statements(lambda: settle(FIRST))
    wanted, rng = left(FIRST), random.Random(points)
    assert wanted["total"] > 0
    assert (wanted["entries"], wanted["statements"]) == (8, 4)
    stops = sorted(rng.sample(range(1, whole + 1), min(points, whole)))
    met = set()
    for round_, stop in enumerate(stops, start=1):
        year = FIRST + round_
        assert interrupted(lambda y=year: settle(y), stop, after=bool(rng.getrandbits(1)))
        runs = SettlementRun.objects.filter(date_from=day(f"{year}-01-01"))
        met.add(runs.last() and runs.last().status)
        go_on(year)
        assert left(year) == wanted, f"killed at statement {stop} of {whole}"
    assert RunStatus.POSTING in met, "none was killed while it posted: this proves little"
    assert list(verify()) == []
    paid = [world.balance(dealer) for dealer in world.dealers]
    assert sum(paid) == wanted["total"] * (len(stops) + 1)


def loosely(*, run, dealer_id, by):
    """Entries and statement in transactions of their own, and keys that never meet."""
    dealer = Dealer.objects.get(pk=dealer_id)
    postings = [replace(p, key=f"{p.key}:{os.getpid()}") for p in posting._postings(run, dealer)]
    posting.post(dealer=dealer, postings=postings, source=posting.source_of(run), by=by)
    return posting.issue_statement(run=run, dealer=dealer, issued_at=timezone.now())


def test_posted_in_two_transactions_a_dealer_would_be_posted_twice(transactional_db, monkeypatch):
    """The negative control: some statement at which this world breaks is found, so the test above
    would have found it too."""
    monkeypatch.setattr(posting, "post_dealer", loosely)
    world_of(30)
    whole = statements(lambda: settle(FIRST))
    broken = 0
    for year in range(FIRST + 1, FIRST + 30):
        assert interrupted(lambda y=year: settle(y), whole - (year - FIRST) * 2)
        try:
            go_on(year)
        except ValueError:  # the statement does not find in the ledger what the run says
            broken += 1
            break
    assert broken

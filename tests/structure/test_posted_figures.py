"""A reorganisation, whenever its day is, changes no posted figure; what is due then follows it."""

import datetime
from decimal import Decimal as D

import pytest
from django.test import override_settings

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import LedgerEntry
from dealers.services.reorganisation import reorganise
from dealers.structure.plans import plan_drop, plan_merger, plan_move, plan_replacement
from rebates.models import RunLine, SettlementRun, Statement
from rebates.services.books import verify
from rebates.services.statements.render import pdf_of
from tests.factories import make_territory, make_tier
from tests.settlement.world import World, amounts

pytestmark = pytest.mark.django_db
IN_A_POSTED_PERIOD, AFTERWARDS = datetime.date(2012, 5, 15), datetime.date(2012, 8, 1)
"""The posted runs end on 2012-07-01."""


@pytest.fixture
def world() -> World:
    """D0 above D1, D2 and D3; the programme is for dealers of the city tier, quarter by quarter."""
    world = World()
    upper = world.add_dealer("D0", tier=make_tier("provincial"))
    for code in ("D1", "D2", "D3"):
        world.dealers[code].upstream = upper
        world.dealers[code].save()
    make_territory(dealer=upper, valid_from=datetime.date(2012, 1, 1))
    scope = {"kinds": ["sell_in"], "include": {"tiers": ["city"]}}
    world.programme(scope=scope, period="quarter")
    for code, quarter in (("D1", "60000"), ("D2", "30000"), ("D3", "120000"), ("D0", "99000")):
        for month in ("02", "05", "08", "11"):
            world.sell(code, quarter, f"2012-{month}-10")
            world.sell(code, "1000", f"2012-{month}-20")
    for start, end in (("2012-01-01", "2012-04-01"), ("2012-04-01", "2012-07-01")):
        world.settle(start, end)
    return world


def move(world, day):
    dealer = world.dealers["D1"]
    return plan_move(
        dealer=dealer, tier=make_tier("outlet"), upstream=world.dealers["D2"],
        home_region=world.north, valid_from=day,
    )  # fmt: skip


def replace(world, day):
    return plan_replacement(dealer=world.dealers["D0"], heir=world.dealers["D1"], valid_from=day)


def merge(world, day):
    return plan_merger(dealer=world.dealers["D2"], heir=world.dealers["D3"], valid_from=day)


def drop(world, day):
    return plan_drop(tier=make_tier("city"), successor=make_tier("outlet"), valid_from=day)


def books() -> list:
    """Every posted figure, and the PDF of every statement as it is rendered now."""
    posted = [list(model.objects.order_by("pk").values()) for model in (RunLine, LedgerEntry)]
    statements = list(Statement.objects.order_by("pk").values())
    pdfs = [
        pdf_of(content=s["content"], digest=s["digest"], issued_at=s["issued_at"], language="en")
        for s in statements[:2]
    ]
    return [*posted, statements, pdfs]


@pytest.mark.parametrize("plan", [move, replace, merge, drop])
@pytest.mark.parametrize("day", [IN_A_POSTED_PERIOD, AFTERWARDS], ids=["posted", "afterwards"])
def test_nothing_posted_changes(world, plan, day):
    before = books()
    reorganise(plan=lambda: plan(world, day), access=SYSTEM, reason="reorganised")
    assert books() == before
    assert list(verify()) == []


def settled(world, start, end) -> dict:
    return amounts(world.draft(start, end))


def test_a_run_that_is_worked_out_again_as_of_then_says_the_same(world):
    """The auditor's question: what was known when the run was posted."""
    posted = SettlementRun.objects.get(date_from="2012-04-01")
    reorganise(plan=lambda: drop(world, IN_A_POSTED_PERIOD), access=SYSTEM, reason="reorganised")
    again = world.draft("2012-04-01", "2012-07-01", as_of=posted.as_of)
    dues = {(line.dealer.code, line.period): line.due for line in again.lines.all()}
    assert {key: due for key, due in dues.items() if due} == amounts(posted)
    assert set(amounts(again).values()) == {D(0)}


def test_what_falls_before_the_day_follows_the_old_structure_and_the_rest_the_new(world):
    """In the third quarter D1 leaves the tier on 1 August: only July would count, and was empty."""
    reorganise(plan=lambda: move(world, AFTERWARDS), access=SYSTEM, reason="reorganised")
    due = settled(world, "2012-07-01", "2012-10-01")
    assert ("D1", "2012Q3") not in due
    assert due["D2", "2012Q3"] == D("310.00")


def test_a_move_in_a_posted_period_is_posted_as_a_difference_by_the_next_run(world):
    """From 15 May on D1 is an outlet: of the quarter's 61,000 only 60,000 of 10 May count."""
    reorganise(plan=lambda: move(world, IN_A_POSTED_PERIOD), access=SYSTEM, reason="reorganised")
    due = settled(world, "2012-04-01", "2012-07-01")
    assert due["D1", "2012Q2"] == D("1200.00") - D("1220.00")
    assert due["D2", "2012Q2"] == due["D3", "2012Q2"] == D(0)


@override_settings(LANGUAGE_CODE="en")
def test_the_plan_says_which_posted_runs_it_reaches_into(world):
    notes = " ".join(move(world, IN_A_POSTED_PERIOD).notes)
    assert "posted until 2012-07-01" in notes
    assert "posted until" not in " ".join(move(world, AFTERWARDS).notes)

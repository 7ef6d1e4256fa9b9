"""Where the money of a fine comes from: the balance, the deposit; and the demand to top it up."""

import datetime

import pytest
from django.utils import timezone

from rebates.conduct.holidays import deadline
from rebates.fines.demands import open_demands
from rebates.models import TopUpDemand
from rebates.services.books import verify
from tests.conduct.making import make_rule_version
from tests.conduct.ways import fresh
from tests.fines.world import APRIL, MARCH, D, stated

pytestmark = pytest.mark.django_db


def funds(world) -> tuple:
    return world.balance("D1"), world.deposit()


def proved() -> bool:
    found = list(verify())
    assert found == []
    return True


@pytest.mark.parametrize(("draws_on", "owed", "lodged", "balance", "deposit"), [
    ("balance_then_deposit", "120000", "200000", "20000", "200000"),
    ("balance_then_deposit", "30000", "200000", "0", "130000"),
    ("balance_then_deposit", "0", "60000", "-40000", "0"),
    ("deposit_only", "30000", "200000", "30000", "100000"),
    ("deposit_only", "0", "60000", "-40000", "0"),
])  # fmt: skip
def test_a_fine_draws_as_the_rule_says(world, draws_on, owed, lodged, balance, deposit):
    make_rule_version(draws_on=draws_on)
    world.lodged(lodged)
    if owed != "0":
        world.owed(owed)
    world.fined()
    world.month(3)
    assert funds(world) == (D(balance), D(deposit))
    assert proved()


def test_the_rebates_of_the_same_run_bear_it_first(world):
    make_rule_version()
    world.programme(period="month", steps=[{"from": "0", "percent": "1"}])
    world.sell("D1", "3000000", "2026-03-05")
    world.lodged("200000")
    world.fined()
    world.month(3)
    assert funds(world) == (0, D("130000"))
    assert proved()


def test_of_two_fines_the_second_draws_on_what_the_first_left(world):
    make_rule_version()
    world.lodged("200000")
    world.owed("130000")
    world.fined(MARCH), world.fined(APRIL)
    run = world.month(4)
    assert funds(world) == (0, D("80000"))
    drawn = [line["draw"]["drawn"] for line in stated(run)["fines"]]
    assert drawn == ["0.00", "120000.00"]
    assert proved()


def test_what_is_taken_back_returns_to_the_deposit(world):
    make_rule_version()
    world.lodged("200000")
    world.owed("30000")
    case = world.fined()
    world.month(3)
    world.desk.overturned(fresh(case))
    world.month(4)
    assert funds(world) == (D("30000"), D("200000"))
    assert proved()


def test_a_reversed_run_gives_back_what_it_drew_and_demands_nothing(world):
    make_rule_version()
    world.contract()
    world.lodged("200000")
    world.fined()
    run = world.month(3)
    assert open_demands().exists()
    world.reverse(run)
    assert funds(world) == (0, D("200000"))
    assert not open_demands().exists()
    assert proved()
    world.month(3)
    assert funds(world) == (0, D("100000"))
    assert proved()


def test_taken_back_and_then_reversed_the_next_run_sets_all_right(world):
    """The deposit got its money twice; what is due in the end is what it bears."""
    make_rule_version()
    world.lodged("200000")
    case = world.fined()
    run = world.month(3)
    world.desk.overturned(fresh(case))
    world.month(4)
    world.reverse(run)
    world.month(5)
    assert funds(world) == (0, D("200000"))
    assert proved()


def test_a_drawn_deposit_raises_a_demand_with_a_day(world):
    make_rule_version()
    contract = world.contract(top_up_days=7)
    world.lodged("190000")
    world.fined()
    run = world.month(3)
    [demand] = TopUpDemand.objects.all()
    due_on = deadline(timezone.localdate(), 7)
    assert (demand.required, demand.held, demand.amount) == (D(200000), D(90000), D(110000))
    assert (demand.contract, demand.due_on) == (contract, due_on)
    assert stated(run)["demand"] == {
        "contract": contract.number, "required": "200000.00", "held": "90000.00",
        "amount": "110000.00", "due_on": str(due_on),
    }  # fmt: skip
    assert proved()


@pytest.mark.parametrize(("required", "lodged"), [("0", "200000"), ("90000", "200000")])
def test_where_enough_is_left_nothing_is_demanded(world, required, lodged):
    make_rule_version()
    world.contract(required)
    world.lodged(lodged)
    world.fined()
    run = world.month(3)
    assert stated(run)["demand"] is None
    assert not TopUpDemand.objects.exists()


def test_without_a_contract_in_force_nothing_is_demanded(world):
    make_rule_version()
    world.contract(valid_to=datetime.date(2026, 1, 1))
    world.lodged("200000")
    world.fined()
    world.month(3)
    assert not TopUpDemand.objects.exists()


def test_a_demand_is_met_when_the_deposit_is_whole_again(world):
    make_rule_version()
    world.contract()
    world.lodged("200000")
    world.fined()
    world.month(3)
    [demand] = open_demands()
    assert (demand.missing, demand.state) == (D(100000), "open")
    world.lodged("60000")
    assert open_demands().get().missing == D(40000)
    world.lodged("40000")
    assert not open_demands().exists()
    assert TopUpDemand.objects.count() == 1


def test_a_later_demand_takes_the_place_of_the_earlier_one(world):
    make_rule_version()
    world.contract()
    world.lodged("200000")
    world.fined(MARCH)
    world.month(3)
    world.fined(APRIL, quantity=1)
    world.month(4)
    assert TopUpDemand.objects.count() == 2
    assert [demand.amount for demand in open_demands()] == [D(200000)]


@pytest.mark.parametrize(("percent", "forfeited"), [("100", "1300.00"), ("33.3333", "433.33")])
def test_a_forfeited_rebate_is_a_line_of_its_own(world, percent, forfeited):
    make_rule_version(steps=({"number": 1, "rebate_percent": D(percent)},))
    monthly = {"steps": [{"from": "0", "percent": "1"}]}
    world.programme("MONTH", period="month", **monthly)
    world.programme("QUARTER", period="quarter", **monthly)
    world.sell("D1", "100000", "2026-03-05")
    world.sell("D1", "30000", "2026-02-05")  # of the quarter, not of the month
    world.fined(MARCH)
    run = world.month(3)
    lines = {(line.part): f"{-line.amount:f}" for line in run.fine_lines.all()}
    assert lines == {"forfeit": {"1300.00": "2300.00", "433.33": "766.67"}[forfeited],
                     "share": "-6400.00"}  # fmt: skip
    assert proved()


def test_a_forfeit_follows_what_the_rebate_becomes(world):
    make_rule_version(steps=({"number": 1, "rebate_percent": D(50)},))
    world.programme(period="month", steps=[{"from": "0", "percent": "1"}])
    world.sell("D1", "100000", "2026-03-05")
    case = world.fined(MARCH)
    world.month(3)
    assert world.balance("D1") == D("500")
    world.sell("D1", "100000", "2026-03-06")
    world.month(3)
    assert world.balance("D1") == D("1000")
    assert proved()
    world.desk.overturned(fresh(case))
    world.month(4)
    assert world.balance("D1") == D("2000")
    assert proved()

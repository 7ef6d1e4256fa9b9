"""How far a dealer is: the figures of a run, and what the next step would bring."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebates.services.progress import Progress, progress_of
from tests.settlement.world import D, World, day

MARCH = day("2012-03-20")


@pytest.fixture
def world(db) -> World:
    return World()


def of(world: World, code: str = "ANNUAL", *, dealer: str = "D1", on=MARCH) -> Progress:
    [found] = [p for p in progress_of(dealer=world.dealers[dealer], day=on)
               if p.programme.code == code]  # fmt: skip
    return found


def test_it_works(world):
    """1/2/3 % on everything from 0, 50,000 and 100,000."""
    world.programme()
    world.sell("D1", "82400")
    standing = of(world).standing
    assert (standing.so_far, standing.step, standing.amount) == (D(82400), 2, D("1648.00"))
    ahead = standing.ahead
    assert (ahead.step, ahead.bound, ahead.missing) == (3, D(100000), D(17600))
    assert (ahead.amount, ahead.gain) == (D("3000.00"), D("1352.00"))
    assert (ahead.beyond, ahead.estimated) == (False, False)


STEPS = [{"from": "1000", "percent": "1"}, {"from": "2000", "percent": "2"}]
CASES = [
    # terms, sold, so far pays, missing, the period at the bound
    ("whole below the first", {}, ["400"], "0.00", "600", "10.00"),
    ("whole between", {}, ["1500"], "15.00", "500", "40.00"),
    ("exactly on a bound", {}, ["1000"], "10.00", "1000", "40.00"),
    ("graduated", {"method": "graduated"}, ["1500"], "5.00", "500", "10.00"),
    ("stacked", {"method": "stacked"}, ["1500"], "15.00", "500", "60.00"),
    ("returns count", {}, ["1500", "-600"], "0.00", "100", "10.00"),
    ("more returned than sold", {}, ["100", "-300"], "0.00", "1200", "10.00"),
    ("a bound that belongs below", {"upper_inclusive": True}, ["1000"], "0.00", "0", "10.00"),
    ("from the first yuan", {"steps": [{"from": "0", "lump_sum": "7"}]}, [], "0.00", "0", "7.00"),
    ("a cap on the benefit", {"cap": {"on": "benefit", "amount": "20"}}, ["1500"], "15.00", "500",
     "20.00"),
    ("a rate that falls", {"steps": [{"from": "1000", "percent": "2"},
                                     {"from": "1100", "percent": "1"}]}, ["1050"], "21.00", "50",
     "11.00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "sold", "pays", "missing", "then"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_next_step_pays_what_the_rules_give_at_its_bound(
    world, terms, sold, pays, missing, then
):
    world.programme(**{"steps": STEPS} | terms)
    for amount in sold:
        world.sell("D1", amount)
    standing = of(world).standing
    assert standing.amount == D(pays)
    assert standing.ahead.missing == D(missing)
    assert (standing.ahead.amount, standing.ahead.gain) == (D(then), D(then) - D(pays))


def test_on_the_last_step_nothing_lies_ahead(world):
    world.programme(steps=STEPS)
    world.sell("D1", "2000")
    assert of(world).standing.ahead is None


def test_a_step_behind_the_cap_does_not_lie_ahead(world):
    world.programme(steps=STEPS, cap={"on": "measure", "amount": "1500"})
    world.sell("D1", "1400")
    assert of(world).standing.ahead is None


PIECES = {
    "target_measure": {"of": "quantity"},
    "earning_measure": {"of": "net_amount"},
    "steps": [{"from": "3", "percent": "1"}, {"from": "10", "percent": "2"}],
}


def test_where_pieces_pick_the_step_money_follows_at_the_average_price(world):
    world.programme(**PIECES)
    world.sell("D1", "4000", pieces=4)
    ahead = of(world).standing.ahead
    assert (ahead.missing, ahead.amount, ahead.estimated) == (D(6), D("200.00"), True)


def test_without_a_price_so_far_nobody_knows_what_it_would_bring(world):
    world.programme(**PIECES)
    ahead = of(world).standing.ahead
    assert (ahead.missing, ahead.amount, ahead.gain) == (D(3), None, None)


@pytest.mark.parametrize(
    ("length", "period", "so_far"),
    [("month", "2012-03", "300"), ("quarter", "2012 Q1", "600"), ("half", "2012 H1", "1000"),
     ("year", "2012", "1500")],
)  # fmt: skip
def test_the_period_is_the_one_that_holds_the_day(world, length, period, so_far):
    world.programme(period=length)
    for date, amount in [("2011-12-31", "9"), ("2012-02-28", "300"), ("2012-03-01", "300"),
                         ("2012-06-30", "400"), ("2012-07-01", "500")]:  # fmt: skip
        world.sell("D1", amount, date)
    found = of(world)
    assert (found.period.label, found.standing.so_far) == (period, D(so_far))


def test_progressive_quarters_stand_on_the_year_to_date(world):
    """DOMAIN 7, case 13: 5 % once the year reaches 100,000; quarters of 50, 75 and 100 thousand."""
    world.programme(
        period="quarter", cumulation="progressive", steps=[{"from": "100000", "percent": "5"}]
    )
    world.sell("D1", "50000", "2012-02-01")
    first = of(world, on=day("2012-02-02")).standing
    assert (first.so_far, first.amount) == (D(50000), D("0.00"))
    assert (first.ahead.missing, first.ahead.gain) == (D(50000), D("5000.00"))
    world.sell("D1", "75000", "2012-05-01")
    second = of(world, on=day("2012-05-02")).standing
    assert (second.so_far, second.amount, second.ahead) == (D(125000), D("6250.00"), None)


def test_a_new_version_in_the_period_pays_what_is_sold_from_now_on(world):
    """1 % until July, then 2 %, both from 1,000: what is missing is sold at the rate of the day."""
    first = world.programme(
        valid_to="2012-07-01", steps=[{"from": "1000", "percent": "1"}], period="year"
    )
    world.version(
        first.programme, valid_from="2012-07-01", steps=[{"from": "1000", "percent": "2"}]
    )
    world.sell("D1", "400")
    before, after = (of(world, on=day(on)).standing.ahead for on in ("2012-03-20", "2012-08-01"))
    assert (before.missing, before.gain) == (D(600), D("10.00"))
    assert (after.missing, after.gain) == (D(600), D("16.00"))  # 400 × 1 % + 600 × 2 %


def test_a_version_that_restarts_counts_anew(world):
    first = world.programme(valid_to="2012-07-01", steps=STEPS)
    world.version(first.programme, valid_from="2012-07-01", steps=STEPS, on_change="restart")
    world.sell("D1", "1500", "2012-03-01")
    world.sell("D1", "300", "2012-07-02")
    standing = of(world, on=day("2012-08-01")).standing
    assert (standing.so_far, standing.ahead.missing) == (D(300), D(700))
    assert standing.amount == D("15.00")


class TestWhoIsTold:
    @pytest.mark.parametrize(
        ("include", "exclude", "told"),
        [
            ({}, {}, True),
            ({"tiers": ["city"]}, {}, True),
            ({"tiers": ["outlet"]}, {}, False),
            ({"dealers": ["D1"]}, {}, True),
            ({"dealers": ["D2"]}, {}, False),
            ({}, {"dealers": ["D1"]}, False),
            ({"regions": ["44"]}, {}, True),
            ({"regions": ["11"]}, {}, False),
        ],
    )
    def test_whoever_the_scope_may_mean(self, world, include, exclude, told):
        world.programme(scope={"kinds": ["sell_in"], "include": include, "exclude": exclude})
        assert bool(progress_of(dealer=world.dealers["D1"], day=MARCH)) is told

    def test_and_whoever_has_sold_there_all_the_same(self, world):
        world.programme(scope={"kinds": ["sell_in"], "include": {"regions": ["11"]}})
        world.sell("D1", "100", region=world.north)
        assert of(world).counts

    def test_a_dealer_that_left_is_told_only_where_something_counts(self, world):
        world.programme("A")
        world.programme("B", scope={"kinds": ["sell_out"]})
        world.sell("D1", "100")
        world.dealers["D1"].status = "terminated"
        found = progress_of(dealer=world.dealers["D1"], day=MARCH)
        assert [p.programme.code for p in found] == ["A"]

    @pytest.mark.parametrize("terms", [{"status": "draft"}, {"valid_from": "2013-01-01"}])
    def test_nobody_of_what_is_not_in_force(self, world, terms):
        world.programme(**terms)
        assert progress_of(dealer=world.dealers["D1"], day=MARCH) == []


def test_it_reads_and_never_writes(world):
    world.programme()
    world.sell("D1", "100")
    with CaptureQueriesContext(
        connection,
    ) as made:
        progress_of(dealer=world.dealers["D1"], day=MARCH)
    writes = [q["sql"] for q in made if not q["sql"].lstrip().startswith("SELECT")]
    assert all("_group" in sql for sql in writes)  # tables that this connection alone sees


def test_more_dealers_and_sales_ask_no_more_of_the_database(world):
    world.programme()
    world.sell("D1", "100")

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            progress_of(dealer=world.dealers["D1"], day=MARCH)
        return len(made)

    before = asked()
    for number in range(20):
        world.add_dealer(f"N{number}")
        world.sell(f"N{number}", "10")
        world.sell("D1", "10")
    assert asked() == before

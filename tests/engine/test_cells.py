"""Monthly cells are the lines, summed; facts come from either and are the same."""

from django.utils import timezone

from channels_mgmt.core.periods import Period
from rebates.sales.cells import cells_equal_lines, mark_changed, refresh_cells
from rebates.sales.facts import facts, known_at, parts
from rebates.sales.models import ChangedMonth, MonthlyCell
from tests.settlement.world import D, day

YEAR = Period.parse("2012")


def rows(window=YEAR, as_of=None, dealers=()):
    known = known_at(as_of or timezone.now())
    return sorted(
        (str(dealer), quantity, amount)
        for chunk in facts(window=window, known=known, dealers=dealers)
        for dealer, *_, quantity, amount in chunk
    )


def test_it_works(world):
    world.sell("D1", "100.5000", "2012-03-01", pieces=2)
    world.sell("D1", "-20.1000", "2012-03-31")
    world.sell("D1", "7.0000", "2012-04-01")
    assert refresh_cells() == 2
    march, april = MonthlyCell.objects.order_by("month")
    assert (march.month, march.quantity, march.amount, march.lines) == (
        day("2012-03-01"), 1, D("80.4"), 2,
    )  # fmt: skip
    assert (march.returned_quantity, march.returned_amount) == (-1, D("-20.1"))
    assert april.amount == D("7")
    assert list(cells_equal_lines()) == []


def test_only_changed_months_are_rebuilt(world):
    world.sell("D1", "1.00", "2012-03-01")
    world.sell("D1", "1.00", "2012-04-01")
    refresh_cells()
    april = MonthlyCell.objects.get(month=day("2012-04-01")).pk
    world.sell("D1", "1.00", "2012-03-09")
    assert refresh_cells() == 1
    assert MonthlyCell.objects.get(month=day("2012-04-01")).pk == april
    assert not ChangedMonth.objects.exists()
    assert refresh_cells() == 0


def test_what_differs_in_anything_a_programme_can_ask_for_is_a_cell_of_its_own(world):
    world.sell("D1", "1.00")
    for other in (
        {"sku": "HOOD-2"}, {"region": world.north}, {"channel": "jd"}, {"kind": "sell_out"},
        {"channel": "tmall", "shop": world.shop}, {"channel": "tmall"}, {"date": "2012-05-01"},
    ):  # fmt: skip
        world.sell("D1", "1.00", **other)
    world.sell("D2", "1.00")
    refresh_cells()
    assert MonthlyCell.objects.count() == 9


def test_a_month_is_read_from_its_lines_until_its_cells_are_rebuilt(world):
    world.sell("D1", "1.00")
    refresh_cells()
    world.sell("D1", "2.00")
    assert sum(amount for *_, amount in rows()) == 3_0000


def test_facts_do_not_know_what_was_taken_in_after_the_cut_off(world):
    world.sell("D1", "1.00", "2012-03-01")
    then = timezone.now()
    world.sell("D1", "2.00", "2012-03-02")
    refresh_cells()
    assert sum(amount for *_, amount in rows(as_of=then)) == 1_0000
    assert sum(amount for *_, amount in rows()) == 3_0000


def test_whole_months_come_from_cells_and_a_cut_month_from_its_lines(world):
    known = known_at(timezone.now())
    window = Period(day("2012-01-15"), day("2012-05-01"))
    assert [(part.key, whole) for part, whole in parts(window, known)] == [
        ("2012-01-15/2012-02-01", False),
        ("2012-02-01/2012-05-01", True),
    ]
    mark_changed([day("2012-03-31")])
    known = known_at(timezone.now())
    assert [(part.key, whole) for part, whole in parts(window, known)] == [
        ("2012-01-15/2012-02-01", False),
        ("2012-02", True),
        ("2012-03", False),
        ("2012-04", True),
    ]


def test_facts_of_some_dealers_only(world):
    for dealer in ("D1", "D2", "D3"):
        world.sell(dealer, "1.00")
    refresh_cells()
    chosen = {world.dealers["D1"].pk, world.dealers["D3"].pk}
    assert {dealer for dealer, *_ in rows(dealers=chosen)} == {str(pk) for pk in chosen}


def test_a_cell_that_is_not_its_lines_is_found(world):
    world.sell("D1", "5.00")
    refresh_cells()
    MonthlyCell.objects.update(amount=D("4.99"))
    [found] = cells_equal_lines()
    assert (found.dealer_id, found.quantity, found.amount) == (world.dealers["D1"].pk, 0, -100)


def test_a_cell_without_lines_and_lines_without_a_cell_are_found(world):
    world.sell("D1", "5.00", "2012-03-01")
    refresh_cells()
    MonthlyCell.objects.update(month=day("2012-02-01"))
    assert sorted((f.month.month, f.amount) for f in cells_equal_lines()) == [
        (2, 5_0000), (3, -5_0000),
    ]  # fmt: skip

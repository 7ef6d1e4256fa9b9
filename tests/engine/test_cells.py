"""Monthly cells are the lines, summed; facts come from either and are the same."""

from django.utils import timezone

from channels_mgmt.core.periods import Period
from dealers.models import Region
from pricing.models import SKU
from rebates.engine.masks import alike
from rebates.sales.cells import cells_equal_lines, mark_changed, refresh_cells
from rebates.sales.facts import Groups, facts, known_at, parts
from rebates.sales.models import ChangedMonth, MonthlyCell
from tests.settlement.world import D, day

YEAR = Period.parse("2012")


def rows(window=YEAR, as_of=None, dealers=(), groups=None):
    """Dealer, pieces and money of every fact; all products in one group, all regions in another."""
    known = known_at(as_of or timezone.now())
    groups = groups or Groups(in_group(7, SKU), in_group(9, Region))
    return sorted(
        (str(dealer), quantity, amount)
        for chunk in facts(window=window, known=known, groups=groups, dealers=dealers)
        for dealer, *_, quantity, amount in chunk
    )


def in_group(number, model, **which):
    return dict.fromkeys(model.objects.filter(**which).values_list("pk", flat=True), number)


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


def test_what_is_in_one_group_comes_as_one_fact_and_what_is_in_none_does_not_come(world):
    for sku, amount in (("HOOD-1", "1.00"), ("HOOD-2", "2.00"), ("OVEN-1", "4.00")):
        world.sell("D1", amount, "2012-03-01", sku=sku)
    world.sell("D1", "8.00", "2012-03-01", region=world.north)
    refresh_cells()
    everywhere, north = in_group(0, Region), in_group(1, Region, pk=world.north.pk)
    hoods, ovens = in_group(0, SKU, code__startswith="HOOD"), in_group(1, SKU, code="OVEN-1")

    def amounts(skus, regions):
        return sorted(amount for *_, amount in rows(groups=Groups(skus, regions)))

    cells = [
        amounts(hoods | ovens, everywhere),
        amounts(hoods, everywhere | north),
        amounts(ovens, everywhere),
        amounts(hoods | ovens, north),
        amounts({}, everywhere),
    ]
    assert cells == [[4_0000, 11_0000], [3_0000, 8_0000], [4_0000], [8_0000], []]
    mark_changed([day("2012-03-01")])  # now from the lines
    assert amounts(hoods, everywhere | north) == [3_0000, 8_0000]


def test_what_scopes_treat_alike_is_one_group():
    masks = {1: 0b101, 2: 0b111, 3: 0b010, 4: 0b000, 5: 0b001}
    assert alike(masks, needed=0b101) == ({1: 0, 2: 0, 5: 1}, [0b101, 0b001])
    assert alike(masks, needed=0b010) == ({2: 0, 3: 0}, [0b010])
    assert alike(masks, needed=0) == ({}, [])


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

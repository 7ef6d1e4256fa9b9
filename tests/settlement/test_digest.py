"""The digest of a run covers what determined its lines, and nothing else."""

import pytest
from django.utils import timezone

from rebates.models import Programme
from tests.settlement.world import line


@pytest.fixture
def sold(world):
    world.programme()
    world.sell("D1", "60000.00")
    world.sell("D2", "10.0000")
    return world


def digest(world, **more) -> str:
    return world.draft(**more).input_digest


def test_the_same_inputs_give_the_same_digest_and_the_same_lines(sold):
    first, second = sold.draft(), sold.draft()
    assert first.input_digest == second.input_digest
    assert len(first.input_digest) == 64
    columns = ("dealer", "programme", "version", "period", "target_measure", "earning_measure",
               "step", "due", "already_posted", "amount", "explanation")  # fmt: skip
    rows = [list(run.lines.order_by("pk").values_list(*columns)) for run in (first, second)]
    assert rows[0] == rows[1]


def test_it_is_the_same_on_every_database_and_in_every_year(sold):
    """Codes, not ids, and no moment: this must come out wherever the test runs."""
    assert digest(sold) == "89cd6f7579a9a4de25fba71962605deeef34ebc9b7c82f5141bb2991fefeab16"


@pytest.mark.parametrize("change", [
    lambda world: world.sell("D1", "0.0001"),
    lambda world: world.sell("D3", "0.0001"),
    lambda world: world.programme("SECOND"),
    lambda world: world.version(world_programme(world), valid_from="2012-09-01"),
])  # fmt: skip
def test_every_change_of_the_inputs_changes_it(sold, change):
    before = digest(sold)
    change(sold)
    assert digest(sold) != before


def test_what_was_posted_is_an_input_too(sold):
    before = digest(sold)
    sold.settle()
    assert digest(sold) != before


def test_what_does_not_concern_the_run_does_not_change_it(sold):
    before = digest(sold)
    sold.sell("D1", "500.00", "2013-01-01")
    sold.sell("D1", "500.00", "2011-12-31")
    sold.sell("D1", "500.00", kind="sell_out")
    sold.programme("NEXT-YEAR", valid_from="2013-01-01")
    sold.version(world_programme(sold), valid_from="2012-06-01", status="draft")
    assert digest(sold) == before


def test_how_sales_are_split_into_lines_changes_nothing(sold):
    whole = sold.draft()
    sold.sell("D1", "-60000.00")
    for amount in ("10000.50", "49999.4999", "0.0001"):
        sold.sell("D1", amount)
    split = sold.draft()
    assert line(split, "D1").due == line(whole, "D1").due


def test_the_filter_is_part_of_it(sold):
    assert len({digest(sold), digest(sold, dealers=["D1", "D2"]),
                digest(sold, programmes=["ANNUAL"])}) == 3  # fmt: skip


def test_an_old_cut_off_gives_the_old_digest(sold):
    before, then = digest(sold), timezone.now()
    sold.sell("D1", "500.00")
    assert digest(sold, as_of=then) == before


def world_programme(world) -> Programme:
    return Programme.objects.get(code="ANNUAL")

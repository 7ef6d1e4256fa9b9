"""What no programme tells apart is summed by the database; the rest keeps a number of its own."""

from math import prod

import pytest
from django.utils import timezone

from channels_mgmt.core.periods import Period
from dealers.models import Region
from pricing.models import SKU
from rebates.engine.masks import apart
from rebates.sales.cells import mark_changed, refresh_cells
from rebates.sales.facts import Groups, facts, known_at
from tests.settlement.world import day


def by_group(groups):
    """Money by the numbers of SKU, region, channel, kind and shop."""
    known = known_at(timezone.now())
    return {
        groups.of(number): amount
        for chunk in facts(window=Period.parse("2012"), known=known, groups=groups)
        for _dealer, number, _quantity, amount in chunk
    }


@pytest.fixture
def sold(world):
    """A power of two for everything that a group may tell apart."""
    for number, other in enumerate(
        (
            {}, {"sku": "HOOD-2"}, {"region": world.north}, {"channel": "jd"},
            {"kind": "sell_out"}, {"channel": "tmall", "shop": world.shop}, {"channel": "tmall"},
        )
    ):  # fmt: skip
        world.sell("D1", f"{2**number}.00", "2012-03-01", **other)
    refresh_cells()
    return world


def everything(model):
    return dict.fromkeys(model.objects.values_list("pk", flat=True), 0)


def test_it_works(sold):
    assert by_group(Groups(everything(SKU), everything(Region))) == {(0, 0, 0, 0, 0): 127_0000}


def test_each_dimension_is_told_apart_by_its_numbers(sold):
    skus = everything(SKU) | {SKU.objects.get(code="HOOD-2").pk: 1}
    regions = everything(Region) | {sold.north.pk: 2}
    channels, kinds, shops = {"jd": 1, "tmall": 2}, {"sell_out": 1}, {sold.shop.pk: 1}
    groups = Groups(skus, regions, channels, kinds, shops)
    expected = {
        (0, 0, 0, 0, 0): 1_0000,
        (1, 0, 0, 0, 0): 2_0000,
        (0, 2, 0, 0, 0): 4_0000,
        (0, 0, 1, 0, 0): 8_0000,
        (0, 0, 0, 1, 0): 16_0000,
        (0, 0, 2, 0, 1): 32_0000,
        (0, 0, 2, 0, 0): 64_0000,
    }
    assert by_group(groups) == expected
    mark_changed([day("2012-03-01")])  # now from the lines
    assert by_group(groups) == expected


def test_what_has_no_number_of_its_own_is_in_the_first_group(sold):
    groups = Groups(everything(SKU), everything(Region), channels={"offline": 1})
    assert by_group(groups) == {(0, 0, 1, 0, 0): 23_0000, (0, 0, 0, 0, 0): 104_0000}


def test_every_number_stands_for_numbers_of_its_own():
    groups = Groups({1: 0, 2: 3}, {1: 1}, {"jd": 2}, {"sell_in": 1}, {9: 0})
    size = prod(groups.sizes)
    assert groups.sizes == [4, 2, 3, 2, 1]
    assert len({groups.of(number) for number in range(size)}) == size
    assert groups.of(size - 1) == (3, 1, 2, 1, 0)


def test_apart_begins_with_what_is_not_named():
    masks = {"offline": 0b01, "jd": 0b10, "tmall": 0b11}
    assert apart(masks, 0b11, other=0b10) == ({"offline": 1, "jd": 0, "tmall": 2}, [2, 1, 3])
    assert apart(masks, 0b10, other=0b10) == ({"offline": 1, "jd": 0, "tmall": 0}, [2, 0])
    assert apart({}, 0b11, other=0) == ({}, [0])

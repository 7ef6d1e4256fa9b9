"""What counts as a leak of an exclusive: facts found after they came in, case by case."""

import datetime

import pytest

from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Shop
from pricing.models import SKU
from rebates.sales.exclusive_leaks import leaked, twins_sold
from tests import factories as make

pytestmark = pytest.mark.django_db
YEAR = Period(datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
FEBRUARY, MARCH, MAY, JUNE = (datetime.date(2025, month, 1) for month in (2, 3, 5, 6))


@pytest.fixture
def world(dealers):
    """E1 is JD's from March to April, and from June on; its twin is T1."""
    sku = make.make_sku("E1", online_exclusive=True, twin=make.make_sku("T1"))
    jd = make.make_shop("JD", platform="jd", operator=dealers.guangzhou)
    make.make_shop("PDD", platform="pinduoduo", operator=dealers.guangzhou)
    make.make_exclusive(sku=sku, shop=jd, valid_from=MARCH, valid_to=MAY)
    make.make_exclusive(sku=sku, shop=jd, valid_from=JUNE)
    return dealers


def sold(dealers, kind, day, *, dealer="guangzhou", to=None, shop=None, **more):
    values = {"kind": kind, "date": day, "dealer": getattr(dealers, dealer), **more}
    values["shop"] = Shop.objects.get(code=shop) if shop else None
    values["counterparty"] = getattr(dealers, to) if to else None
    sku = SKU.objects.get(code=values.pop("sku", "E1"))
    return make.make_sale(sku=sku, **values)


CASES = [
    ("sell_out", MARCH, {}, True),
    ("sell_out", FEBRUARY, {}, False),  # it was no exclusive yet
    ("sell_out", MAY, {}, True),  # nobody holds it between two allotments
    ("online", MARCH, {"shop": "JD", "channel": "jd"}, False),
    ("online", MAY, {"shop": "JD", "channel": "jd"}, True),
    ("online", JUNE, {"shop": "JD", "channel": "jd"}, False),
    ("online", MARCH, {"shop": "PDD", "channel": "pinduoduo"}, True),
    ("online", MARCH, {"channel": "jd"}, True),
    ("sell_in", MARCH, {}, True),
    ("sell_in", MARCH, {"channel": "jd"}, False),  # what the operator stocks up with
    ("sell_in", MARCH, {"channel": "online"}, False),
    ("sell_in", MARCH, {"channel": "tmall"}, True),
    ("sell_in", MAY, {"channel": "jd"}, True),
    ("sell_in", MARCH, {"channel": "jd", "dealer": "hangzhou"}, True),
    ("sell_through", MARCH, {"channel": "jd", "dealer": "guangdong", "to": "guangzhou"}, False),
    ("sell_through", MARCH, {"channel": "jd", "to": "hangzhou"}, True),
    ("sell_out", MARCH, {"quantity": -1, "amount": -1}, False),
    ("sell_out", MARCH, {"sku": "T1"}, False),
]


@pytest.mark.parametrize(("kind", "day", "more", "leaks"), CASES)
def test_what_is_a_leak(world, kind, day, more, leaks):
    line = sold(world, kind, day, **more)
    assert list(leaked(YEAR, SYSTEM.scope)) == ([line] if leaks else [])


def test_what_is_online_exclusive_no_longer_may_be_sold_when_its_allotments_have_ended(world):
    SKU.objects.update(online_exclusive=False)
    between, within = sold(world, "sell_out", MAY), sold(world, "sell_out", JUNE)
    assert between.pk != within.pk
    assert list(leaked(YEAR, SYSTEM.scope)) == [within]


@pytest.mark.parametrize(
    ("kind", "day", "more", "found"),
    [
        ("online", MARCH, {"shop": "JD", "channel": "jd"}, True),
        ("sell_out", MARCH, {"shop": "JD", "channel": "jd"}, True),
        ("online", MAY, {"shop": "JD", "channel": "jd"}, False),
        ("online", MARCH, {"shop": "PDD", "channel": "pinduoduo"}, False),
        ("sell_in", MARCH, {"shop": "JD", "channel": "jd"}, False),
        ("sell_out", MARCH, {}, False),
        ("online", MARCH, {"shop": "JD", "quantity": -1, "amount": -1}, False),
    ],
)
def test_a_twin_in_the_shop_that_holds_its_exclusive(world, kind, day, more, found):
    line = sold(world, kind, day, sku="T1", **more)
    assert list(twins_sold(YEAR, SYSTEM.scope)) == ([line] if found else [])


def test_days_outside_the_period_are_left_out(world):
    sold(world, "sell_out", MARCH)
    later = Period(datetime.date(2025, 3, 2), JUNE)
    assert not leaked(later, SYSTEM.scope).exists()

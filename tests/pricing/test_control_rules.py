"""Which price control counts: by subject, then by region, then by channel."""

import datetime
from decimal import Decimal as D

import pytest
from hypothesis import given

from pricing.rules.controls import (
    Ambiguous,
    Band,
    Case,
    Control,
    applies,
    band,
    breach,
    mode_on,
    resolve,
)
from tests.pricing.any_controls import cases, controls

DAY = datetime.date(2025, 6, 15)
HOOD = Case(7, "K/HOOD/SIDE/", "A", "CN/44/4401/440106/", "tmall", DAY)


def control(name: str, **more) -> Control:
    about = {"sku": None, "line": "", "brand": "", **more}
    values = {
        "key": 1, "name": name, "region": "", "channel": "", "floor": D(100), "ceiling": None,
        "valid_from": datetime.date(2025, 1, 1), "valid_to": None, "percent": False,
        "mode": "monitor",
    }  # fmt: skip
    return Control(**values | about)


SKU, LINE, UPPER, BRAND = {"sku": 7}, {"line": "K/HOOD/SIDE/"}, {"line": "K/"}, {"brand": "A"}
CITY, PROVINCE = {"region": "CN/44/4401/"}, {"region": "CN/44/"}


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        (SKU, LINE),
        (SKU, UPPER),
        (SKU, BRAND),
        (LINE, UPPER),
        (LINE, BRAND),
        (UPPER, BRAND),
        (SKU | CITY, SKU | PROVINCE),
        (SKU | PROVINCE, SKU | {"region": "CN/"}),
        (SKU | {"region": "CN/"}, SKU),
        (SKU | {"region": "CN/44/4401/440106/"}, SKU | CITY),
        (SKU | {"channel": "tmall"}, SKU | {"channel": "online"}),
        (SKU | {"channel": "tmall"}, SKU),
        (SKU | {"channel": "online"}, SKU),
        # the subject decides before the region, the region before the channel
        (SKU, LINE | CITY | {"channel": "tmall"}),
        (LINE, UPPER | CITY),
        (UPPER, BRAND | CITY | {"channel": "tmall"}),
        (SKU | CITY, SKU | PROVINCE | {"channel": "tmall"}),
        (LINE | PROVINCE, LINE | {"region": "CN/", "channel": "tmall"}),
        (BRAND | CITY, BRAND | PROVINCE | {"channel": "online"}),
    ],
)
def test_the_more_specific_control_counts(winner, loser):
    first, second = control("winner", **winner), control("loser", **loser)
    assert resolve([first, second], HOOD).name == "winner"
    assert resolve([second, first], HOOD).name == "winner"


@pytest.mark.parametrize(
    ("terms", "day"),
    [
        (SKU | {"sku": 8}, DAY),
        ({"line": "K/STOVE/"}, DAY),
        ({"line": "K/HOOD/SIDE/DEEP/"}, DAY),
        ({"brand": "B"}, DAY),
        (SKU | {"region": "CN/33/"}, DAY),
        (SKU | {"region": "CN/44/4403/"}, DAY),
        (SKU | {"channel": "offline"}, DAY),
        (SKU | {"channel": "jd"}, DAY),
        (SKU | {"valid_from": datetime.date(2025, 6, 16)}, DAY),
        (SKU | {"valid_to": DAY}, DAY),
        (SKU, datetime.date(2024, 12, 31)),
    ],
)
def test_a_control_of_something_else_does_not_count(terms, day):
    case = Case(HOOD.sku, HOOD.line, HOOD.brand, HOOD.region, HOOD.channel, day)
    assert resolve([control("other", **terms)], case) is None


@pytest.mark.parametrize(
    ("terms", "day"),
    [
        (SKU, datetime.date(2025, 1, 1)),  # the first day belongs to it
        (SKU | {"valid_to": datetime.date(2025, 6, 16)}, DAY),
        (SKU | {"valid_to": datetime.date(2025, 6, 16)}, datetime.date(2025, 6, 15)),
    ],
)
def test_the_days_of_a_control_are_half_open(terms, day):
    case = Case(HOOD.sku, HOOD.line, HOOD.brand, HOOD.region, HOOD.channel, day)
    assert resolve([control("this", **terms)], case).name == "this"


@pytest.mark.parametrize(
    ("of_control", "of_sale", "meets"),
    [
        ("", "offline", True),
        ("", "jd", True),
        ("offline", "offline", True),
        ("offline", "online", False),
        ("offline", "tmall", False),
        ("online", "online", True),
        ("online", "tmall", True),
        ("online", "offline", False),
        ("tmall", "tmall", True),
        ("tmall", "online", False),
        ("tmall", "jd", False),
    ],
)
def test_online_covers_the_platforms(of_control, of_sale, meets):
    case = Case(7, "K/", "A", "CN/", of_sale, DAY)
    assert applies(control("it", **SKU | {"channel": of_control}), case) is meets


@pytest.mark.parametrize("terms", [SKU, LINE | CITY, BRAND | {"channel": "tmall"}])
def test_two_that_are_equally_specific_are_an_error_that_names_both(terms):
    with pytest.raises(Ambiguous, match="one, two"):
        resolve([control("one", **terms), control("two", **terms)], HOOD)


def test_a_tie_below_the_one_that_counts_is_none():
    weak = [control("one", **BRAND), control("two", **BRAND)]
    assert resolve([*weak, control("three", **SKU)], HOOD).name == "three"


@pytest.mark.parametrize(
    ("limits", "amount", "quantity", "expected"),
    [
        ((100, 120), "100", 1, ""),
        ((100, 120), "99.9999", 1, "below"),
        ((100, 120), "120", 1, ""),
        ((100, 120), "120.0001", 1, "above"),
        ((100, 120), "299.99", 3, "below"),  # 99.99666…, of which nothing is rounded
        ((100, None), "1000000", 1, ""),
        ((None, 120), "0.01", 1, ""),
        ((None, None), "5", 1, ""),
        (("33.3333", None), "100", 3, ""),
    ],
)
def test_both_limits_belong_to_the_band(limits, amount, quantity, expected):
    floor, ceiling = (None if limit is None else D(limit) for limit in limits)
    assert breach(Band(floor, ceiling), amount=D(amount), quantity=quantity) == expected


def test_a_percentage_is_of_the_suggested_retail_price_and_is_not_rounded():
    percent = control("95%", **SKU | {"floor": D("95"), "ceiling": D("110"), "percent": True})
    assert band(percent, D("3299.99")) == Band(D("3134.9905"), D("3629.989"))
    assert band(percent, None) == Band(None, None)


@pytest.mark.parametrize(
    ("mode", "until", "expected"),
    [
        ("penalise", datetime.date(2025, 6, 16), "penalise"),
        ("penalise", DAY, "monitor"),
        ("penalise", None, "monitor"),
        ("block", DAY, "block"),
        ("monitor", None, "monitor"),
    ],
)
def test_a_legal_basis_that_has_run_out_leaves_monitoring(mode, until, expected):
    assert mode_on(control("it", **SKU | {"mode": mode, "legal_until": until}), DAY) == expected


# The definition, word for word and slowly: any control that another beats is out.


def beats(one: Control, other: Control) -> bool:
    for part in (by_subject, by_region, by_channel):
        if answer := part(one, other):
            return answer > 0
    return False


def by_subject(one: Control, other: Control) -> int:
    def words(c):
        return "sku" if c.sku is not None else "line" if c.line else "brand"

    order = ["brand", "line", "sku"]
    if words(one) != words(other):
        return order.index(words(one)) - order.index(words(other))
    if words(one) == "line" and one.line != other.line:
        return 1 if one.line.startswith(other.line) else -1
    return 0


def by_region(one: Control, other: Control) -> int:
    if one.region == other.region:
        return 0
    return 1 if one.region.startswith(other.region) else -1


def by_channel(one: Control, other: Control) -> int:
    if one.channel == other.channel:
        return 0
    if "" in (one.channel, other.channel):
        return 1 if one.channel else -1
    return 1 if other.channel == "online" else -1


def holds(control: Control, case: Case) -> bool:
    about = (
        (control.sku is not None and control.sku == case.sku)
        or (control.line != "" and case.line.startswith(control.line))
        or (control.brand != "" and control.brand == case.brand)
    )
    there = case.region.startswith(control.region)
    platforms = {"online", "tmall", "jd"}
    channels = {"": {"offline"} | platforms, "online": platforms}
    by = case.channel in channels.get(control.channel, {control.channel})
    ends = control.valid_to or datetime.date.max
    return about and there and by and control.valid_from <= case.day < ends


@given(controls(), cases)
def test_exactly_one_counts_or_it_is_an_error(found, case):
    holding = [control for control in found if holds(control, case)]
    best = [c for c in holding if not any(beats(other, c) for other in holding)]
    if len(best) > 1:
        with pytest.raises(Ambiguous) as error:
            resolve(found, case)
        assert error.value.controls == best
    else:
        assert resolve(found, case) == (best[0] if best else None)

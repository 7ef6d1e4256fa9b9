"""Where a price lies, which limit it breaks, in which mode, and how many keep to the band."""

import datetime
from decimal import Decimal as D

import pytest

from pricing.rules.controls import Control
from pricing.watch import Goods, Judged, Judgement, Tally, Watch

DAY = datetime.date(2025, 6, 15)
HERE = 1


def watched(*controls: dict) -> Watch:
    """The controls of one SKU with a suggested retail price of 200."""
    usual = {
        "sku": 7, "line": "", "brand": "", "region": "", "channel": "", "mode": "block",
        "valid_from": datetime.date(2025, 1, 1), "valid_to": None, "percent": False,
        "floor": D(100), "ceiling": D(120),
    }  # fmt: skip
    made = [Control(key=n, name=f"C{n}", **usual | more) for n, more in enumerate(controls)]
    return Watch(Goods(7, "K/", "A", D(200)), made, {HERE: "CN/"})


def judged(watch: Watch, amount: str, quantity: int = 1, day: datetime.date = DAY) -> Judgement:
    return watch.judge(region=HERE, channel="jd", day=day, amount=D(amount), quantity=quantity)


@pytest.mark.parametrize(
    ("amount", "quantity", "side", "limit"),
    [
        ("99.99", 1, "below", D(100)),
        ("100", 1, "", None),
        ("120", 1, "", None),
        ("240.01", 2, "above", D(120)),
    ],
)
def test_the_limit_is_the_one_that_is_broken(amount, quantity, side, limit):
    found = judged(watched({}), amount, quantity)
    assert (found.side, found.limit) == (side, limit)


def test_a_limit_in_per_cent_is_told_in_yuan():
    percent = {"percent": True, "floor": D("95"), "ceiling": None}
    assert judged(watched(percent), "189.99").limit == D(190)


@pytest.mark.parametrize(
    ("mode", "day", "expected"),
    [
        ("block", DAY, "block"),
        ("penalise", DAY - datetime.timedelta(1), "penalise"),
        ("penalise", DAY, "monitor"),
    ],
)
def test_the_mode_is_that_of_the_day_of_the_price(mode, day, expected):
    until = watched({"mode": mode, "legal_until": DAY})
    assert judged(until, "1", day=day).mode == expected


@pytest.mark.parametrize(
    ("of", "kept", "share"),
    [
        (0, 0, None),
        (3, 1, D("33.33")),
        (3, 2, D("66.67")),
        (4, 4, D("100.00")),
        (800, 1, D("0.13")),  # 0.125: half goes up, also from an even figure
        (800, 3, D("0.38")),
    ],
)
def test_the_share_is_rounded_half_up(of, kept, share):
    tally, watch = Tally(), watched({})
    for number in range(of):
        tally.add(judged(watch, "110" if number < kept else "1"))
    assert (tally.judged, tally.kept, tally.share) == (of, kept, share)


def test_controls_that_tie_are_remembered_and_nothing_is_counted():
    answer = Judged()
    price = {"region": HERE, "channel": "jd", "day": DAY, "amount": D(1), "quantity": 1}
    assert answer.judge(watched({}, {}), **price) is None
    assert (set(answer.tied), answer.total) == ({0, 1}, Tally())
    assert answer.judge(watched(), **price) is None  # no control counts
    assert answer.judge(watched({}), **price).side == "below"
    assert answer.total == Tally(judged=1, kept=0)

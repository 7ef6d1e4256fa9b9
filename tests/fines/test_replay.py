"""A run with fines works out the same on another machine, from one file."""

import pytest

from tests.conduct.making import make_rule_version
from tests.conduct.ways import fresh
from tests.fines.world import APRIL, MARCH, MAY, D
from tests.replay.test_replay import bundle_of, replayed

pytestmark = pytest.mark.django_db
__all__ = ["replayed"]
STEPS = (
    {"number": 1, "fixed": D(100_000)},
    {"number": 2, "multiple": D("1.5"), "rebate_percent": D(50)},
)


@pytest.fixture
def run(world):
    """A fine that stays, one that was overturned, a forfeit that grew, one that an appeal holds."""
    make_rule_version(steps=STEPS)
    world.programme(period="month", steps=[{"from": "0", "percent": "1"}])
    world.sell("D1", "300000", "2026-04-05")
    world.fined(MARCH), world.fined(APRIL)
    world.month(4)
    world.sell("D1", "80000", "2026-04-06")
    world.month(4, programmes=["ANNUAL"])
    third = world.fined(MAY)
    world.desk.appeal(world.fined(MAY))
    world.desk.overturned(fresh(third))
    return world.drafted(5)


def test_it_works_out_the_same_to_the_byte(run, replayed):
    assert run.fine_lines.count() == 1
    status, answer = replayed(bundle_of(run))
    assert status == 0, answer
    assert (answer["same"], answer["input_digest"]) == (True, run.input_digest)


def test_also_once_it_is_posted_and_more_came_after_it(world, run, replayed):
    before = bundle_of(run)
    world.post(run)
    world.fined(MAY)
    world.month(5)
    run.refresh_from_db()
    status, answer = replayed(bundle_of(run))
    assert (status, answer["same"]) == (0, True), answer
    assert replayed(before)[0] == 0

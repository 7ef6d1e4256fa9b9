import pytest

from tests.statements.world import World


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def statement(world):
    """75,000.00 sold: 500.00 + 500.00 of rebate."""
    run, dealer = world.run(), world.dealer()
    world.line(run, dealer, world.programme(), "75000")
    return world.post(run, dealer)

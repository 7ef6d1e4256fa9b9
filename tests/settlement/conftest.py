import pytest

from tests.settlement.world import World


@pytest.fixture
def world(db) -> World:
    return World()

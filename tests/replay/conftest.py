import pytest

from tests.settlement.world import World


@pytest.fixture
def world(db):
    return World()

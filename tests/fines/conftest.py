import pytest

from tests.fines.world import FinedWorld


@pytest.fixture
def world(db) -> FinedWorld:
    return FinedWorld()

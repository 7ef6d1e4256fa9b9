from pathlib import Path

import pytest

CHOSEN = "test_the_books_of_the_chosen_life"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulation of a brand's life")
    group.addoption("--seed", type=int, default=None, help="live the life of this seed alone")
    group.addoption("--operations", type=int, default=60, help="how many steps it takes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With a seed only its life is lived, without one the lives of the suite."""
    asked = config.getoption("--seed", default=None) is not None
    here = Path(__file__).parent
    left_out = [
        item for item in items if item.path.parent == here and (item.name == CHOSEN) != asked
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture
def chosen(request) -> tuple[int, int]:
    """The seed and the number of operations that were asked for on the command line."""
    return request.config.getoption("--seed"), request.config.getoption("--operations")

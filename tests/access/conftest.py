import logging
from types import SimpleNamespace

import pytest

from tests.access.canaries import plant
from tests.specimens import models_with_pages, specimen


@pytest.fixture(autouse=True)
def _no_log_of_refusals():
    """Thousands of refusals are the matter here: their tracebacks would take half of the time."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def planted(dealers, regions, brand) -> SimpleNamespace:
    """A row of every model of the dealer in Guangzhou, and one of the dealer with the canaries."""
    foreign = plant(regions.hangzhou)
    own = {model: specimen(model, dealers.guangzhou) for model in models_with_pages()}
    return SimpleNamespace(foreign=foreign, own=own)

import logging
from types import SimpleNamespace

import pytest

from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.scopes import Access
from dealers.models import Territory
from rebates.models import Statement
from tests import factories as make
from tests.access.canaries import plant, with_papers
from tests.access.outsiders import outsider_of
from tests.access.people import Of
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
    with_papers(own[Statement], "own papers")
    return SimpleNamespace(foreign=foreign, own=own)


@pytest.fixture
def world(dealers, regions, brand) -> dict[Of, dict]:
    """A row of every model, of each of four dealers."""
    owners = {
        Of.OWN: dealers.guangzhou,
        Of.CITY: make.make_dealer("GZ-2", home_region=regions.guangzhou),
        Of.PROVINCE: make.make_dealer("SZ", home_region=regions.shenzhen),
        Of.FOREIGN: dealers.hangzhou,
    }
    rows = {}
    for owner, dealer in owners.items():
        rows[owner] = {model: specimen(model, dealer) for model in models_with_pages()}
        with_papers(rows[owner][Statement], f"of {owner}")
        Territory.objects.update(exclusive=False)  # two of the dealers share a city
    ImportBatch.objects.update(status="committed")  # there is no file to take in
    return rows


@pytest.fixture
def outsider(request, dealers, regions) -> Access:
    """Somebody to whom the dealer with the canaries is none of her business."""
    return outsider_of(request.param, dealers, regions)

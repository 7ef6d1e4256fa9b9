"""The rows of the small demo, generated once."""

import pytest

from channels_mgmt.demo import products
from channels_mgmt.demo.network import build_network
from channels_mgmt.demo.sales import SalesBook
from channels_mgmt.demo.scales import DEFAULT_SEED, SCALES

SMALL, SEED = SCALES["small"], DEFAULT_SEED


@pytest.fixture(scope="package")
def dealers():
    return build_network(SMALL, SEED)


@pytest.fixture(scope="package")
def book(dealers):
    return SalesBook(dealers, products.catalogue(), SMALL, SEED)


@pytest.fixture(scope="package")
def months(book):
    return dict(book.months())


@pytest.fixture(scope="package")
def sales(months):
    return [row for rows in months.values() for row in rows]

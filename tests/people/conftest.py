"""More people than the usual ones: a second headquarters manager, and clerks."""

import pytest

from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from tests.conftest import person, signed_in


@pytest.fixture
def hq2(db) -> Access:
    return person("hq2", Role.HEADQUARTERS)


@pytest.fixture
def clerk(dealers) -> Access:
    """The clerk of the dealer in Guangzhou."""
    return person("clerk", Role.CLERK, dealer=dealers.guangzhou)


@pytest.fixture
def foreign_clerk(dealers) -> Access:
    """The clerk of the dealer in Hangzhou."""
    return person("foreign-clerk", Role.CLERK, dealer=dealers.hangzhou)


@pytest.fixture
def clerk_client(clerk):
    return signed_in(clerk)

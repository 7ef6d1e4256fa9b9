import pytest
from django.test import Client

from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from tests.conftest import person, signed_in


@pytest.fixture
def clerk_client(dealers) -> Client:
    """Works for the dealer in Guangzhou; answers nothing."""
    return signed_in(person("clerk", Role.CLERK, dealer=dealers.guangzhou))


@pytest.fixture
def auditor_client(db) -> Client:
    return signed_in(person("auditor", Role.AUDITOR))


@pytest.fixture
def upper(dealers) -> Access:
    """The principal of the provincial dealer, who may see the dealers below."""
    dealers.guangdong.sees_downstream = True
    dealers.guangdong.save()
    return person("upper", Role.PRINCIPAL, dealer=dealers.guangdong)


@pytest.fixture
def upper_client(upper) -> Client:
    return signed_in(upper)

"""Who works on a case: three people of the brand, and the dealer's principal."""

import pytest

from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from rebates.conduct.models import PenaltyRuleVersion, Violation
from tests.conduct.making import make_rule_version
from tests.conduct.ways import Desk
from tests.conftest import person


@pytest.fixture
def opener(regions) -> Access:
    return person("opener", Role.CITY, region=regions.guangzhou)


@pytest.fixture
def decider(regions) -> Access:
    return person("decider", Role.PROVINCE, region=regions.guangdong)


@pytest.fixture
def judge(db) -> Access:
    return person("judge", Role.HEADQUARTERS)


@pytest.fixture
def accused(dealers) -> Access:
    return person("accused", Role.PRINCIPAL, dealer=dealers.guangzhou)


@pytest.fixture
def version(db) -> PenaltyRuleVersion:
    """The ladder of the reference case."""
    return make_rule_version()


@pytest.fixture
def desk(opener, decider, judge, accused, dealers) -> Desk:
    return Desk(opener, decider, judge, accused, dealers.guangzhou)


@pytest.fixture
def case(desk, version) -> Violation:
    """Under review, with evidence."""
    return desk.under_review()

"""Those to whom the dealer with the canaries is none of their business."""

import pytest

from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from tests.access.canaries import OF_THE_BRAND, SECRETS
from tests.access.people import Of, Who
from tests.access.policies import MODELS
from tests.conftest import person

OUTSIDERS = [
    "dealer",
    pytest.param("stranger dealer", marks=pytest.mark.prove),  # sees less than the one
    "province",
]


def outsider_of(kind: str, dealers, regions) -> Access:
    if kind == "dealer":
        return person("own", Role.PRINCIPAL, dealer=dealers.guangzhou)
    if kind == "stranger dealer":
        return person("other", Role.CLERK, dealer=dealers.zhejiang)
    return person("manager", Role.PROVINCE, region=regions.guangdong)


def secrets_from(access: Access) -> tuple[str, ...]:
    return SECRETS if access.scope.brand_side else (*SECRETS, *OF_THE_BRAND)


def known_to(access: Access) -> set[str]:
    """The models of which she sees every row, whoever's it is."""
    who = Who.PROVINCE if access.scope.brand_side else Who.CLERK
    return {label for label, policy in MODELS.items() if Of.FOREIGN in policy.sees.get(who, ())}


def rows_for(route, rows: dict) -> list:
    return [rows[route.model]] if route.of_object else [None]

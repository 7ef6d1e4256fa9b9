"""Who may give which role over what: one table."""

import pytest

from dealers.choices import Role
from dealers.models import Dealer, Region
from dealers.people.granting import grantable_roles, may_grant, may_manage
from dealers.roles import access_of, moves_money
from tests.conftest import person

# giver, over what: the roles that she gives there. Whatever is not named she does not give.
TABLE = [
    ("headquarters", "", {"headquarters", "finance", "auditor"}),
    ("headquarters", "440000", {"headquarters", "finance", "auditor", "province", "city"}),
    ("headquarters", "HZ", {"principal", "clerk"}),
    ("headquarters of a region", "440000", {"city"}),
    ("headquarters of a region", "", set()),
    ("province", "440000", {"city"}),
    ("province", "440100", {"city"}),
    ("province", "330100", set()),
    ("province", "000000", set()),
    ("province", "GZ", {"principal", "clerk"}),
    ("province", "HZ", set()),
    ("province", "", set()),
    ("city", "440100", set()),
    ("city", "GZ", set()),
    ("finance", "", set()),
    ("finance", "GZ", set()),
    ("auditor", "GZ", set()),
    ("principal", "GZ", {"clerk"}),
    ("principal", "GD", set()),
    ("principal", "HZ", set()),
    ("principal", "440100", set()),
    ("clerk", "GZ", set()),
    ("nobody", "GZ", set()),
]


@pytest.fixture
def giver(request, regions, dealers):
    name = request.param
    if name == "headquarters of a region":
        return person("giver", Role.HEADQUARTERS, region=regions.guangdong)
    if name == "nobody":
        return person("giver", Role.CLERK, dealer=dealers.guangzhou, valid_to="2024-02-01")
    bounds = {
        "province": {"region": regions.guangdong},
        "city": {"region": regions.guangzhou},
        "principal": {"dealer": dealers.guangzhou},
        "clerk": {"dealer": dealers.guangzhou},
    }
    return person("giver", Role(name), **bounds.get(name, {}))


@pytest.mark.parametrize(("giver", "over", "roles"), TABLE, indirect=["giver"])
def test_who_gives_which_role_over_what(giver, over, roles):
    region = Region.objects.filter(code=over).first()
    dealer = Dealer.objects.filter(code=over).first()
    fitting = {
        role
        for role in Role
        if (role in (Role.PRINCIPAL, Role.CLERK)) == (dealer is not None)
        and (region is not None or role not in (Role.PROVINCE, Role.CITY))
    }
    given = {role for role in fitting if may_grant(giver, role, region, dealer)}
    assert given == roles


@pytest.mark.parametrize(
    ("giver", "roles"),
    [
        ("headquarters", list(Role)),
        ("province", [Role.CITY, Role.PRINCIPAL, Role.CLERK]),
        ("principal", [Role.CLERK]),
        ("city", []),
        ("auditor", []),
        ("clerk", []),
    ],
    indirect=["giver"],
)
def test_a_form_offers_what_one_may_give(giver, roles):
    assert grantable_roles(giver) == roles


def test_two_rights_do_not_add_up_to_a_third(regions, dealers):
    """To manage people of one region and to see another is no right over people of the other."""
    access = person("both", Role.PROVINCE, region=regions.guangdong)
    access.user.grants.create(role=Role.AUDITOR, region=regions.zhejiang, valid_from="2024-01-01")
    access = access_of(access.user)
    assert not may_grant(access, Role.CLERK, None, dealers.hangzhou)
    assert may_grant(access, Role.CLERK, None, dealers.guangzhou)


def test_the_roles_that_move_money_are_those_of_headquarters_and_finance():
    assert {role for role in Role if moves_money(role)} == {Role.HEADQUARTERS, Role.FINANCE}


def test_who_holds_more_than_one_may_give_is_not_managed(regions, dealers, province):
    """Else a new link for her would open to the manager what is not the manager's."""
    user = person("city", Role.CITY, region=regions.guangzhou).user
    assert may_manage(province, user)
    grant = user.grants.create(role=Role.FINANCE, valid_from="2024-01-01", status="proposed")
    assert not may_manage(province, user)
    grant.status = "refused"
    grant.save()
    assert may_manage(province, user)


def test_nobody_manages_herself(hq, province, dealer_user):
    assert not any(may_manage(access, access.user) for access in (hq, province, dealer_user))


def test_a_superuser_is_managed_by_superusers_alone(hq, hq2):
    hq2.user.is_superuser = True
    hq2.user.save()
    assert not may_manage(hq, hq2.user)
    assert may_manage(access_of(hq2.user), hq.user)

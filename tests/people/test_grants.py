"""Roles are given, approved by a second person where they move money, refused and ended."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from dealers.choices import GrantStatus, Role
from dealers.models import Grant
from dealers.roles import access_of
from dealers.services.grants import approve_grant, end_grant, grant_role, refuse_grant
from dealers.services.people import renew_link
from tests import factories as make
from tests.conftest import person

WHY = "she begins here"


def give(access, user, role=Role.AUDITOR, **more) -> Grant:
    return grant_role(**{"user": user, "role": role, "access": access, "reason": WHY, **more})


@pytest.fixture
def anna(db):
    return make.make_user("anna")


def test_it_works(hq, anna):
    grant = give(hq, anna)
    assert (grant.status, grant.created_by) == (GrantStatus.IN_FORCE, hq.user)
    assert access_of(anna).scope.everything
    entry = AuditEntry.objects.get(model="dealers.grant", object_id=grant.pk)
    assert (entry.action, entry.by, entry.reason) == ("granted", hq.user, WHY)
    assert entry.after["role"] == "auditor"


@pytest.mark.parametrize("role", [Role.HEADQUARTERS, Role.FINANCE])
def test_a_role_that_moves_money_opens_nothing_until_a_second_person_approves(
    role, hq, finance, anna
):
    grant = give(hq, anna, role)
    assert grant.status == GrantStatus.PROPOSED
    assert access_of(anna).scope.nothing
    with pytest.raises(ValidationError) as refused:
        approve_grant(grant=grant, access=hq)
    assert refused.value.code == "own_proposal"
    grant = approve_grant(grant=grant, access=finance)
    assert (grant.status, grant.approved_by) == (GrantStatus.IN_FORCE, finance.user)
    assert access_of(anna).may(Verb.APPROVE_PROGRAMMES)


def test_nobody_approves_or_refuses_her_own_role(hq, finance):
    grant = give(hq, finance.user, Role.HEADQUARTERS)
    for decide in (approve_grant, refuse_grant):
        with pytest.raises(ValidationError) as refused:
            decide(grant=grant, access=finance, reason=WHY)
        assert refused.value.code == "own_account"


def test_whoever_made_her_link_does_not_approve_her_role(hq, hq2, finance, anna):
    """She could have kept the link, and would then approve herself."""
    give(hq, anna)
    renew_link(user=anna, access=hq, reason=WHY)
    grant = give(hq2, anna, Role.FINANCE)
    with pytest.raises(ValidationError) as refused:
        approve_grant(grant=grant, access=hq)
    assert refused.value.code == "made_the_link"
    assert approve_grant(grant=grant, access=finance).status == GrantStatus.IN_FORCE


def test_the_system_approves_nothing_and_gives_at_once(hq, anna):
    with pytest.raises(ValidationError):
        approve_grant(grant=give(hq, anna, Role.FINANCE), access=SYSTEM)
    other = make.make_user()
    assert give(SYSTEM, other, Role.FINANCE).status == GrantStatus.IN_FORCE


def test_a_refused_role_opens_nothing_and_stays_refused(hq, finance, anna):
    grant = refuse_grant(grant=give(hq, anna, Role.FINANCE), access=finance, reason="not now")
    assert (grant.status, access_of(anna).scope.nothing) == (GrantStatus.REFUSED, True)
    with pytest.raises(ValidationError):
        approve_grant(grant=grant, access=finance)


@pytest.mark.parametrize(
    ("status", "start", "end", "holds"),
    [
        ("in_force", -10, None, True),
        ("in_force", 0, None, True),
        ("in_force", 0, 1, True),
        ("in_force", -10, 0, False),  # ended
        ("in_force", 1, None, False),  # not begun
        ("proposed", -10, None, False),
        ("refused", -10, None, False),
        ("withdrawn", -10, None, False),
    ],
)
def test_only_a_grant_in_force_today_opens_anything(status, start, end, holds, anna):
    today = timezone.localdate()
    until = None if end is None else today + datetime.timedelta(end)
    make.make_grant(
        user=anna, status=status, valid_from=today + datetime.timedelta(start), valid_to=until
    )
    access = access_of(anna)
    assert access.scope.everything is holds
    assert access.may(Verb.DRAFT_RUNS) is holds


def test_an_ended_role_is_over_today_and_keeps_its_days(hq, anna):
    grant = make.make_grant(user=anna, role=Role.AUDITOR)
    grant = end_grant(grant=grant, access=hq, reason="she left")
    assert (grant.valid_from, grant.valid_to) == (make.START, timezone.localdate())
    assert access_of(anna).scope.nothing
    with pytest.raises(ValidationError) as refused:
        end_grant(grant=grant, access=hq, reason="again")
    assert refused.value.code == "ended"


def test_a_role_of_today_is_withdrawn_at_once(hq, anna):
    grant = end_grant(grant=give(hq, anna), access=hq, reason="a mistake")
    assert grant.status == GrantStatus.WITHDRAWN
    assert access_of(anna).scope.nothing


def test_nobody_changes_her_own_roles(hq, province, regions):
    with pytest.raises(ValidationError) as refused:
        give(hq, hq.user, Role.FINANCE)
    assert refused.value.code == "own_account"
    with pytest.raises(ValidationError) as refused:
        end_grant(grant=province.user.grants.get(), access=province, reason=WHY)
    assert refused.value.code == "own_account"


CHANGES = {
    "give": lambda access, user, dealer: give(access, user, Role.CLERK, dealer=dealer),
    "end": lambda access, user, _dealer: end_grant(
        grant=user.grants.get(), access=access, reason=WHY
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_out_of_reach_is_refused(what, province, stranger, foreign_clerk, dealers):
    """The people of another province, and those of another dealer, for a manager and a dealer."""
    for access in (province, person("own", Role.PRINCIPAL, dealer=dealers.guangzhou)):
        with pytest.raises(PermissionDenied):
            CHANGES[what](access, foreign_clerk.user, dealers.guangzhou)


@pytest.mark.parametrize("who", ["finance", "clerk", "province"])
def test_who_may_not_manage_people_gives_nothing(who, request, clerk, dealers):
    access = request.getfixturevalue(who)
    access = access_of(access.user)
    with pytest.raises((PermissionDenied, ValidationError)):
        give(access, clerk.user, Role.AUDITOR)
    assert clerk.user.grants.count() == 1


def test_a_reason_is_asked_for_every_change(hq, anna):
    grant = give(hq, anna)
    for change in (
        lambda: give(hq, make.make_user(), reason=" "),
        lambda: end_grant(grant=grant, access=hq, reason=""),
        lambda: refuse_grant(grant=give(hq, anna, Role.FINANCE), access=hq, reason=""),
    ):
        with pytest.raises(ValidationError) as refused:
            change()
        assert "reason" in refused.value.error_dict


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"valid_from": datetime.date(2024, 1, 1)}, "valid_from", "in_the_past"),
        ({"role": Role.AUDITOR}, "role", "held"),
        ({"role": Role.CLERK}, "role", "both_sides"),
    ],
)
def test_what_a_role_must_not_be(more, field, code, hq, anna, dealers):
    give(hq, anna)
    if more.get("role") == Role.CLERK:
        more = more | {"dealer": dealers.guangzhou}
    with pytest.raises(ValidationError) as refused:
        give(hq, anna, **more) if "role" in more else give(hq, anna, Role.FINANCE, **more)
    assert refused.value.error_dict[field][0].code == code


def test_a_role_without_its_bound_is_no_role_over_everything(hq, anna, regions):
    for role in (Role.CLERK, Role.PROVINCE):
        with pytest.raises(ValidationError):
            give(hq, anna, role)
    assert not anna.grants.exists()


def test_the_last_who_can_manage_people_keeps_her_role(hq, hq2, finance):
    end_grant(grant=hq2.user.grants.get(), access=hq, reason=WHY)
    all_rights = Access(finance.user, SYSTEM.rights)
    with pytest.raises(ValidationError) as refused:
        end_grant(grant=hq.user.grants.get(), access=all_rights, reason=WHY)
    assert refused.value.code == "last_keeper"
    assert access_of(hq.user).may(Verb.CHANGE_PEOPLE)

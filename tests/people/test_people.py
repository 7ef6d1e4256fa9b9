"""Accounts: invited, renamed, disabled and enabled, by those who may, of those whom they manage."""

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from knox.models import AuthToken

from channels_mgmt.core.models import AuditEntry, User
from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.choices import GrantStatus, Role
from dealers.roles import access_of
from dealers.services.people import (
    disable_person,
    enable_person,
    invite_person,
    rename_person,
    renew_link,
)
from tests import factories as make
from tests.conftest import person, signed_in

WHY = "as agreed"


def invite(access, **more):
    given = {"username": "anna", "full_name": "Anna", "role": Role.CLERK, "reason": WHY}
    return invite_person(**given | more, access=access)


def test_it_works(dealer_user, dealers):
    welcome = invite(dealer_user, dealer=dealers.guangzhou)
    user = User.objects.get(username="anna")
    assert not user.has_usable_password()
    assert access_of(user).scope.dealers == {dealers.guangzhou.pk}
    assert welcome.path.startswith("/welcome/")
    entry = AuditEntry.objects.get(action="invited")
    assert (entry.by, entry.label, entry.reason) == (dealer_user.user, "Anna", WHY)


def test_no_entry_of_the_trail_holds_a_link_or_a_password(hq):
    welcome = invite(hq, role=Role.AUDITOR)
    renew_link(user=welcome.user, access=hq, reason=WHY)
    token = welcome.path.rstrip("/").rsplit("/", 1)[-1]
    for entry in AuditEntry.objects.all():
        text = str([entry.before, entry.after, entry.label, entry.reason])
        assert token not in text
        assert "password" not in text


def test_who_is_invited_to_a_role_that_moves_money_waits(hq):
    welcome = invite(hq, role=Role.FINANCE)
    assert welcome.waits
    assert access_of(welcome.user).scope.nothing
    assert welcome.user.grants.get().status == GrantStatus.PROPOSED


@pytest.mark.parametrize(
    ("who", "role", "bound"),
    [
        ("dealer_user", Role.PRINCIPAL, "guangzhou"),
        ("dealer_user", Role.CLERK, "hangzhou"),
        ("province", Role.CLERK, "hangzhou"),
        ("province", Role.AUDITOR, ""),
    ],
)
def test_nobody_is_invited_to_what_is_not_ones_to_give(who, role, bound, request, dealers):
    access = request.getfixturevalue(who)
    dealer = getattr(dealers, bound) if bound else None
    with pytest.raises(ValidationError) as refused:
        invite(access, role=role, dealer=dealer)
    assert refused.value.error_dict["role"][0].code == "not_yours"
    assert not User.objects.filter(username="anna").exists()


def test_who_may_not_manage_people_invites_nobody(clerk, finance, dealers):
    for access in (clerk, finance):
        with pytest.raises(PermissionDenied):
            invite(access, dealer=dealers.guangzhou)


def test_a_user_name_is_taken_once(dealer_user, dealers):
    invite(dealer_user, dealer=dealers.guangzhou)
    with pytest.raises(ValidationError) as refused:
        invite(dealer_user, dealer=dealers.guangzhou)
    assert "username" in refused.value.error_dict


def test_disabling_ends_the_session_at_the_next_request_and_all_tokens(dealer_user, clerk):
    client = signed_in(clerk)
    AuthToken.objects.create(user=clerk.user)
    key = client.session.session_key
    assert client.get("/dealers/").status_code == 200
    disable_person(user=clerk.user, access=dealer_user, reason="she left")
    answer = client.get("/dealers/")
    assert answer.headers["Location"].startswith("/sign-in/")
    assert not Session.objects.filter(session_key=key).exists()
    assert not AuthToken.objects.filter(user=clerk.user).exists()


def test_a_disabled_person_does_not_come_in_and_an_enabled_one_does(dealer_user, clerk, client):
    clerk.user.set_password("a long secret of hers")
    clerk.user.save()
    sent = {"login": "clerk", "username": "clerk", "password": "a long secret of hers"}
    user = disable_person(user=clerk.user, access=dealer_user, reason="on leave")
    client.post("/sign-in/", sent)
    assert "_auth_user_id" not in client.session
    enable_person(user=user, access=dealer_user, reason="she is back")
    client.post("/sign-in/", sent)
    assert client.session["_auth_user_id"] == str(clerk.user.pk)


@pytest.mark.parametrize("switch", [disable_person, enable_person, renew_link])
def test_nobody_does_it_to_herself(switch, hq, hq2):
    with pytest.raises(ValidationError) as refused:
        switch(user=hq.user, access=hq, reason=WHY)
    assert refused.value.code == "own_account"


@pytest.mark.parametrize("switch", [disable_person, renew_link])
@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("dealer_user", "stranger"),
        ("dealer_user", "foreign_clerk"),
        ("dealer_user", "hq"),
        ("dealer_user", "province"),
        ("province", "stranger"),
        ("province", "hq"),
        ("clerk", "dealer_user"),
        ("finance", "clerk"),
    ],
)
def test_only_people_of_ones_own_part_are_managed(switch, who, whom, request):
    access, user = request.getfixturevalue(who), request.getfixturevalue(whom).user
    with pytest.raises(PermissionDenied):
        switch(user=user, access=access, reason=WHY)
    user.refresh_from_db()
    assert user.is_active


def test_a_principal_does_not_manage_her_fellow_principal(dealer_user, dealers):
    other = person("fellow", Role.PRINCIPAL, dealer=dealers.guangzhou).user
    with pytest.raises(PermissionDenied):
        disable_person(user=other, access=dealer_user, reason=WHY)


def test_the_last_who_can_manage_people_is_not_disabled_by_a_page(hq, hq2, finance, province):
    disable_person(user=hq2.user, access=hq, reason=WHY)
    all_rights = type(hq)(finance.user, SYSTEM.rights)
    with pytest.raises(ValidationError) as refused:
        disable_person(user=hq.user, access=all_rights, reason=WHY)
    assert refused.value.code == "last_keeper"
    hq.user.refresh_from_db()
    assert hq.user.is_active
    disable_person(user=hq.user, access=SYSTEM, reason=WHY)  # the command line may


def test_a_person_is_renamed_and_nothing_else_of_her_changes(hq, clerk):
    user = User.objects.get(pk=clerk.user.pk)
    user.full_name, user.is_superuser, user.username = "Another", True, "root"
    rename_person(instance=user, access=hq, verb=Verb.CHANGE_PEOPLE)
    user.refresh_from_db()
    assert (user.full_name, user.is_superuser, user.username) == ("Another", False, "clerk")
    assert AuditEntry.objects.get(action="changed").after == {"full_name": "Another"}


def test_who_has_gone_over_to_another_dealer_is_nobody_of_the_old_one(dealer_user, clerk, dealers):
    clerk.user.grants.update(valid_to="2024-02-01")
    make.make_grant(user=clerk.user, role=Role.CLERK, dealer=dealers.hangzhou)
    for switch in (disable_person, renew_link):
        with pytest.raises(PermissionDenied):
            switch(user=clerk.user, access=dealer_user, reason=WHY)

"""Roles are groups of Django's and permissions of Django's: made from the code, equal to it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_mgmt.core.verbs import SECOND_FACTOR, Verb
from dealers.choices import Role
from dealers.models import Dealer
from dealers.people.matrix import SUBJECTS, matrix
from dealers.roles import PERMITS, access_of
from dealers.services.roles import roles_in_code, roles_in_database, sync_roles
from tests import factories as make
from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_groups_are_what_the_code_says():
    assert roles_in_database() == roles_in_code()
    assert set(roles_in_code()) == set(Role.values)


def test_whatever_became_of_the_groups_they_are_set_right():
    group = Group.objects.get(name="clerk")
    group.permissions.set(Permission.objects.filter(codename="runs.post"))
    Group.objects.get(name="auditor").delete()
    own = {"content_type": Permission.objects.get(codename="runs.post").content_type}
    Permission.objects.create(codename="runs.invented", name="Invented", **own)
    sync_roles()
    assert roles_in_database() == roles_in_code()
    assert not Permission.objects.filter(codename="runs.invented").exists()


def test_every_migration_ends_with_it():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert roles_in_database() == roles_in_code()


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_says_what_it_is(verb):
    permission = Permission.objects.get(codename=verb.value, content_type__app_label="dealers")
    assert permission.name == str(verb.label) != ""
    assert str(verb.description).endswith(".")
    assert verb.subject in SUBJECTS
    assert any(verb in verbs for verbs in PERMITS.values())


@pytest.mark.parametrize("role", Role)
def test_django_is_told_what_the_grants_say(role, regions, dealers):
    bounds = {
        Role.PROVINCE: {"region": regions.guangdong},
        Role.CITY: {"region": regions.guangzhou},
        Role.PRINCIPAL: {"dealer": dealers.guangzhou},
        Role.CLERK: {"dealer": dealers.guangzhou},
    }
    user = person("somebody", role, **bounds.get(role, {})).user
    asked = {verb for verb in Verb if user.has_perm(f"dealers.{verb}")}
    assert asked == PERMITS[role]
    assert {f"dealers.{verb}" for verb in PERMITS[role]} <= user.get_all_permissions()


@pytest.mark.parametrize("state", ["ended", "proposed", "disabled"])
def test_a_grant_that_is_not_in_force_is_no_permission(state):
    user = person("somebody", Role.FINANCE).user
    if state == "disabled":
        user.is_active = False
        user.save()
    else:
        changes = {"ended": {"valid_to": "2024-02-01"}, "proposed": {"status": "proposed"}}
        user.grants.update(**changes[state])
    assert not user.has_perm("dealers.runs.post")


def test_a_group_alone_gives_nothing(hq):
    """Rights come from grants, which have days and a second person; a group has neither."""
    user = make.make_user()
    user.groups.add(Group.objects.get(name="finance"))
    user.user_permissions.add(Permission.objects.get(codename="runs.post"))
    assert not user.has_perm("dealers.runs.post")
    assert access_of(user).rights == ()


# The matrix


def test_the_page_shows_the_code(hq_client):
    page = hq_client.get("/roles/")
    shown = page.context["matrix"]
    assert [column.role for column in shown.columns] == list(Role)
    rows = {row.verb: row.ticks for subject in shown.subjects for row in subject.rows}
    assert rows == {verb: [verb in PERMITS[role] for role in Role] for verb in Verb}
    text = page.content.decode()
    assert all(str(verb.label) in text for verb in Verb)


def test_the_page_says_who_needs_a_second_factor():
    needing = {column.role for column in matrix(Role).columns if column.second_factor}
    assert needing == {role for role, verbs in PERMITS.items() if verbs & SECOND_FACTOR}


def test_dealers_see_their_own_roles_alone(dealer_client):
    page = dealer_client.get("/roles/")
    assert [c.role for c in page.context["matrix"].columns] == [Role.PRINCIPAL, Role.CLERK]
    text = page.content.decode()
    assert str(Verb.ANSWER_STATEMENTS.label) in text
    for foreign in (Verb.POST_RUNS.label, Role.FINANCE.label, Verb.APPROVE_PEOPLE.label):
        assert str(foreign) not in text


def test_who_has_no_role_sees_no_roles(client):
    client.force_login(make.make_user())
    assert client.get("/roles/").status_code == 404


# The dealers below


@pytest.fixture
def below(dealers):
    """An outlet below the city dealer in Guangzhou, which stands below the provincial dealer."""
    outlet = make.make_dealer(
        "OUT",
        tier=make.make_tier("outlet"),
        upstream=dealers.guangzhou,
        home_region=dealers.guangzhou.home_region,
    )
    return {"GD": dealers.guangdong, "GZ": dealers.guangzhou, "OUT": outlet}


@pytest.mark.parametrize(
    ("role", "dealer", "switched_on", "seen"),
    [
        (Role.PRINCIPAL, "GD", True, {"GD", "GZ", "OUT"}),
        (Role.PRINCIPAL, "GD", False, {"GD"}),
        (Role.PRINCIPAL, "GZ", True, {"GZ", "OUT"}),
        (Role.PRINCIPAL, "OUT", True, {"OUT"}),
        (Role.CLERK, "GD", True, {"GD"}),
    ],
)
def test_a_principal_sees_the_dealers_below_where_it_is_switched_on(
    role, dealer, switched_on, seen, below
):
    Dealer.objects.filter(code=dealer).update(sees_downstream=switched_on)
    access = person("somebody", role, dealer=below[dealer])
    visible = Dealer.objects.visible_to(access.scope).values_list("code", flat=True)
    assert set(visible) == seen


def test_to_see_a_dealer_below_is_not_to_act_for_it(below):
    Dealer.objects.filter(code="GD").update(sees_downstream=True)
    access = person("somebody", Role.PRINCIPAL, dealer=below["GD"])
    for verb in PERMITS[Role.PRINCIPAL]:
        assert access.to(verb).dealers == {below["GD"].pk}


def test_an_access_costs_two_queries_however_many_dealers_are_below(below):
    Dealer.objects.filter(code="GD").update(sees_downstream=True)
    user = person("somebody", Role.PRINCIPAL, dealer=below["GD"]).user
    for _more in range(10):
        make.make_dealer(upstream=below["GZ"], tier=make.make_tier("outlet"))
    with CaptureQueriesContext(connection) as captured:
        assert len(access_of(user).scope.dealers) == 13
    assert len(captured) == 2


def test_the_switch_is_on_the_form_of_headquarters(hq_client, dealers):
    address = f"/dealers/{dealers.guangdong.pk}/edit/"
    form = hq_client.get(address).context["form"]
    sent = {b.name: getattr(v := b.value(), "code", v) or "" for b in form}
    answer = hq_client.post(address, sent | {"sees_downstream": "on"})
    assert answer.status_code == 302
    dealers.guangdong.refresh_from_db()
    assert dealers.guangdong.sees_downstream

"""The pages of people and roles, for the brand and for a dealer."""

import pytest
from django.urls import reverse

from channels_mgmt.core.models import User
from channels_mgmt.core.registry import pages_of
from dealers.choices import GrantStatus, Role
from dealers.models import Grant
from dealers.services.grants import grant_role
from tests import factories as make
from tests.conftest import person, signed_in

WHY = {"reason": "as agreed"}


def listed(client, query: str = "") -> set[str]:
    return {row.record.username for row in client.get(f"/users/{query}").context["table"].rows}


@pytest.fixture
def everybody(hq, finance, province, dealer_user, clerk, stranger, foreign_clerk):
    return None


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("hq", {"hq", "finance", "province", "dealer", "clerk", "stranger", "foreign-clerk"}),
        ("province", {"province", "dealer", "clerk"}),
        ("dealer_user", {"dealer", "clerk"}),
        ("clerk", {"dealer", "clerk"}),
        ("stranger", {"stranger", "foreign-clerk"}),
    ],
)
def test_who_sees_whom(who, seen, everybody, request):
    client = signed_in(request.getfixturevalue(who))
    assert listed(client) == seen
    found = {record["username"] for record in client.get("/api/v1/users/").json()["results"]}
    assert found == seen


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?role=clerk", {"clerk", "foreign-clerk"}),
        ("?role=finance", {"finance"}),
        ("?region=440000", {"province", "dealer", "clerk"}),
        ("?region=330100", {"stranger", "foreign-clerk"}),
        ("?dealer=GZ", {"dealer", "clerk"}),
        ("?q=foreign", {"foreign-clerk"}),
        ("?is_active=false", set()),
    ],
)
def test_the_list_is_filtered(query, found, everybody, hq_client):
    assert listed(hq_client, query) == found


def test_a_filter_tells_nothing_of_a_role_out_of_sight(dealer_user, clerk):
    """Whether a colleague has a role elsewhere is not to be found out by asking for it."""
    make.make_grant(user=clerk.user, role=Role.AUDITOR)
    client = signed_in(dealer_user)
    assert listed(client, "?role=auditor") == set()
    assert (
        "Auditor"
        not in client.get(f"/users/{clerk.user.pk}/").content.decode().split("</form>")[-1]
    )
    assert "Auditor" not in client.get("/users/export/").getvalue().decode()


def test_a_dealer_sees_no_address_and_no_sign_in_of_anybody(dealer_client, clerk):
    User.objects.filter(pk=clerk.user.pk).update(
        email="c@example.com", last_login="2024-03-03T12:00Z"
    )
    for address in (f"/users/{clerk.user.pk}/", "/users/", f"/api/v1/users/{clerk.user.pk}/"):
        text = dealer_client.get(address).content.decode()
        assert "c@example.com" not in text
        assert "2024-03-03" not in text


def pages_of_person(user) -> list[str]:
    tails = ("", "edit/", "history/", "link/", "disable/", "enable/", "welcome/", "factor/")
    return [f"/users/{user.pk}/{tail}" for tail in tails]


def test_a_principal_cannot_reach_people_of_other_dealers(dealer_client, foreign_clerk, hq):
    for user in (foreign_clerk.user, hq.user):
        grant = user.grants.get()
        addresses = [*pages_of_person(user), f"/grants/{grant.pk}/", f"/grants/{grant.pk}/end/"]
        for address in addresses:
            assert dealer_client.get(address).status_code == 404, address
            assert dealer_client.post(address, WHY).status_code in (404, 405), address
        for address in (f"/api/v1/users/{user.pk}/disable/", f"/api/v1/grants/{grant.pk}/end/"):
            assert dealer_client.post(address, WHY, "application/json").status_code == 404
    foreign_clerk.user.refresh_from_db()
    assert foreign_clerk.user.is_active


def test_a_clerk_sees_her_colleagues_and_changes_none(clerk_client, dealer_user):
    user = dealer_user.user
    assert clerk_client.get(f"/users/{user.pk}/").status_code == 200
    for tail in ("edit/", "link/", "disable/"):
        assert clerk_client.get(f"/users/{user.pk}/{tail}").status_code == 403
        assert clerk_client.post(f"/users/{user.pk}/{tail}", WHY).status_code == 403
    for address in ("/users/add/", "/grants/add/"):
        assert clerk_client.get(address).status_code == 403
        assert clerk_client.post(address, WHY).status_code == 403


# Inviting


def test_a_principal_invites_a_clerk_and_is_shown_the_link_once(dealer_client, dealers):
    form = dealer_client.get("/users/add/").context["form"]
    assert [value for value, _label in form.fields["role"].choices] == ["clerk"]
    assert "region" not in form.fields
    assert form["dealer"].value() == "GZ"
    sent = {"username": "anna", "full_name": "Anna", "role": "clerk", "dealer": "GZ"}
    answer = dealer_client.post(
        "/users/add/", sent | WHY | {"valid_from": form["valid_from"].value().isoformat()}
    )
    user = User.objects.get(username="anna")
    assert answer.headers["Location"] == f"/users/{user.pk}/welcome/"
    first = dealer_client.get(answer.headers["Location"])
    assert "/welcome/" in first.context["link"]
    assert first.context["link"] in first.content.decode()
    assert "no-store" in first.headers["Cache-Control"]
    assert dealer_client.get(answer.headers["Location"]).context["link"] == ""
    assert "anna" in listed(dealer_client)


def test_a_form_keeps_what_was_typed_and_names_the_field(hq_client, dealers):
    sent = {"username": "anna", "full_name": "Anna", "role": "clerk", "valid_from": "2030-01-01"}
    answer = hq_client.post("/users/add/", sent | WHY)
    assert answer.status_code == 422
    assert "dealer" in answer.context["form"].errors
    assert 'value="anna"' in answer.content.decode()
    assert not User.objects.filter(username="anna").exists()


def test_a_principal_does_not_forge_another_role_or_dealer(dealer_client, dealers):
    base = {"username": "anna", "full_name": "Anna", "valid_from": "2030-01-01", **WHY}
    for forged in ({"role": "finance"}, {"role": "clerk", "dealer": "HZ"},
                   {"role": "principal", "dealer": "GZ"}):  # fmt: skip
        assert dealer_client.post("/users/add/", base | forged).status_code == 422
    assert not User.objects.filter(username="anna").exists()


# The roles of a person


def test_two_persons_give_a_role_that_moves_money(hq_client, finance_client, finance):
    user = person("anna", Role.AUDITOR).user
    address = hq_client.get(f"/users/{user.pk}/").content.decode()
    assert f'href="/grants/add/?user={user.pk}"' in address
    sent = {"user": user.pk, "role": "finance", "valid_from": "2030-01-01", **WHY}
    answer = hq_client.post("/grants/add/", sent)
    grant = Grant.objects.get(role="finance", user=user)
    assert answer.headers["Location"] == f"/grants/{grant.pk}/"
    own = hq_client.get(answer.headers["Location"]).content.decode()
    assert f'href="/grants/{grant.pk}/approve/' not in own
    assert hq_client.post(f"/grants/{grant.pk}/approve/", {}).status_code == 422
    assert finance_client.post(f"/grants/{grant.pk}/approve/", {}).status_code == 302
    grant.refresh_from_db()
    assert (grant.status, grant.approved_by) == (GrantStatus.IN_FORCE, finance.user)


def test_a_role_is_ended_on_its_page(dealer_client, clerk):
    grant = clerk.user.grants.get()
    page = dealer_client.get(f"/grants/{grant.pk}/").content.decode()
    assert f'href="/grants/{grant.pk}/end/' in page
    assert dealer_client.post(f"/grants/{grant.pk}/end/", WHY).status_code == 302
    assert signed_in(clerk).get("/dealers/").status_code == 404


def test_a_person_is_offered_no_button_on_her_own_page(hq_client, hq, hq2):
    own = hq_client.get(f"/users/{hq.user.pk}/").content.decode()
    other = hq_client.get(f"/users/{hq2.user.pk}/").content.decode()
    for tail in ("link", "disable"):
        assert f"/users/{hq.user.pk}/{tail}/" not in own
        assert f"/users/{hq2.user.pk}/{tail}/" in other
    assert "/grants/add/?user=" not in own


@pytest.mark.parametrize("verb", ["disable", "link"])
def test_a_person_is_managed_by_buttons(verb, dealer_client, clerk):
    page = dealer_client.get(f"/users/{clerk.user.pk}/").content.decode()
    assert f'href="/users/{clerk.user.pk}/{verb}/' in page
    assert dealer_client.post(f"/users/{clerk.user.pk}/{verb}/", {}).status_code == 422
    assert dealer_client.post(f"/users/{clerk.user.pk}/{verb}/", WHY).status_code == 302
    assert signed_in(clerk).get("/dealers/").status_code in (200, 302)
    clerk.user.refresh_from_db()
    assert clerk.user.is_active is (verb == "link")


# By API


@pytest.mark.parametrize(
    ("verb", "role", "client", "status"),
    [
        ("approve", Role.FINANCE, "finance_client", GrantStatus.IN_FORCE),
        ("refuse", Role.FINANCE, "finance_client", GrantStatus.REFUSED),
        ("end", Role.AUDITOR, "hq_client", GrantStatus.WITHDRAWN),
    ],
)
def test_grants_by_api(verb, role, client, status, hq, finance, request):
    user = make.make_user()
    grant = grant_role(user=user, role=role, access=hq, reason="as agreed")
    address = reverse(f"api:{pages_of(Grant).plural}-{verb}", args=[grant.pk])
    answer = request.getfixturevalue(client).post(address, WHY, "application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == status
    grant.refresh_from_db()
    assert grant.status == status


def test_nobody_is_the_second_person_of_herself_by_api(hq, hq_client):
    grant = grant_role(user=make.make_user(), role=Role.FINANCE, access=hq, reason="as agreed")
    answer = hq_client.post(f"/api/v1/grants/{grant.pk}/approve/", WHY, "application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "own_proposal"


def test_people_by_api(dealer_client, clerk):
    for verb, active in (("disable", False), ("enable", True)):
        address = f"/api/v1/users/{clerk.user.pk}/{verb}/"
        answer = dealer_client.post(address, WHY, "application/json")
        assert (answer.status_code, answer.json()["is_active"]) == (200, active)


# Confirming who one is


@pytest.mark.parametrize("tail", ["users/add/", "users/{clerk}/disable/", "grants/add/"])
def test_who_has_not_just_confirmed_who_she_is_is_asked_first(tail, dealer_user, clerk):
    client = signed_in(dealer_user)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    address = f"/{tail}".format(clerk=clerk.user.pk)
    for answer in (client.get(address), client.post(address, WHY)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/confirm/")
    api = client.post(f"/api/v1/users/{clerk.user.pk}/disable/", WHY, "application/json")
    assert api.status_code == 403
    clerk.user.refresh_from_db()
    assert clerk.user.is_active

"""Whoever may approve or post has a second factor, and gets no page before she has given it."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from channels_mgmt.accounts.services import remove_second_factor
from channels_mgmt.core.verbs import SECOND_FACTOR
from dealers.choices import Role
from dealers.roles import PERMITS
from tests.access.routes import ARGUMENTS, MORE, Route, routes
from tests.accounts.conftest import PASSWORD, first_step, with_password
from tests.codes import code_of, with_second_factor
from tests.conftest import signed_in
from tests.factories import make_grant, make_user

pytestmark = pytest.mark.django_db

SET_UP, CONFIRM = "/account/second-factor/", "/account/confirm/"
STILL_OPEN = {"logout", "set_language", "confirm", "second_factor"}
MUST = [Role.HEADQUARTERS, Role.FINANCE]


@pytest.fixture(params=[*MUST, "superuser"])
def approver(request):
    """Somebody who needs a second factor and has none yet."""
    if request.param == "superuser":
        return with_password(make_user("root", is_superuser=True))
    return with_password(make_grant(user=make_user("approver"), role=request.param).user)


def shown_code(page: str) -> str:
    """What an app shows that was given the secret of the page."""
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(client: Client):
    return client.post(SET_UP, {"code": shown_code(client.get(SET_UP).content.decode())})


def test_it_works(approver, told):
    client = first_step(approver)
    assert client.get("/").headers["Location"] == f"{SET_UP}?next=/"
    page = client.get(SET_UP).content.decode()
    assert "Your role approves, posts or appoints" in page
    assert 'src="data:image/svg+xml' in page
    assert set_up(client).headers["Location"] == "/account/recovery-codes/"
    assert client.get("/").status_code == 200
    assert told(approver) == ["signed_in", "second_factor_added"]


def test_those_who_approve_or_post_are_asked_and_nobody_else():
    assert {role for role in Role if PERMITS[role] & SECOND_FACTOR} == {*MUST}


def address_of(route: Route) -> str:
    try:
        return reverse(route.name, kwargs=dict.fromkeys(route.parameters, 1))
    except NoReverseMatch:
        given = (ARGUMENTS | MORE)[route.name][0]
        return reverse(route.name, kwargs=dict.fromkeys(route.parameters, 1) | given)


def test_no_route_answers_before_the_second_factor(finance):
    client, opened = first_step(with_password(finance.user)), {}
    for route in routes():
        address = address_of(route)
        for method in ("GET", "POST"):
            if route.name in STILL_OPEN:
                continue
            answer = client.generic(method, address, "{}", "application/json")
            if route.name.startswith("api:") or route.name == "schema":
                errors = answer.json().get("errors", [{}])
                kept_out = (answer.status_code, errors[0].get("code")) == (403, "second_factor")
            else:
                kept_out = answer.headers.get("Location", "").startswith(SET_UP)
            if not kept_out:
                opened[method, address] = answer.status_code
    assert opened == {}


def test_who_has_an_app_gives_its_code_and_sets_up_no_other(approver):
    """The password of a thief opens no page that would make a factor of his own."""
    client = signed_in_by_password(with_second_factor(approver))
    for address in ("/", SET_UP, "/account/recovery-codes/", "/account/tokens/", "/password/"):
        assert client.get(address).headers["Location"].startswith(CONFIRM), address
        assert client.post(address).headers["Location"].startswith(CONFIRM), address
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 422
    answer = client.post(CONFIRM, {"code": code_of(approver), "next": "/dealers/"})
    assert answer.headers["Location"] == "/dealers/"
    assert client.get("/dealers/").status_code == 200


def signed_in_by_password(user) -> Client:
    """As somebody is who signed in before she had a second factor."""
    client = Client()
    client.force_login(user)
    return client


def test_a_role_that_comes_while_one_is_signed_in_asks_at_the_next_request(user):
    client = first_step(user)
    assert client.get("/").status_code == 200
    make_grant(user=user, role=Role.FINANCE)
    assert client.get("/").headers["Location"].startswith(SET_UP)
    assert client.get("/api/v1/dealers/").json()["errors"][0]["code"] == "second_factor"
    user.grants.all().delete()
    assert client.get("/").status_code == 200


def test_signing_out_and_the_language_stay_within_reach(approver):
    client = first_step(approver)
    assert client.post("/language/", {"language": "zh-hans"}).status_code in (204, 302)
    assert 'lang="zh-hans"' in client.get(SET_UP).content.decode()
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_the_session_alone_tells_that_the_code_was_given(hq, django_assert_num_queries):
    """No table is asked on every request."""
    client = signed_in(hq)
    with django_assert_num_queries(2):  # the session, and whose it is
        client.post("/language/", {"language": "en"})


# Setting up and switching off


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays(user):
    client = first_step(user)
    page = client.get(SET_UP).content.decode()
    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()
    assert client.post(SET_UP, {"code": shown_code(page)}).status_code == 302


def test_the_code_of_setting_up_does_not_sign_in_again(user):
    client = first_step(user)
    code = shown_code(client.get(SET_UP).content.decode())
    client.post(SET_UP, {"code": code})
    assert first_step(user).post("/sign-in/code/", {"code": code}).status_code == 422


def test_the_secret_does_not_stand_in_the_database(protected):
    factor = Authenticator.objects.get(user=protected, type="totp")
    assert "KRSXG5CTMVRXEZLU" not in str(factor.data)


def test_whoever_need_not_have_one_switches_it_on_and_off(user, told):
    client = first_step(user)
    set_up(client)
    assert "Switch off" in client.get(SET_UP).content.decode()
    client.post(SET_UP)
    assert not Authenticator.objects.exists()
    assert told(user)[1:] == ["second_factor_added", "second_factor_removed"]


def test_whoever_needs_it_does_not_switch_it_off(hq):
    with_second_factor(hq.user)
    client = signed_in(hq)
    assert "Switch off" not in client.get(SET_UP).content.decode()
    client.post(SET_UP)
    assert Authenticator.objects.filter(user=hq.user).count() == 2
    with pytest.raises(ValidationError, match="cannot be switched off"):
        remove_second_factor(user=hq.user, access=hq)


# Recovery codes


def test_recovery_codes_are_shown_downloaded_and_made_anew(protected, told):
    client = first_step(protected)
    client.post("/sign-in/code/", {"code": code_of(protected)})
    codes = client.get("/account/recovery-codes/").context["codes"]
    assert len(codes) == 10
    file = client.get("/account/recovery-codes/?download")
    assert file.content.decode().split() == codes
    assert "attachment" in file.headers["Content-Disposition"]
    client.post("/account/recovery-codes/")
    assert not set(codes) & set(client.get("/account/recovery-codes/").context["codes"])
    assert told(protected)[-1] == "recovery_codes_made"
    assert first_step(protected).post("/sign-in/code/", {"code": codes[0]}).status_code == 422


def test_recovery_codes_are_not_shown_to_who_has_only_the_session(protected):
    client = Client()
    client.force_login(protected)
    for answer in (client.get("/account/recovery-codes/"), client.post("/account/recovery-codes/")):
        assert answer.headers["Location"].startswith(CONFIRM)


# The demo


def test_the_demo_shows_its_codes_and_nobody_elses(protected, settings):
    assert "This is the demo" not in first_step(protected).get("/sign-in/code/").content.decode()
    factor = Authenticator.objects.get(user=protected, type="totp")
    from allauth.mfa.utils import encrypt

    from channels_mgmt.demo.people import SECRET

    factor.data = {"secret": encrypt(SECRET)}
    factor.save()
    client = first_step(protected)
    page = client.get("/sign-in/code/").content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', page)[1]
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    assert 'id="demo-code"' in client.get(CONFIRM).content.decode()
    settings.PRODUCTION = True
    assert 'id="demo-code"' not in client.get(CONFIRM).content.decode()

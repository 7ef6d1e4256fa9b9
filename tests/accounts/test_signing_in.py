"""Password, then code: in whose name, where to, how often, and what the trail says of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from tests.accounts.conftest import PASSWORD, first_step, is_in
from tests.codes import code_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TRIES = 5


def sign_in(client, username: str, password: str = PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password}, **more)


def test_it_works(protected, told):
    client = first_step(protected)
    assert not is_in(client)
    answer = client.post("/sign-in/code/", {"code": code_of(protected)})
    assert answer.headers["Location"] == "/"
    assert is_in(client)
    assert told(protected) == ["signed_in"]


def test_without_a_second_factor_the_password_is_enough(user, told):
    assert is_in(first_step(user))
    assert told(user) == ["signed_in"]


def test_the_way_goes_on_to_where_one_wanted_to_go(protected):
    client = first_step(protected, "/dealers/")
    answer = client.post("/sign-in/code/", {"code": code_of(protected)})
    assert answer.headers["Location"] == "/dealers/"


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example/", r"\\evil.example"])
def test_no_way_leads_to_a_foreign_site(foreign, user, protected):
    client = Client()
    sent = {"username": user.username, "password": PASSWORD, "next": foreign}
    assert client.post("/sign-in/", sent).headers["Location"] == "/"
    client = first_step(protected, foreign)
    answer = client.post("/sign-in/code/", {"code": code_of(protected)})
    assert answer.headers["Location"] == "/"
    answer = client.post("/account/confirm/", {"code": code_of(protected), "next": foreign})
    assert answer.headers["Location"] == "/"


def test_nobody_signs_up(client, db):
    for address in ("/sign-up/", "/accounts/signup/", "/account/signup/", "/accounts/login/"):
        assert client.get(address).status_code == 404


def test_the_code_page_is_only_for_who_gave_her_password(client, protected):
    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"
    answer = client.post("/sign-in/code/", {"code": code_of(protected)})
    assert answer.headers["Location"] == "/sign-in/"


def test_a_disabled_person_is_told_the_same_as_who_errs(client, user):
    user.is_active = False
    user.save()
    page = sign_in(client, "somebody").content.decode()
    assert "The user name or the password is wrong." in page


# Wrong ones


def test_a_wrong_code_opens_nothing_and_is_told(protected, told):
    client = first_step(protected)
    answer = client.post("/sign-in/code/", {"code": "000000"})
    assert answer.status_code == 422
    assert "This code is wrong" in answer.content.decode()
    assert not is_in(client)
    assert told(protected) == ["code_failed"]


def test_a_code_counts_once(protected):
    code = code_of(protected)
    assert first_step(protected).post("/sign-in/code/", {"code": code}).status_code == 302
    again = first_step(protected)
    assert again.post("/sign-in/code/", {"code": code}).status_code == 422
    assert not is_in(again)


def test_an_older_code_does_not_count_after_a_later_one(protected):
    older = code_of(protected)
    factor = Authenticator.objects.get(user=protected, type="totp")
    factor.data["last_counter"] = 10**12
    factor.save()
    assert first_step(protected).post("/sign-in/code/", {"code": older}).status_code == 422


def test_a_recovery_code_signs_in_once(protected, told):
    factor = Authenticator.objects.get(user=protected, type="recovery_codes")
    code = factor.wrap().get_unused_codes()[0]
    client = first_step(protected)
    client.post("/sign-in/code/", {"code": code})
    assert is_in(client)
    again = first_step(protected)
    assert again.post("/sign-in/code/", {"code": code}).status_code == 422
    assert told(protected) == ["recovery_code_used", "signed_in", "code_failed"]


def test_a_code_may_be_typed_with_a_space(protected):
    client, code = first_step(protected), code_of(protected)
    client.post("/sign-in/code/", {"code": f" {code[:3]} {code[3:]} "})
    assert is_in(client)


# How often


def test_after_some_wrong_passwords_the_right_one_waits_too(client, user, told):
    for _ in range(TRIES):
        assert sign_in(client, "somebody", "wrong").status_code == 422
    answer = sign_in(client, "somebody")
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()
    assert told(user) == ["password_failed"] * TRIES
    cache.clear()  # five minutes later
    assert sign_in(client, "somebody").status_code == 302


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"host": "testserver:8443"}},
        {"headers": {"x-forwarded-for": "198.51.100.7"}},
        {"REMOTE_ADDR": "198.51.100.8"},
    ],
)
def test_no_other_address_or_host_name_gives_another_try(more, client, user):
    for _ in range(TRIES):
        sign_in(client, "somebody", "wrong")
    assert sign_in(client, "somebody", **more).status_code == 429
    assert sign_in(client, "SOMEBODY", **more).status_code == 429


def test_somebody_elses_wrong_passwords_do_not_shut_the_next_one_out(client, user):
    for _ in range(TRIES):
        sign_in(client, "nobody", "wrong")
    assert sign_in(client, "somebody").status_code == 302


def test_one_address_does_not_try_everybody(client, db):
    people = [make_user(f"p{number}").username for number in range(21)]
    answers = [sign_in(client, name, "wrong").status_code for name in people]
    assert answers == [422] * 20 + [429]
    elsewhere = sign_in(Client(REMOTE_ADDR="198.51.100.9"), "p20", "wrong")
    assert elsewhere.status_code == 422


def test_behind_a_proxy_the_visitors_address_counts_and_not_what_she_says_of_herself(
    client, db, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    people = [make_user(f"p{number}").username for number in range(22)]

    def wrong(name: str, said: str) -> int:
        return sign_in(client, name, "wrong", headers={"x-forwarded-for": said}).status_code

    answers = [wrong(name, f"10.0.0.{n}, 203.0.113.5") for n, name in enumerate(people[:21])]
    assert answers == [422] * 20 + [429]
    assert wrong(people[21], "203.0.113.6") == 422


def test_after_some_wrong_codes_the_right_one_waits_too(protected):
    client = first_step(protected)
    for _ in range(TRIES):
        assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    code = code_of(protected)
    answer = client.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 429
    assert "Too many wrong codes" in answer.content.decode()
    again = first_step(protected)
    assert again.post("/sign-in/code/", {"code": code}).status_code == 429
    cache.clear()  # five minutes later
    assert again.post("/sign-in/code/", {"code": code}).status_code == 302


def test_right_codes_use_up_no_tries(protected):
    for _ in range(TRIES + 2):
        factor = Authenticator.objects.get(user=protected, type="totp")
        factor.data.pop("last_counter", None)
        factor.save()
        client = first_step(protected)
        assert client.post("/sign-in/code/", {"code": code_of(protected)}).status_code == 302


# Passwords


def test_changing_the_password_ends_the_other_sessions(user, told):
    here, elsewhere = first_step(user), first_step(user)
    new = "another long secret"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/password/", sent).headers["Location"] == "/"
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert "password_changed" in told(user)
    assert len(here.get("/account/sessions/").context["sessions"]) == 1


@pytest.mark.parametrize("new", ["short-pw1", "12345678901234", "password1234"])
def test_a_weak_password_is_refused_with_a_reason(new, user):
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = first_step(user).post("/password/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["new_password2"]


def test_the_old_password_is_not_guessed_there_either(user):
    client = first_step(user)
    sent = {"old_password": "wrong", "new_password1": "x", "new_password2": "x"}
    answers = [client.post("/password/", sent).status_code for _ in range(TRIES + 1)]
    assert answers == [422] * TRIES + [429]


def test_signing_out_is_told(user, told):
    client = first_step(user)
    client.post("/sign-out/")
    assert not is_in(client)
    assert told(user) == ["signed_in", "signed_out"]

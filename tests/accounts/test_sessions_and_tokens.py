"""Sessions are listed and ended at once; tokens open the API, and nothing after they ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from channels_mgmt.accounts.devices import device
from channels_mgmt.accounts.services import MOST_TOKENS, make_token
from channels_mgmt.core.sessions import end_sessions
from tests.accounts.conftest import first_step, is_in, with_password
from tests.codes import code_of, with_second_factor
from tests.conftest import signed_in
from tests.factories import make_dealer, make_grant, make_user

pytestmark = pytest.mark.django_db
SESSIONS, TOKENS = "/account/sessions/", "/account/tokens/"


def opens(token: str) -> int:
    answer = Client().get("/api/v1/dealers/", headers={"authorization": f"Token {token}"})
    return answer.status_code


def shut(status: int) -> bool:
    return status in (401, 403)


# Sessions


def test_it_works(user, told):
    here, elsewhere = first_step(user), first_step(user)
    listed = here.get(SESSIONS).context["sessions"]
    assert [each["current"] for each in listed].count(True) == 1
    (other,) = [each["session"] for each in listed if not each["current"]]
    here.post(SESSIONS, {"end": other.pk})
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert told(user)[-1] == "session_ended"


def test_all_others_end(user):
    here, *others = (first_step(user) for _ in range(3))
    here.post(SESSIONS)
    assert [is_in(client) for client in (here, *others)] == [True, False, False]


def test_nobody_ends_the_session_of_another(user):
    mine, hers = first_step(user), first_step(with_password(make_user("another")))
    (listed,) = hers.get(SESSIONS).context["sessions"]
    mine.post(SESSIONS, {"end": listed["session"].pk})
    mine.post(SESSIONS, {"end": "9" * 30})
    mine.post(SESSIONS)
    assert is_in(hers)


def test_a_sign_in_that_waits_for_its_code_ends_too():
    protected = with_second_factor(with_password(make_user("careful", id=1_000_000)))
    waiting = first_step(protected)
    end_sessions(protected)
    assert waiting.post("/sign-in/code/", {"code": code_of(protected)}).status_code == 302
    assert not is_in(waiting)


def test_end_sessions_ends_all_at_once_and_only_hers(user, dealer_user):
    listed, unlisted = first_step(user), Client()
    unlisted.force_login(user)
    token, others = make_token(user=user), signed_in(dealer_user)
    end_sessions(user)
    assert not is_in(listed)
    assert not is_in(unlisted)
    assert shut(opens(token))
    assert is_in(others)
    assert Session.objects.count() == 1


def test_a_disabled_person_is_out_at_the_next_request(user):
    client, token = first_step(user), make_token(user=user)
    assert (is_in(client), opens(token)) == (True, 404)  # without a role there is nothing to see
    user.is_active = False
    user.save()
    assert not is_in(client)
    assert shut(opens(token))


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/120 Mobile Safari",
            "Chrome · Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604 MicroMessenger/8", "WeChat · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(says, name):
    assert device(says) == name


# Tokens


def test_a_token_opens_what_its_person_may_see(hq, told):
    with_second_factor(hq.user)
    client = signed_in(hq)
    make_dealer("D1")
    page = client.post(TOKENS)
    token = page.context["made"]
    assert token.startswith("chan_")
    answer = Client().get("/api/v1/dealers/", headers={"authorization": f"Token {token}"})
    assert [dealer["code"] for dealer in answer.json()["results"]] == ["D1"]
    assert told(hq.user) == ["token_made"]


def test_it_is_shown_once_and_kept_only_as_a_digest(user):
    client = first_step(user)
    token = client.post(TOKENS).context["made"]
    page = client.get(TOKENS).content.decode()
    assert token not in page
    assert token[:15] in page
    stored = AuthToken.objects.get()
    assert token not in (stored.digest, stored.token_key)
    days = stored.expiry - timezone.now()
    assert timedelta(days=89) < days <= timedelta(days=90)


def test_making_one_takes_a_confirmation(user):
    client = Client()
    client.force_login(user)
    assert client.post(TOKENS).headers["Location"].startswith("/account/confirm/")
    assert not AuthToken.objects.exists()


def test_a_revoked_token_opens_nothing(user, told):
    client = first_step(user)
    token, other = (client.post(TOKENS).context["made"] for _ in range(2))
    client.post(TOKENS, {"revoke": token[:15]})
    assert shut(opens(token))
    assert opens(other) == 404
    assert told(user)[-1] == "token_revoked"


def test_nobody_revokes_the_token_of_another(user):
    token = make_token(user=make_user("another"))
    first_step(user).post(TOKENS, {"revoke": token[:15]})
    assert opens(token) == 404


def test_a_token_that_has_ended_opens_nothing(user):
    token = make_token(user=user)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert shut(opens(token))


def test_there_are_so_many_tokens_and_no_more(user):
    client = first_step(user)
    for _ in range(MOST_TOKENS):
        client.post(TOKENS)
    client.post(TOKENS)
    assert AuthToken.objects.count() == MOST_TOKENS


@pytest.mark.parametrize(
    "forged", ["chan_0", "chan_" + "0" * 64, "x y", "ä", "%00", "'; --", "0" * 5000, ""]
)
def test_what_is_no_token_is_refused(forged, user):
    make_token(user=user)
    assert shut(opens(forged))


def test_a_token_opens_pages_neither(user):
    headers = {"authorization": f"Token {make_token(user=user)}"}
    assert Client().get("/", headers=headers).status_code == 302


# Tokens and the second factor


def test_a_token_made_without_a_second_factor_does_not_go_round_it(user):
    token = make_token(user=user)
    make_grant(user=user)
    answer = Client().get("/api/v1/dealers/", headers={"authorization": f"Token {token}"})
    assert answer.json()["errors"][0]["code"] == "second_factor"
    with_second_factor(user)
    assert opens(token) == 403
    assert opens(make_token(user=user)) == 200


def test_the_schema_takes_it_too_and_says_how(user, hq_client):
    token = make_token(user=user)
    make_grant(user=user)
    answer = Client().get("/api/v1/schema/", headers={"authorization": f"Token {token}"})
    assert answer.status_code == 403
    schema = hq_client.get("/api/v1/schema/").content.decode()
    assert "basicAuth" not in schema
    assert "Authorization" in schema

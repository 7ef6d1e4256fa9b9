"""The link at which a person chooses her password: it works once, for three days, for her alone."""

import datetime
from unittest.mock import patch

import pytest
from django.test import Client

from channels_mgmt.core.models import AuditEntry, User
from dealers.choices import Role
from dealers.services import people
from dealers.services.people import disable_person, invite_person, renew_link

PASSWORD = {"new_password1": "a long secret of hers", "new_password2": "a long secret of hers"}
DEAD = "This link does not work."


@pytest.fixture
def welcome(hq):
    return invite_person(
        username="anna", full_name="Anna", role=Role.AUDITOR, access=hq, reason="as agreed"
    )


def opened(path: str) -> tuple[Client, str]:
    """Somebody who follows the link, and the address at which she ends up."""
    client = Client()
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return client, answer.redirect_chain[-1][0]


def dead(path: str) -> bool:
    answer = Client().get(path, follow=True)
    return answer.status_code == 404 and DEAD in answer.content.decode()


def test_it_works(welcome):
    client, address = opened(welcome.path)
    page = client.get(address).content.decode()
    assert "Anna" in page
    assert "anna" in page
    answer = client.post(address, PASSWORD)
    assert answer.headers["Location"] == "/sign-in/"
    user = User.objects.get(username="anna")
    assert user.check_password(PASSWORD["new_password1"])
    assert AuditEntry.objects.filter(action="password_set", by=user).count() == 1


def test_nobody_is_signed_in_by_it(welcome):
    client, address = opened(welcome.path)
    client.post(address, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_the_token_does_not_stay_in_the_address(welcome):
    _client, address = opened(welcome.path)
    assert welcome.path.rstrip("/").rsplit("/", 1)[-1] not in address


def test_it_works_once(welcome):
    client, address = opened(welcome.path)
    client.post(address, PASSWORD)
    assert dead(welcome.path)
    assert client.post(address, PASSWORD).status_code == 404


def test_of_two_who_have_it_open_the_first_one_chooses(welcome):
    (one, address), (other, _same) = opened(welcome.path), opened(welcome.path)
    one.post(address, PASSWORD)
    second = {"new_password1": "another long secret", "new_password2": "another long secret"}
    assert other.post(address, second).status_code == 404
    assert User.objects.get(username="anna").check_password(PASSWORD["new_password1"])


@pytest.mark.parametrize(("days", "over"), [(0, False), (2, False), (3.1, True), (30, True)])
def test_it_is_over_after_three_days(days, over, welcome):
    later = people.link_tokens._now() + datetime.timedelta(days=days)
    with patch.object(people.LinkTokens, "_now", lambda self: later):
        assert dead(welcome.path) is over


def test_a_newer_link_replaces_it(welcome, hq):
    newer = renew_link(user=welcome.user, access=hq, reason="lost")
    assert dead(welcome.path)
    opened(newer.path)


def test_a_disabled_person_has_none_and_does_not_get_it_back(welcome, hq):
    user = disable_person(user=welcome.user, access=hq, reason="a mistake")
    assert dead(welcome.path)
    people.enable_person(user=user, access=hq, reason="no mistake")
    assert dead(welcome.path)


def test_a_new_link_ends_the_password_and_the_sessions(hq, welcome):
    client, address = opened(welcome.path)
    client.post(address, PASSWORD)
    user = User.objects.get(username="anna")
    client.force_login(user)
    assert client.get("/dealers/").status_code == 200
    renew_link(user=user, access=hq, reason="forgotten")
    assert client.get("/dealers/").headers["Location"].startswith("/sign-in/")
    user.refresh_from_db()
    assert not user.check_password(PASSWORD["new_password1"])


def test_wrong_links_are_answered_alike_whether_there_is_such_a_person_or_not(welcome):
    uid, token = welcome.path.strip("/").split("/")[1:]
    wrong = [
        f"/welcome/{uid}/{token[:-1]}x/",
        f"/welcome/{uid}/nonsense/",
        f"/welcome/{uid}/password/",
        f"/welcome/OTk5OTk5/{token}/",
        f"/welcome/not-a-key/{token}/",
    ]
    pages = []
    for path in wrong:
        answer = Client().get(path, follow=True)
        assert answer.status_code == 404
        pages.append(answer.context["validlink"])
        assert "anna" not in answer.content.decode().lower()
        assert DEAD in answer.content.decode()
    assert pages == [False] * len(wrong)


def test_a_weak_password_is_refused_and_says_why(welcome):
    client, address = opened(welcome.path)
    answer = client.post(address, {"new_password1": "12345", "new_password2": "12345"})
    assert answer.context["form"].errors["new_password2"]
    assert not User.objects.get(username="anna").has_usable_password()

"""The first people of an installation, and the way back in for who has lost hers."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from channels_mgmt.core.models import AuditEntry, User
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.second_factor import has_second_factor
from dealers.choices import GrantStatus
from dealers.roles import access_of
from dealers.services.people import reset_second_factor
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def said(capsys, *arguments: str) -> str:
    call_command(*arguments)
    return capsys.readouterr().out.strip()


def test_it_works(capsys, settings):
    settings.PUBLIC_URL = "https://channels.example.com"
    link = said(capsys, "add_person", "boss", "--role", "headquarters", "--name", "The boss")
    assert link.startswith("https://channels.example.com/welcome/")
    user = User.objects.get(username="boss")
    assert user.full_name == "The boss"
    assert access_of(user).may(Verb.APPROVE_PEOPLE)
    entry = AuditEntry.objects.get(action="granted")
    assert (entry.by, entry.reason) == (None, "Added on the command line")
    path = link.removeprefix("https://channels.example.com")
    assert Client().get(path, follow=True).status_code == 200


def test_a_person_of_a_dealer_and_one_of_a_region(capsys, dealers):
    said(capsys, "add_person", "c", "--role", "clerk", "--dealer", "GZ")
    said(capsys, "add_person", "p", "--role", "province", "--region", "440000")
    scopes = [access_of(User.objects.get(username=name)).scope for name in ("c", "p")]
    assert scopes[0].dealers == {dealers.guangzhou.pk}
    assert scopes[1].regions == ("000000/440000/",)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add_person", "x", "--role", "clerk"),
        ("add_person", "x", "--role", "clerk", "--dealer", "NONE"),
        ("add_person", "x", "--role", "province"),
        ("add_person", "x", "--role", "king"),
        ("add_person", "hq", "--role", "auditor"),
        ("welcome_link", "nobody"),
        ("disable_person", "nobody"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(arguments, hq):
    with pytest.raises(CommandError):
        call_command(*arguments)
    assert list(User.objects.values_list("username", flat=True)) == ["hq"]


def test_a_person_is_disabled(hq, hq_client, capsys):
    assert hq_client.get("/dealers/").status_code == 200
    assert "disabled" in said(capsys, "disable_person", "hq")
    assert hq_client.get("/dealers/").status_code == 302


def test_a_lost_password_costs_no_role_where_the_link_comes_from_the_command_line(hq, capsys):
    said(capsys, "welcome_link", "hq")
    assert hq.user.grants.get().status == GrantStatus.IN_FORCE


# The second factor


@pytest.fixture
def with_factor(finance):
    TOTP.activate(finance.user, "A" * 32)
    RecoveryCodes.activate(finance.user)
    return finance.user


def test_a_lost_phone(with_factor, hq, hq2):
    """Without her code a password is enough: so a second person looks at her role first."""
    client = signed_in(access_of(with_factor))
    assert reset_second_factor(user=with_factor, access=hq, reason="lost her phone")
    assert not has_second_factor(with_factor)
    assert access_of(with_factor).scope.nothing
    assert client.get("/dealers/").headers["Location"].startswith("/sign-in/")
    with pytest.raises(ValidationError):
        reset_second_factor(user=with_factor, access=hq, reason="again")


def test_a_lost_phone_by_command(with_factor, capsys):
    said(capsys, "welcome_link", "finance", "--without-second-factor")
    assert not has_second_factor(with_factor)
    assert access_of(with_factor).may(Verb.POST_RUNS)

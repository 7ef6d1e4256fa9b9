"""People with passwords, some with a second factor."""

from collections.abc import Callable

import pytest
from django.test import Client

from channels_mgmt.core.models import AuditEntry, User
from tests.codes import with_second_factor
from tests.factories import make_user

PASSWORD = "a long secret"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def first_step(user: User, next_page: str = "") -> Client:
    """Name and password are given; what comes now is up to the test."""
    client = Client()
    sent = {"username": user.username, "password": PASSWORD, "next": next_page}
    assert client.post("/sign-in/", sent).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/sessions/").status_code == 200


@pytest.fixture
def user(db) -> User:
    """Somebody with a password and no role: no second factor is asked of her."""
    return with_password(make_user("somebody"))


@pytest.fixture
def protected(db) -> User:
    """Somebody with a password and a second factor of her own choice."""
    return with_second_factor(with_password(make_user("careful")), "KRSXG5CTMVRXEZLU" * 2)


@pytest.fixture
def told() -> Callable[[User], list[str]]:
    """What the audit trail says about a person, the oldest first."""
    return lambda user: list(
        AuditEntry.objects.filter(model="core.user", object_id=user.pk)
        .order_by("id")
        .values_list("action", flat=True)
    )

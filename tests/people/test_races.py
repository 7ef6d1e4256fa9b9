"""Two who manage people act on each other at the same moment: one of them is left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection

from channels_mgmt.core.models import User
from dealers.choices import GrantStatus, Role
from dealers.models import Grant
from dealers.people.keepers import KEEPING, keepers_of
from dealers.roles import access_of
from dealers.services.grants import approve_grant, end_grant, grant_role
from dealers.services.people import disable_person
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (ValidationError, PermissionDenied, OperationalError)


def at_once(*calls) -> int:
    """How many of the calls were not refused."""
    start = Barrier(len(calls))

    def run(call) -> int:
        try:
            start.wait()
            call()
        except REFUSALS:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(calls)) as pool:
        return sum(pool.map(run, calls))


@pytest.fixture
def two():
    return [access_of(make.make_grant(role=Role.HEADQUARTERS).user) for _one in range(2)]


def disabled(access, other):
    return lambda: disable_person(user=other.user, access=access, reason="you go")


def ended(access, other):
    grant = other.user.grants.get()
    return lambda: end_grant(grant=grant, access=access, reason="you go")


@pytest.mark.parametrize("way", [disabled, ended])
@pytest.mark.parametrize("_again", range(5))
def test_the_last_keeper_is_kept_when_two_go_for_each_other(way, _again, two):
    one, other = two
    assert at_once(way(one, other), way(other, one)) <= 1
    for verb in KEEPING:
        assert keepers_of(verb).exists()
    assert User.objects.filter(is_active=True).exists()


def test_a_role_is_given_once_by_two_who_give_it_at_once(two):
    user = make.make_user()
    gives = [
        lambda access=access: grant_role(
            user=user, role=Role.AUDITOR, access=access, reason="she reads"
        )
        for access in two
    ]
    assert at_once(*gives * 2) == 1
    assert Grant.objects.filter(user=user).count() == 1


def test_a_role_is_approved_once(two):
    approvers = [access_of(make.make_grant(role=Role.FINANCE).user) for _one in range(3)]
    grant = grant_role(
        user=make.make_user(), role=Role.FINANCE, access=two[0], reason="she pays out"
    )
    calls = [lambda a=access: approve_grant(grant=grant, access=a) for access in approvers]
    assert at_once(*calls) == 1
    grant.refresh_from_db()
    assert grant.status == GrantStatus.IN_FORCE

"""Who comes to an address, whose row she finds there, and who is nobody."""

import datetime
from enum import StrEnum

from django.test import Client

from channels_mgmt.core.models import User
from dealers.choices import GrantStatus, Role
from dealers.roles import access_of
from tests import factories as make
from tests.conftest import person, signed_in


class Who(StrEnum):
    """One person of each role; the managers sit in Guangdong, the dealer's people in Guangzhou."""

    HQ = "headquarters"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SUPERUSER = "superuser"
    PROVINCE = "province manager"
    CITY = "city manager"
    PRINCIPAL = "principal"
    CLERK = "clerk"


class Of(StrEnum):
    """Whose row it is."""

    OWN = "the dealer in Guangzhou"
    CITY = "another dealer in Guangzhou"
    PROVINCE = "a dealer in Shenzhen"
    FOREIGN = "a dealer in Hangzhou"


class Nobody(StrEnum):
    """Who has no right at all."""

    ANONYMOUS = "not signed in"
    DISABLED = "disabled"
    WITHOUT = "without a grant"
    ENDED = "whose grant has ended"
    WAITING = "whose grant waits for approval"
    REFUSED = "whose grant was refused"

    @property
    def signed_out(self) -> bool:
        return self in (Nobody.ANONYMOUS, Nobody.DISABLED)


def client_of(who: Who, regions, dealers) -> Client:
    if who is Who.SUPERUSER:
        return signed_in(access_of(make.make_user("root", is_superuser=True, is_staff=True)))
    role, bound = {
        Who.HQ: (Role.HEADQUARTERS, {}),
        Who.FINANCE: (Role.FINANCE, {}),
        Who.AUDITOR: (Role.AUDITOR, {}),
        Who.PROVINCE: (Role.PROVINCE, {"region": regions.guangdong}),
        Who.CITY: (Role.CITY, {"region": regions.guangzhou}),
        Who.PRINCIPAL: (Role.PRINCIPAL, {"dealer": dealers.guangzhou}),
        Who.CLERK: (Role.CLERK, {"dealer": dealers.guangzhou}),
    }[who]
    return signed_in(person(f"the-{role}", role, **bound))


def user_of(nobody: Nobody) -> User:
    """A person who could see everything, were it not for the one thing."""
    user = make.make_user("nobody")
    if nobody is Nobody.DISABLED:
        make.make_grant(user=user)
    elif nobody is Nobody.ENDED:
        make.make_grant(user=user, valid_to=datetime.date(2024, 2, 1))
    elif nobody is Nobody.WAITING:
        make.make_grant(user=user, status=GrantStatus.PROPOSED)
    elif nobody is Nobody.REFUSED:
        make.make_grant(user=user, status=GrantStatus.REFUSED)
    return user


def client_of_nobody(nobody: Nobody) -> Client:
    """Signed in, where she still can."""
    if nobody is Nobody.ANONYMOUS:
        return Client()
    user = user_of(nobody)
    client = signed_in(access_of(user))
    if nobody is Nobody.DISABLED:
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    return client

"""Which role may do what (DOMAIN §10), and the access that a person's grants add up to."""

import datetime

from django.db import connection
from django.utils import timezone

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import SYSTEM, Access, Scope, Verb
from channels_mgmt.core.verbs import SECOND_FACTOR

from .choices import Role
from .models import Grant

DEALER_ROLES = frozenset({Role.PRINCIPAL, Role.CLERK})
PERMITS: dict[Role, frozenset[Verb]] = {
    Role.HEADQUARTERS: frozenset(
        {
            Verb.CHANGE_STRUCTURE,
            Verb.CHANGE_CONTRACTS,
            Verb.SIGN_CONTRACTS,
            Verb.CHANGE_PRODUCTS,
            Verb.IMPORT_MASTERS,
            Verb.IMPORT_SALES,
            Verb.CHANGE_PROGRAMMES,
            Verb.APPROVE_PROGRAMMES,
            Verb.DRAFT_RUNS,
            Verb.REVIEW_RUNS,
            Verb.APPROVE_RUNS,
            Verb.PROPOSE_ENTRIES,
            Verb.CHANGE_CONTROLS,
            Verb.REPLY_TO_ANSWERS,
            Verb.CHANGE_PENALTIES,
            Verb.APPROVE_PENALTIES,
            Verb.OPEN_CASES,
            Verb.DECIDE_CASES,
            Verb.DECIDE_APPEALS,
            Verb.CHANGE_PEOPLE,
            Verb.APPROVE_PEOPLE,
            Verb.MANAGE_JOBS,
        }
    ),
    Role.PROVINCE: frozenset(
        {
            Verb.REVIEW_RUNS,
            Verb.REPLY_TO_ANSWERS,
            Verb.OPEN_CASES,
            Verb.DECIDE_CASES,
            Verb.CHANGE_PEOPLE,
        }
    ),
    Role.CITY: frozenset({Verb.OPEN_CASES}),
    Role.FINANCE: frozenset(
        {
            Verb.SIGN_CONTRACTS,
            Verb.APPROVE_PROGRAMMES,
            Verb.REVIEW_RUNS,
            Verb.APPROVE_RUNS,
            Verb.POST_RUNS,
            Verb.PROPOSE_ENTRIES,
            Verb.APPROVE_ENTRIES,
            Verb.APPROVE_CONTROLS,
            Verb.APPROVE_PENALTIES,
            Verb.APPROVE_PEOPLE,
            Verb.MANAGE_JOBS,
        }
    ),
    Role.AUDITOR: frozenset(),
    Role.PRINCIPAL: frozenset({Verb.ANSWER_STATEMENTS, Verb.ANSWER_CASES, Verb.CHANGE_PEOPLE}),
    Role.CLERK: frozenset(),
}


def moves_money(role: Role | str) -> bool:
    """Whether a role comes into force only when a second person approves, and needs a second
    factor to sign in with."""
    return bool(PERMITS[Role(role)] & SECOND_FACTOR)


def scope_of(dealer: int | None, region: str | None) -> Scope:
    """The rows on which the verbs of a role hold, over a dealer, a region's path, or all."""
    if dealer is not None:
        return Scope(dealers=frozenset({dealer}))
    if region is not None:
        return Scope(regions=(region,))
    return Scope(everything=True)


def access_of(user: User, day: datetime.date | None = None) -> Access:
    """What a person may see and do on a day (today by default); nothing when signed out.

    One query, and a second one for principals whose dealer sees the dealers below it.
    """
    if not user.is_authenticated or not user.is_active:
        return Access(user=None)
    if user.is_superuser:
        return Access(user, SYSTEM.rights)
    rows = Grant.objects.in_force_on(day or timezone.localdate()).filter(user=user).order_by()
    # Asked at every request: whole records would take twice the time.
    grants = list(rows.values_list("role", "dealer", "region__path", "dealer__sees_downstream"))
    rights = [(PERMITS[Role(role)], scope_of(dealer, region)) for role, dealer, region, _ in grants]
    seeing = [dealer for role, dealer, _, sees in grants if role == Role.PRINCIPAL and sees]
    if seeing:
        # To read, and no more: the dealers below are firms of their own.
        rights.append((frozenset(), Scope(dealers=dealers_below(seeing))))
    return Access(user, tuple(rights))


BELOW = """
    WITH RECURSIVE below (id) AS (
        SELECT id FROM dealers_dealer WHERE upstream_id IN ({places})
        UNION
        SELECT dealer.id FROM dealers_dealer dealer JOIN below ON dealer.upstream_id = below.id
    )
    SELECT id FROM below
"""


def dealers_below(dealers: list[int]) -> frozenset[int]:
    """The keys of all dealers that stand below these, at any depth: one query."""
    places = ", ".join(["%s"] * len(dealers))
    with connection.cursor() as cursor:
        cursor.execute(BELOW.format(places=places), dealers)
        return frozenset(pk for (pk,) in cursor.fetchall())

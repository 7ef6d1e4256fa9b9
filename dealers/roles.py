"""Which role may do what (DOMAIN §10), and the access that a person's grants add up to."""

import datetime

from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM, Access, Scope, Verb

from .choices import Role
from .models import Grant

DEALER_ROLES = frozenset({Role.PRINCIPAL, Role.CLERK})
PERMITS: dict[Role, frozenset[Verb]] = {
    Role.HEADQUARTERS: frozenset(
        {
            Verb.CHANGE_STRUCTURE,
            Verb.CHANGE_PRODUCTS,
            Verb.IMPORT_MASTERS,
            Verb.IMPORT_SALES,
            Verb.CHANGE_PROGRAMMES,
            Verb.APPROVE_PROGRAMMES,
            Verb.DRAFT_RUNS,
            Verb.APPROVE_RUNS,
            Verb.PROPOSE_ENTRIES,
            Verb.CHANGE_CONTROLS,
            Verb.REPLY_TO_ANSWERS,
            Verb.CHANGE_PEOPLE,
            Verb.APPROVE_PEOPLE,
        }
    ),
    Role.PROVINCE: frozenset({Verb.REPLY_TO_ANSWERS, Verb.CHANGE_PEOPLE}),
    Role.CITY: frozenset(),
    Role.FINANCE: frozenset(
        {
            Verb.APPROVE_PROGRAMMES,
            Verb.APPROVE_RUNS,
            Verb.POST_RUNS,
            Verb.PROPOSE_ENTRIES,
            Verb.APPROVE_ENTRIES,
            Verb.APPROVE_CONTROLS,
            Verb.APPROVE_PEOPLE,
        }
    ),
    Role.AUDITOR: frozenset(),
    Role.PRINCIPAL: frozenset({Verb.ANSWER_STATEMENTS, Verb.CHANGE_PEOPLE}),
    Role.CLERK: frozenset(),
}


def scope_of(grant: Grant) -> Scope:
    if grant.dealer_id:
        return Scope(dealers=frozenset({grant.dealer_id}))
    if grant.region_id:
        return Scope(regions=(grant.region.path,))
    return Scope(everything=True)


def access_of(user, day: datetime.date | None = None) -> Access:
    """What a person may see and do on a day (today by default); nothing when signed out."""
    if not user.is_authenticated or not user.is_active:
        return Access(user=None)
    if user.is_superuser:
        return Access(user, SYSTEM.rights)
    grants = Grant.objects.in_force_on(day or timezone.localdate()).filter(user=user)
    rights = tuple((PERMITS[Role(g.role)], scope_of(g)) for g in grants.select_related("region"))
    return Access(user, rights)

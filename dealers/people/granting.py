"""Who may give which role over what, and who may manage which person."""

from django.utils import timezone

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Scope, ScopedQuerySet, Verb
from channels_mgmt.core.trees import is_within

from ..choices import Role
from ..models import Dealer, Grant, Region
from ..roles import DEALER_ROLES

REGION_ROLES = frozenset({Role.PROVINCE, Role.CITY})


def roles_within(scope: Scope) -> frozenset[Role]:
    """The roles that a right over this scope lets one give, ordered from the widest reach down.

    Over everything: any. Over a region: those who work in it. Over a dealer: its clerks.
    """
    if scope.everything:
        return frozenset(Role)
    found = frozenset()
    if scope.regions:
        found |= {Role.CITY, *DEALER_ROLES}
    if scope.dealers:
        found |= {Role.CLERK}
    return found


def grantable_roles(access: Access) -> list[Role]:
    """What somebody may give at all, in the order of the roles."""
    roles = roles_within(access.to(Verb.CHANGE_PEOPLE))
    return [role for role in Role if role in roles]


def may_grant(access: Access, role: Role, region: Region | None, dealer: Dealer | None) -> bool:
    """Whether one right of this person alone carries a role over this region or dealer."""
    rights = (scope for verbs, scope in access.rights if Verb.CHANGE_PEOPLE in verbs)
    return any(_carries(scope, role, region, dealer) for scope in rights)


def _carries(scope: Scope, role: Role, region: Region | None, dealer: Dealer | None) -> bool:
    if role not in roles_within(scope):
        return False
    if scope.everything:
        return True
    if dealer is not None:
        home = dealer.home_region.path
        homed = any(is_within(home, path) for path in scope.regions)
        return homed or (role == Role.CLERK and dealer.pk in scope.dealers)
    return region is not None and any(is_within(region.path, path) for path in scope.regions)


def may_change_grant(access: Access, grant: Grant) -> bool:
    """Whether somebody may end a grant: one that she could give, and not her own."""
    own = access.user is not None and grant.user_id == access.user.pk
    return not own and may_grant(access, Role(grant.role), grant.region, grant.dealer)


def live_grants(user: User) -> list[Grant]:
    rows = Grant.objects.live_on(timezone.localdate()).filter(user=user)
    return list(rows.select_related("region", "dealer__home_region"))


def may_manage(access: Access, user: User) -> bool:
    """Whether somebody may disable a person or give her a new link.

    Whoever does that could step into her place: so all that she holds must be hers to give. Nobody
    does it to herself; whoever has no role any more is left to who manages everybody.
    """
    if not access.may(Verb.CHANGE_PEOPLE) or (access.user and access.user.pk == user.pk):
        return False
    if access.to(Verb.CHANGE_PEOPLE).everything:
        return not user.is_superuser or access.user is None or access.user.is_superuser
    held = live_grants(user)
    return bool(held) and all(may_change_grant(access, grant) for grant in held)


def people_visible_to(scope: Scope) -> ScopedQuerySet:
    return ScopedQuerySet(User).visible_to(scope)

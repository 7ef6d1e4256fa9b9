"""Who worked for a dealer on a day, for the histories that the dealer's people read."""

from channels_mgmt.core.scopes import Scope
from channels_mgmt.core.sides import Act

from ..choices import GrantStatus
from ..models import Grant

EVER_IN_FORCE = [GrantStatus.IN_FORCE, GrantStatus.WITHDRAWN]


def colleagues(acts: set[Act], scope: Scope) -> set[Act]:
    """Those of the acts that people of the scope's dealers did. One query.

    Whoever had a role of the brand on the day acted for the brand; the last day of a role counts.
    """
    grants = Grant.objects.filter(
        user__in={person for person, _day in acts}, user__is_superuser=False
    ).exclude(status=GrantStatus.REFUSED)
    own, brand = set(), set()
    for person, dealer, status, start, end in grants.values_list(
        "user", "dealer", "status", "valid_from", "valid_to"
    ):
        found = {
            (who, day)
            for who, day in acts
            if who == person and start <= day and (end is None or day <= end)
        }
        if dealer is None:
            brand |= found
        elif dealer in scope.dealers and status in EVER_IN_FORCE:
            own |= found
    return own - brand

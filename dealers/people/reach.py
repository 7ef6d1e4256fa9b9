"""Who sees which people: those with a role in the reader's own part of the channel."""

from django.db.models import Q
from django.utils import timezone

from channels_mgmt.core.scopes import Reach, Scope

from ..models import Grant


class PeopleReach(Reach):
    """By the roles of today and of what is to come: who has gone over to another dealer is none of
    the old one's business any more."""

    def rows(self, scope: Scope) -> Q | None:
        if scope.everything:
            return Q()
        if not self.admits(scope):
            return None
        grants = Grant.objects.live_on(timezone.localdate()).visible_to(scope)
        return Q(pk__in=grants.order_by().values("user"))


PEOPLE = PeopleReach(
    dealer="grants__dealer",
    region=("grants__region__path", "grants__dealer__home_region__path"),
)

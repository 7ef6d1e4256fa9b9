"""How a top-up demand stands: the ledger and later demands tell, no demand is ever changed."""

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels_mgmt.core.choices import Status
from channels_mgmt.core.display import badge
from dealers.deposits import with_deposits
from dealers.models import Dealer

from ..choices import RunStatus
from ..models import TopUpDemand


class DemandState(Status):
    OPEN = "open", "orange", pgettext_lazy("top-up demand", "Open")
    OVERDUE = "overdue", "red", _("Overdue")
    MET = "met", "green", _("Met")
    REPLACED = "replaced", "secondary", _("Replaced by a later one")
    TAKEN_BACK = "taken_back", "secondary", _("Taken back with its run")

    @classmethod
    def moves(cls):
        """They follow from the ledger: nobody moves them."""
        return {}

    @property
    def badge(self) -> SafeString:
        return badge(self)


def with_state(rows: QuerySet[TopUpDemand]) -> QuerySet[TopUpDemand]:
    """Each with ``missing``, what the dealer's deposit lacks by now in yuan, and its ``state``.

    Only the newest demand of a dealer is open: it asks for all that was missing.
    """
    today = timezone.localdate()
    standing = TopUpDemand.objects.exclude(run__status=RunStatus.REVERSED)
    newest = standing.filter(dealer=OuterRef("dealer")).order_by("-pk").values("pk")[:1]
    lacking = with_deposits(Dealer.objects.filter(pk=OuterRef("dealer")), today)
    rows = rows.annotate(
        missing=Subquery(lacking.values("deposit_missing")), newest=Subquery(newest)
    )
    state = Case(
        When(run__status=RunStatus.REVERSED, then=Value(DemandState.TAKEN_BACK)),
        When(~Q(pk=F("newest")), then=Value(DemandState.REPLACED)),
        When(Q(missing__isnull=True) | Q(missing__lte=0), then=Value(DemandState.MET)),
        When(due_on__lt=today, then=Value(DemandState.OVERDUE)),
        default=Value(DemandState.OPEN),
        output_field=CharField(),
    )
    return rows.annotate(state=state)


def open_demands() -> QuerySet[TopUpDemand]:
    """Those that dealers still have to meet."""
    rows = with_state(TopUpDemand.objects.all())
    return rows.filter(state__in=[DemandState.OPEN, DemandState.OVERDUE])

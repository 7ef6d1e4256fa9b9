"""What a statement's page shows of its payouts, and where to propose one."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Verb
from dealers.choices import EntryKind
from dealers.models import ManualEntry

from ..models import Payout, Statement


class PayoutPanel(Panel):
    title = _("Payouts")
    template = "rebates/payouts_panel.html"
    order = 20

    def context(self, record: Statement, request):
        access = request.access
        own = Payout.objects.visible_to(access.scope).filter(statement=record)
        single = ManualEntry.objects.visible_to(access.scope).filter(
            dealer=record.dealer_id, kind=EntryKind.PAYOUT, reference=record.number
        )
        found = {
            "payouts": list(own.order_by("pk")),
            "single": list(single.order_by("pk")),
            "may_propose": access.reaches(Verb.PROPOSE_ENTRIES, record),
            "may_batch": access.to(Verb.PROPOSE_ENTRIES).everything,
        }
        return found if any(found.values()) else None

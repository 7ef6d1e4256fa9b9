"""Where a version was tried, on its page: whoever approves it looks there first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel

from ..models import PenaltyRuleVersion, PenaltyTrial

LATEST = 5


class PenaltyTrialsPanel(Panel):
    title = _("Tried on past days")
    template = "conduct/trials_panel.html"
    order = 20

    def context(self, record: PenaltyRuleVersion, request) -> dict[str, Any] | None:
        rows = PenaltyTrial.objects.visible_to(request.access.scope).filter(versions=record)
        found = list(rows.select_related("created_by")[:LATEST])
        return {"trials": found} if found else None

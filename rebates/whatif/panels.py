"""Where a version was tried, on its page: whoever approves it looks there first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel

from ..models import ProgrammeVersion, Trial

LATEST = 5


class TrialsPanel(Panel):
    title = _("Tried on past periods")
    template = "conduct/trials_panel.html"
    order = 20

    def context(self, record: ProgrammeVersion, request) -> dict[str, Any] | None:
        rows = Trial.objects.visible_to(request.access.scope).filter(versions=record)
        found = list(rows.select_related("created_by")[:LATEST])
        return {"trials": found} if found else None

"""What an import's page shows of the sales that came with it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import ImportBatch, ImportStatus
from channels_mgmt.core.panels import Panel

from .models import SalesLine


class ImportedLinesPanel(Panel):
    title = _("Sales lines of this import")
    template = "imports/lines_panel.html"
    order = 30

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if record.kind != "sales" or record.status != ImportStatus.COMMITTED:
            return None
        rows = SalesLine.objects.visible_to(request.access.scope).filter(batch=record)
        return {"lines": rows.select_related("dealer", "sku").order_by("id")[:10]}

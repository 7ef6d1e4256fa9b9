"""What an import's page shows of the sales that came with it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import ImportBatch, ImportStatus
from channels_mgmt.core.panels import Panel

from .containers import units_in
from .models import SalesLine, Scan, Serial, Withdrawal
from .path import now_at, path_of


class ImportedLinesPanel(Panel):
    title = _("Sales lines of this import")
    template = "imports/lines_panel.html"
    order = 30

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        written = (ImportStatus.COMMITTED, ImportStatus.UNDOING, ImportStatus.REVERSED)
        if record.kind != "sales" or record.status not in written:
            return None
        rows = SalesLine.objects.visible_to(request.access.scope).filter(batch=record)
        return {"lines": rows.select_related("dealer", "sku").order_by("id")[:10]}


class PathPanel(Panel):
    """Everything that is known of a unit, and where it is now."""

    title = _("Path")
    template = "sales/path_panel.html"
    order = 10

    def context(self, record: Serial, request) -> dict[str, Any]:
        steps = path_of(record, request.access.scope)
        return {"steps": steps, "now": now_at(steps)}


class WithdrawalPanel(Panel):
    """A scan that was declared an error."""

    title = _("Declared an error")
    template = "sales/withdrawal_panel.html"
    order = 10

    def context(self, record: Scan, request) -> dict[str, Any] | None:
        found = Withdrawal.objects.filter(scan=record).first()
        return {"withdrawal": found} if found else None


class UnitsPanel(Panel):
    """What was in a carton or on a pallet when it was scanned; of that what the reader may see."""

    title = _("What was in it then")
    template = "sales/units_panel.html"
    order = 20
    shown = 200

    def context(self, record: Scan, request) -> dict[str, Any] | None:
        codes = units_in(record.code, record.scanned_at)
        if not codes:
            return None
        rows = Serial.objects.visible_to(request.access.scope).filter(code__in=codes)
        found = list(rows.select_related("sku").order_by("code")[: self.shown])
        if request.access.scope.brand_side:
            return {"serials": found, "codes": len(codes)}
        return {"serials": found, "codes": rows.count()} if found else None

"""What the page of a dealer shows of rebates and statements."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import ImportBatch, ImportStatus
from channels_mgmt.core.panels import Panel
from dealers.models import Dealer

from .models import RunLine, Statement
from .services.late_lines import late_lines
from .services.progress import progress_of

SHOWN = 8


class RebatePanel(Panel):
    """The latest figures; a dealer sees only what was posted."""

    title = _("Rebates")
    template = "rebates/rebate_panel.html"
    order = 50

    def context(self, record: Dealer, request):
        lines = RunLine.objects.visible_to(request.access.scope).filter(dealer=record)
        related = ("programme", "version", "run", "dealer")
        found = list(lines.select_related(*related).order_by("-run_id", "-period", "pk")[:SHOWN])
        return {"lines": found} if found else None


class LateLinesPanel(Panel):
    """Of an import: the lines that come after their period was settled."""

    title = _("For the next run")
    template = "rebates/late_lines_panel.html"
    order = 25

    def context(self, record: ImportBatch, request):
        if record.kind != "sales" or record.status != ImportStatus.COMMITTED:
            return None
        found = late_lines(record)
        return {"late": found} if found else None


class StatementPanel(Panel):
    title = _("Statements")
    template = "rebates/statements_panel.html"
    order = 45

    def context(self, record: Dealer, request):
        rows = Statement.objects.visible_to(request.access.scope).filter(dealer=record)
        found = list(rows.defer("content")[:SHOWN])
        return {"statements": found} if found else None


class ProgressPanel(Panel):
    """Where the dealer stands in the periods that are open."""

    title = _("Open periods")
    template = "rebates/progress_panel.html"
    order = 48

    def context(self, record: Dealer, request):
        found = [p for p in progress_of(dealer=record, day=timezone.localdate()) if p.counts]
        return {"progress": found} if found else None

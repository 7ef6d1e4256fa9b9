"""What the page of an import shows below its facts: the decision, and the faults."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from ..models import ImportBatch, ImportStatus
from ..panels import Panel
from .kinds import may_take_in

PER_PAGE = 50


class DecisionPanel(Panel):
    """What would happen, and the buttons for it; only while the file waits."""

    title = _("Take it in?")
    template = "imports/decision_panel.html"
    order = 10

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if record.status != ImportStatus.CHECKED:
            return None
        return {
            "permitted": may_take_in(record, request.access),
            "faulty": bool(record.errors),
            "nothing_new": not record.errors and not record.accepted,
        }


class ErrorsPanel(Panel):
    """The faults, by row and column."""

    title = _("Faults")
    template = "imports/errors_panel.html"
    order = 20

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if not record.errors:
            return None
        paginator = Paginator(record.errors, PER_PAGE)
        return {"page": paginator.get_page(request.GET.get("page")), "count": paginator.count}

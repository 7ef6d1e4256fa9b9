"""What the page of a run shows of its review."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel

from ..choices import RunStatus
from ..models import SettlementRun
from .checks import checklist_of
from .notes import REVIEWED, looked_at

CALCULATED = (*REVIEWED, RunStatus.POSTING, RunStatus.POSTED, RunStatus.REVERSED)


class ReviewPanel(Panel):
    """How far the review is; on a draft also the checklist, unless its lines are being filtered."""

    title = _("Review")
    template = "rebates/review_panel.html"
    order = 10

    def context(self, record: SettlementRun, request):
        if record.status not in CALCULATED:
            return None
        scope = request.access.scope
        open_run = record.status in REVIEWED
        items = checklist_of(record, scope) if open_run and not request.GET else []
        return {
            "looked": looked_at(record, scope),
            "to_look": [item for item in items if item.count],
            "checked": bool(items),
            "open_run": open_run,
        }

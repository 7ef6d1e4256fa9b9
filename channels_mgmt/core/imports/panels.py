"""What the page of an import shows below its facts: the decision, and the faults."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from ..models import ImportBatch, ImportStatus
from ..panels import Panel
from .kinds import may_take_in
from .readers import open_table
from .report import Faults, FileFault

PER_PAGE = 50
PREVIEW_ROWS = 10
PREVIEW_BYTES = 5 * 1024 * 1024  # a page should not read more than that for ten rows


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


class PreviewPanel(Panel):
    """The first rows as they stand in the file, so that one sees that it is the right one."""

    title = _("The first rows of the file")
    template = "imports/preview_panel.html"
    order = 30

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if record.status != ImportStatus.CHECKED or not record.file:
            return None
        try:
            if record.file.size > PREVIEW_BYTES:
                return None
            table = open_table(Path(record.file.path), Faults())
            rows = list(islice(table.rows, PREVIEW_ROWS))
        except (FileFault, OSError):
            return None
        faulty = {error["row"] for error in record.errors}
        shown = [(number, cells, number in faulty) for number, cells in rows]
        return {"header": table.header, "shown": shown} if shown else None


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

"""What the page of an import shows below its facts: the decision, the faults, the rows."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ..job_pages import progress_context
from ..models import ImportBatch, ImportStatus, RejectedRow, RowStatus
from ..panels import Panel
from .background import AT_WORK, shown_job
from .columns import plain_name
from .corrections import MAX_ROWS, by_row, can_be_corrected, file_rows, places_of, reasons
from .forms import CellsForm
from .kinds import UnknownKind, kind_named, kinds, may_take_in
from .report import FileFault
from .undoing import cannot_be_undone, dependents_of, stands
from .uploads import header_of

PER_PAGE = 50
PREVIEW_ROWS = 10
SAMPLES = 3
PREVIEW_BYTES = 5 * 1024 * 1024  # a page should not read more than that for ten rows


class WorkPanel(Panel):
    """How far the worker is; and how to stop it."""

    title = _("In the background")
    template = "imports/work_panel.html"
    order = 5

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        job = shown_job(record)
        if job is None:
            return None
        at_work = record.status in AT_WORK and may_take_in(record, request.access)
        return {**progress_context(job, request.user), "may_cancel": at_work}


class BelongingPanel(Panel):
    """Which imports this one has to do with, and why it does not count any more."""

    title = _("Connections")
    template = "imports/belonging_panel.html"
    order = 8

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        found = {
            "corrects": record.corrects,
            "corrections": record.corrections.order_by("pk"),
            "reverses": record.reverses,
            "reversals": record.reversals.order_by("pk"),
            "undone": record.undone_at is not None,
        }
        return found if any(found.values()) else None


class DecisionPanel(Panel):
    """What would happen, and the buttons for it; only while the file waits."""

    title = _("Take it in?")
    template = "imports/decision_panel.html"
    order = 10

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if record.status not in (ImportStatus.CHECKED, ImportStatus.MAPPING):
            return None
        header = header_of(record) if record.file else []
        return {
            "permitted": may_take_in(record, request.access),
            "columns_open": record.status == ImportStatus.MAPPING,
            "assigned": self.assigned(record, header),
            "readable": bool(header),
            "faulty": bool(record.errors),
            "nothing_new": not record.errors and not record.accepted,
        }

    def assigned(self, batch: ImportBatch, header: Sequence[str]) -> list[tuple[str, str]]:
        """Their title → our column, where they are not the same anyway."""
        return (
            []
            if not batch.mapping
            else [
                (title, batch.mapping.get(title, "")) for title in header if title in batch.mapping
            ]
        )


class NoticesPanel(Panel):
    """What was read otherwise than it stands in the file."""

    title = _("Read, but not to the letter")
    template = "imports/notices_panel.html"
    order = 15

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        return {"notices": record.notices} if record.notices else None


class ErrorsPanel(Panel):
    """The faults, by row and column; a filter by either leaves few of many."""

    title = _("Faults")
    template = "imports/errors_panel.html"
    order = 20

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if not record.errors:
            return None
        asked = {name: request.GET.get(name, "") for name in ("column", "code")}
        found = [
            error
            for error in record.errors
            if all(not value or error[name] == value for name, value in asked.items())
        ]
        paginator = Paginator(found, PER_PAGE)
        return {
            "page": paginator.get_page(request.GET.get("page")),
            "count": len(record.errors),
            "found": len(found),
            "columns": Counter(e["column"] for e in record.errors if e["column"]).most_common(),
            "reasons": reasons(record.errors),
            "asked": asked,
            "narrowed": any(asked.values()),
            "workbook": can_be_corrected(record),
            "all_rows": record.rows <= MAX_ROWS,
        }


class WaitingPanel(Panel):
    """What became of the rows that were left out."""

    title = _("Rows that were left out")
    template = "imports/waiting_panel.html"
    order = 12

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        rows = RejectedRow.objects.visible_to(request.access.scope).filter(batch=record)
        counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
        if not counts:
            return None
        return {
            "waiting": counts.get(RowStatus.WAITING, 0),
            "states": [(status, counts[status]) for status in RowStatus if status in counts],
            "permitted": may_take_in(record, request.access),
        }


class RowsPanel(Panel):
    """The rows as they stand in the file, all or the faulty ones; wrong cells are marked."""

    title = _("Rows of the file")
    template = "imports/rows_panel.html"
    order = 30

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if record.status != ImportStatus.CHECKED or not record.file:
            return None
        only = request.GET.get("rows") == "faulty" and bool(record.errors)
        number = request.GET.get("rows_page", "1")
        page = int(number) if number.isdecimal() and 0 < len(number) < 6 else 1
        try:
            if record.file.size > PREVIEW_BYTES:
                return None
            return self.rows(record, only, max(page, 1))
        except (FileFault, OSError):
            return None

    def rows(self, batch: ImportBatch, only: bool, page: int) -> dict[str, Any] | None:
        errors = by_row(batch)
        header, rows = file_rows(batch, only_faulty=only, errors=errors)
        places = places_of(header, batch.mapping)
        start = (page - 1) * PREVIEW_ROWS
        found = list(islice(rows, start, start + PREVIEW_ROWS + 1))
        if not found and page == 1 and not only:
            return None
        return {
            "header": header,
            "shown": [self.marked(n, cells, errors, places) for n, cells in found[:PREVIEW_ROWS]],
            "only": only,
            "some_faulty": bool(errors),
            "rows_page": page,
            "previous": page - 1,
            "following": page + 1 if len(found) > PREVIEW_ROWS else 0,
        }

    def marked(self, number: int, cells: Sequence[str], errors: Any, places: Any) -> tuple:
        wrong = {places.get(plain_name(e["column"])) for e in errors.get(number, ())}
        marked = [(cell, place in wrong) for place, cell in enumerate(cells)]
        return number, marked, number in errors


class TakingBackPanel(Panel):
    """Why an import that was taken in cannot simply be undone."""

    title = _("Taking it back")
    template = "imports/taking_back_panel.html"
    order = 40

    def context(self, record: ImportBatch, request) -> dict[str, Any] | None:
        if not stands(record) or not may_take_in(record, request.access):
            return None
        [kind] = [kind for kind in kinds() if kind.name == record.kind]
        if not kind.undoable:
            return {"texts": [cannot_be_undone()]}
        found = dependents_of(record)
        return {"texts": found, "reversible": kind.reversible} if found else None


class CellsPanel(Panel):
    """The cells of a rejected row: a form while it waits."""

    title = _("Cells")
    template = "imports/cells_panel.html"
    order = 10

    def context(self, record: RejectedRow, request) -> dict[str, Any] | None:
        try:
            form = CellsForm.showing(record, kind_named(record.batch.kind))
        except UnknownKind:
            return None
        waiting = record.status == RowStatus.WAITING
        open_ = waiting and may_take_in(record.batch, request.access)
        if open_:
            form.focus()
        return {"form": form, "open": open_}


def samples_of(batch: ImportBatch) -> dict[str, list[str]]:
    """The first few cells below each title."""
    try:
        header, rows = file_rows(batch, only_faulty=False, errors={})
    except (FileFault, OSError):
        return {}
    first = list(islice(rows, SAMPLES))
    return {
        title.strip(): [cells[place] for _n, cells in first] for place, title in enumerate(header)
    }

"""What can be taken away from statements: the annex of one, the papers of many as a ZIP."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from channels_mgmt.core.exports import XLSX_TYPE
from channels_mgmt.core.jobs import enqueue
from channels_mgmt.core.models import Job, JobStatus, User
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.listing import FilteredView
from channels_mgmt.core.zips import zip_response

from ..models import Statement, StatementAnnex
from ..services.statements import annex as annexes
from ..services.statements.batch import BOTH, PAPERS, papers_of, ready_of

IN_A_REQUEST = 50_000
"""So many sales lines are written while somebody waits; more are a worker's work."""


def annex_or_wait(
    statement: Statement, by: User | None, *, being_prepared: Callable[[Statement], bool]
) -> StatementAnnex | None:
    """The annex; None while a worker writes it, to whom a large one is given here.

    ``being_prepared`` says whether a worker is at the papers of the statement's run.
    """
    found = StatementAnnex.objects.filter(statement=statement).first()
    if found:
        return found
    if being_prepared(statement):
        return None
    if not annexes.has_more_sales_than(statement, IN_A_REQUEST):
        return annexes.annex_of(statement)
    arguments = {"statement": statement.pk}
    waiting = (JobStatus.QUEUED, JobStatus.RUNNING)
    if not Job.objects.filter(task=annexes.TASK, arguments=arguments, status__in=waiting).exists():
        enqueue(task=annexes.TASK, arguments=arguments, by=by)
    return None


def annex_response(annex: StatementAnnex) -> FileResponse:
    """Raises Http404 when the file is not there."""
    try:
        file = annex.file.storage.open(annex.file.name)
    except OSError:
        raise Http404 from None
    name = f"{annex.statement.number}.xlsx"
    return FileResponse(
        file,
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "ETag": f'"{annex.sha256}"',
        },
    )


class AnnexView(PageView):
    """The sales behind a statement, as XLSX; a page that asks again while it is being written."""

    template_name = "rebates/statement_waiting.html"
    being_prepared: Any = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        statement = self.record()
        annex = annex_or_wait(statement, request.user, being_prepared=self.being_prepared)
        if annex is None:
            return self.page(record=statement, what=_("The annex is being prepared."))
        return annex_response(annex)

    def get_template_names(self) -> list[str]:
        return [self.template_name]


class ZipView(FilteredView):
    """The papers of the ticked rows, or of all that the filter shows; what is ready of them."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        papers = PAPERS.get(request.GET.get("what", BOTH))
        if papers is None or not self.filterset.is_valid():
            return redirect(f"{self.pages.url('list')}?{request.GET.urlencode()}")
        chosen = self.chosen()
        if not ready_of(chosen).anything_of(papers):
            messages.error(request, _("None of these papers is made yet: try again in a minute."))
            return redirect(self.pages.url("list"))
        return zip_response(
            papers_of(chosen, papers), f"statements-{timezone.localdate():%Y%m%d}.zip"
        )

    def chosen(self) -> QuerySet[Statement]:
        """Raises Http404 for a row out of sight."""
        keys = self.request.GET.getlist("row")
        if not keys:
            return self.filterset.qs
        if not all(key.isdecimal() and len(key) < 19 for key in keys):
            raise Http404
        rows = self.visible().filter(pk__in=keys)
        if rows.count() != len({*map(int, keys)}):
            raise Http404
        return rows


def file_urls(
    pages: Any, prefix: str, being_prepared: Callable[[Statement], bool]
) -> list[URLPattern]:
    """Below the address of the list and of a statement."""
    return [
        path(f"{prefix}zip/", ZipView.as_view(pages=pages), name="statement_zip"),
        path(
            f"{prefix}<int:pk>/annex/",
            AnnexView.as_view(pages=pages, being_prepared=being_prepared),
            name="statement_annex",
        ),
    ]

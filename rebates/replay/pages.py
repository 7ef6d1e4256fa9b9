"""The bundle of a run, to be taken away: for the brand side that sees every dealer."""

import tempfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.job_pages import progress_context
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Access

from ..models import SettlementRun
from .keeping import bundle_in_background, bundle_job, is_large, kept_bundle
from .writing import was_calculated, write_bundle


def may_take(access: Access) -> bool:
    """It holds the sales of all dealers."""
    return access.scope.everything


class BundleView(PageView):
    """A small one at once; of a large one the page on which a worker is asked to write it.

    ``?file=1`` is the file that a worker wrote. To look changes nothing.
    """

    template_name = "rebates/settlementrun_bundle.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self.calculated()
        kept = kept_bundle(run)
        if kept and "file" in request.GET:
            return as_file(run, default_storage.open(kept.name))
        if kept is None and not is_large(run):
            file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
            write_bundle(run, file)
            file.seek(0)
            return as_file(run, file)
        job = bundle_job(run)
        progress = progress_context(job, request.user) if job and not kept else {"job": None}
        return self.page(record=run, kept=kept, **progress)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self.calculated()
        if kept_bundle(run) is None and is_large(run):
            bundle_in_background(run=run, by=request.user)
        return redirect("rebates:settlementrun_bundle", run.pk)

    def calculated(self) -> SettlementRun:
        run = self.record()
        if not (may_take(self.access) and was_calculated(run)):
            raise PermissionDenied
        return run

    def get_template_names(self) -> list[str]:
        return [self.template_name]


def as_file(run: SettlementRun, file: Any) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=f"run-{run.pk}.zip")


class BundlePanel(Panel):
    title = _("Replay")
    template = "rebates/bundle_panel.html"
    order = 90

    def context(self, record: SettlementRun, request: HttpRequest) -> dict[str, Any] | None:
        return {} if may_take(request.access) and was_calculated(record) else None

"""Uploading a file, looking at what it would do, deciding; templates and faults as files."""

import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ..exports import XLSX_TYPE
from ..models import ImportBatch
from ..pages.base import PageView
from .exporting import titles, write_csv, write_xlsx
from .forms import UploadForm
from .kinds import UnknownKind, kind_named, may_take_in, permitted
from .uploads import commit, discard, upload


class UploadView(PageView):
    template_name = "imports/upload.html"

    def dispatch(self, request, *args, **kwargs):
        if self.pages.model.reach.admits(self.access.scope) and not permitted(self.access):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get(self, request) -> HttpResponse:
        return self.show(UploadForm(access=self.access, initial=request.GET.dict()))

    def post(self, request) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, access=self.access)
        if not form.is_valid():
            return self.show(form)
        batch = upload(**form.cleaned_data, access=self.access)
        return redirect(self.pages.url("detail", batch))

    def show(self, form: UploadForm) -> HttpResponse:
        form.focus()
        kinds = permitted(self.access)
        return self.page(form=form, kinds=kinds, status=422 if form.is_bound else 200)


class DecisionView(PageView):
    """Posted by the buttons of the preview; a look at the address leads back there."""

    def get(self, request, pk: int) -> HttpResponse:
        return redirect(self.pages.url("detail", self.record()))

    def post(self, request, pk: int) -> HttpResponse:
        batch = self.record()
        if not may_take_in(batch, self.access):
            raise PermissionDenied
        try:
            self.decide(batch)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.pages.url("detail", batch))

    def decide(self, batch: ImportBatch) -> None:
        raise NotImplementedError


class CommitView(DecisionView):
    accept_good = False

    def decide(self, batch: ImportBatch) -> None:
        report = commit(batch=batch, access=self.access, accept_good=self.accept_good)
        tell = messages.error if report.refused else messages.success
        tell(self.request, report.sentence())


class DiscardView(DecisionView):
    def decide(self, batch: ImportBatch) -> None:
        discard(batch=batch, access=self.access)
        messages.success(self.request, _("The file is discarded: nothing of it was written."))


class ErrorsView(PageView):
    """All faults of an import as CSV or XLSX."""

    def get(self, request, pk: int, form: str) -> HttpResponse:
        batch = self.record()
        header = [_("Row"), _("Column"), _("Value"), _("Reason"), _("Code")]
        rows = [[e["row"], e["column"], e["value"], e["message"], e["code"]] for e in batch.errors]
        name = f"{Path(batch.file_name).stem}-{_('faults')}.{form}"
        return download(name, form, header, rows)


class TemplateView(PageView):
    """The header of a kind and a row as an example."""

    def get(self, request, kind: str, form: str) -> HttpResponse:
        try:
            columns = kind_named(kind).interface()
        except UnknownKind:
            raise Http404 from None
        return download(f"{kind}.{form}", form, titles(columns), [[c.example for c in columns]])


def download(
    name: str, form: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    if form == "xlsx":
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            write_xlsx(Path(file.name), header, rows)
            response = HttpResponse(file.read(), content_type=XLSX_TYPE)
    else:
        text = io.StringIO(newline="")
        write_csv(text, header, rows)
        response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition
    return response

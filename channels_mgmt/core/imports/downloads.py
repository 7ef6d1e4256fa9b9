"""Files about an import: its source, its faults, the workbook to correct it, templates."""

import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ..attachments import download as attachment
from ..exports import XLSX_TYPE
from ..models import ImportBatch
from ..pages.base import PageView
from .corrections import MAX_ROWS, can_be_corrected, write_corrections
from .exporting import titles, write_csv, write_xlsx
from .kinds import UnknownKind, kind_named
from .report import FileFault
from .templates import write_template


class ErrorsView(PageView):
    """All faults of an import as CSV or XLSX."""

    def get(self, request, pk: int, form: str) -> HttpResponse:
        batch = self.record()
        header = [_("Row"), _("Column"), _("Value"), _("Reason"), _("Code")]
        rows = [[e["row"], e["column"], e["value"], e["message"], e["code"]] for e in batch.errors]
        return download(named(batch, _("faults"), form), form, header, rows)


class CorrectionsView(PageView):
    """The rows of the file with what is wrong with each; ``?rows=all`` also the good ones."""

    def get(self, request, pk: int) -> HttpResponse:
        batch = self.record()
        every = request.GET.get("rows") == "all" and batch.rows <= MAX_ROWS
        if not can_be_corrected(batch):
            raise Http404
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            try:
                write_corrections(batch, Path(file.name), only_faulty=not every)
            except (FileFault, OSError):
                raise Http404 from None
            return saved(file.read(), named(batch, _("to correct"), "xlsx"), XLSX_TYPE)


class SourceView(PageView):
    """The file as it was uploaded."""

    def get(self, request, pk: int) -> HttpResponse:
        batch = self.record()
        if not batch.file:
            raise Http404
        return attachment(batch.file, name=batch.file_name, media_type="application/octet-stream")


class TemplateView(PageView):
    """The header of a kind and a row as an example; as a workbook with notes and lists."""

    def get(self, request, kind: str, form: str) -> HttpResponse:
        try:
            chosen = kind_named(kind)
        except UnknownKind:
            raise Http404 from None
        if form == "xlsx":
            with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
                write_template(Path(file.name), chosen)
                return saved(file.read(), f"{kind}.xlsx", XLSX_TYPE)
        columns = chosen.interface()
        return download(f"{kind}.{form}", form, titles(columns), [[c.example for c in columns]])


def named(batch: ImportBatch, what: str, form: str) -> str:
    return f"{Path(batch.file_name).stem}-{what}.{form}"


def download(
    name: str, form: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    if form == "xlsx":
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            write_xlsx(Path(file.name), header, rows)
            return saved(file.read(), name, XLSX_TYPE)
    text = io.StringIO(newline="")
    write_csv(text, header, rows)
    return saved(text.getvalue().encode(), name, "text/csv; charset=utf-8")


def saved(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition
    return response

"""Uploading a file, assigning its columns, looking at what it would do, deciding."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..display import running
from ..models import ImportBatch, ImportStatus, RejectedRow, RowStatus
from ..pages.base import PageView
from .background import assign_columns, cancel_work, take_in, upload
from .forms import CellsForm, ColumnsForm, UploadForm
from .kinds import kind_named, may_take_in, permitted
from .mappings import remembered, suggestion
from .panels import samples_of
from .rejected import correct_row, try_again, waiting_rows
from .uploads import discard, header_of


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
        return redirect(next_page(self.pages, batch))

    def show(self, form: UploadForm) -> HttpResponse:
        form.focus()
        kinds = permitted(self.access)
        return self.page(form=form, kinds=kinds, status=422 if form.is_bound else 200)


def next_page(pages: Any, batch: ImportBatch) -> str:
    """Where to go on with an import: the page of its columns, or its own."""
    if batch.status == ImportStatus.MAPPING:
        return reverse("imports:columns", args=[batch.pk])
    return pages.url("detail", batch)


class ColumnsView(PageView):
    """Which of our columns each of theirs is."""

    template_name = "imports/columns.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get(self, request, pk: int) -> HttpResponse:
        batch = self.changeable()
        if batch is None:
            return redirect(self.pages.url("detail", self.record()))
        return self.show(batch, self.form(batch))

    def post(self, request, pk: int) -> HttpResponse:
        batch = self.changeable()
        if batch is None:
            messages.error(request, _("The columns of this import can no longer be changed."))
            return redirect(self.pages.url("detail", self.record()))
        form = self.form(batch, request.POST)
        if not form.is_valid():
            return self.show(batch, form)
        try:
            batch = assign_columns(
                batch=batch, header=form.header, mapping=form.mapping, access=self.access
            )
        except ValidationError as error:
            messages.error(request, running(error.messages))
        else:
            messages.success(
                request, _("The columns are assigned, and remembered for this source.")
            )
        return redirect(self.pages.url("detail", batch))

    def changeable(self) -> ImportBatch | None:
        batch = self.record()
        if not may_take_in(batch, self.access):
            raise PermissionDenied
        open_ = batch.status in (ImportStatus.MAPPING, ImportStatus.CHECKED)
        return batch if open_ and batch.file and header_of(batch) else None

    def form(self, batch: ImportBatch, data: Any = None) -> ColumnsForm:
        kind, header = kind_named(batch.kind), header_of(batch)
        known = batch.mapping or remembered(kind, header)
        suggested = known or suggestion(kind, header)
        return ColumnsForm(data, kind=kind, header=header, suggested=suggested)

    def show(self, batch: ImportBatch, form: ColumnsForm) -> HttpResponse:
        form.focus()
        samples = samples_of(batch)
        rows = [(field, samples.get(str(field.label), ())) for field in form]
        status = 422 if form.is_bound else 200
        return self.page(record=batch, form=form, rows=rows, status=status)


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
            messages.error(request, running(error.messages))
        return redirect(self.pages.url("detail", batch))

    def decide(self, batch: ImportBatch) -> None:
        raise NotImplementedError

    def tell(self, report: Any) -> None:
        tell = messages.error if report.refused else messages.success
        tell(self.request, report.sentence())


class CommitView(DecisionView):
    accept_good = False

    def decide(self, batch: ImportBatch) -> None:
        report = take_in(batch=batch, access=self.access, accept_good=self.accept_good)
        if report is None:
            text = _("The file is large: a worker takes it in. You may leave this page.")
            messages.info(self.request, text)
        else:
            self.tell(report)


class DiscardView(DecisionView):
    def decide(self, batch: ImportBatch) -> None:
        discard(batch=batch, access=self.access)
        messages.success(self.request, _("The file is discarded: nothing of it was written."))


class CancelView(DecisionView):
    def decide(self, batch: ImportBatch) -> None:
        cancel_work(batch=batch, access=self.access)
        messages.info(self.request, _("The work is asked to stop; nothing of it will be written."))


class RetryAllView(DecisionView):
    """All waiting rows of an import, at once."""

    def decide(self, batch: ImportBatch) -> None:
        report = try_again(batch=batch, access=self.access)
        if report.accepted or report.duplicates:
            messages.success(self.request, report.sentence())
        else:
            messages.error(self.request, _("None of the rows can be taken in as they are."))


class CorrectView(PageView):
    """Posted by the form on the page of a waiting row."""

    def get(self, request, pk: int) -> HttpResponse:
        return redirect(self.pages.url("detail", self.record()))

    def post(self, request, pk: int) -> HttpResponse:
        row = self.record()
        if not may_take_in(row.batch, self.access):
            raise PermissionDenied
        form = CellsForm(request.POST, row=row, kind=kind_named(row.batch.kind))
        form.is_valid()
        sent = {n: text for n, text in form.cleaned_data.items() if form.add_prefix(n) in form.data}
        try:
            correct_row(row=row, cells=sent, access=self.access)
        except ValidationError as error:
            messages.error(request, running(error.messages))
            return redirect(self.pages.url("detail", row))
        return redirect(self.pages.url("detail", self.next_row(row)))

    def next_row(self, row: RejectedRow) -> RejectedRow:
        """The row itself while it has faults, else the next that waits."""
        row.refresh_from_db()
        if row.status == RowStatus.WAITING:
            text = _("The correction is kept, but the row still has faults.")
            messages.error(self.request, text)
            return row
        following = waiting_rows(row.batch).filter(number__gt=row.number).first()
        following = following or waiting_rows(row.batch).first()
        messages.success(self.request, _("Row %(row)s is taken in.") % {"row": row.number})
        if following is not None:
            messages.info(self.request, _("This is the next one that waits."))
        return following or row

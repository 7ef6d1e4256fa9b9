from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..forms import take_errors
from ..models import ImportBatch, ImportStatus
from ..pages.base import PageView
from .alias_forms import MappingForm
from .alias_panels import may_map_of
from .aliases import all_unknown, faults_of
from .background import map_unknown


class MappingView(PageView):
    """Posted by the panel of an import or of a waiting row."""

    template_name = "imports/mapping.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get(self, request, pk: int) -> HttpResponse:
        return redirect(self.pages.url("detail", self.record()))

    def post(self, request, pk: int) -> HttpResponse:
        batch = self.record()
        if not may_map_of(batch, self.access):
            raise PermissionDenied
        # Also what was mapped meanwhile: whoever says otherwise is told so.
        asked = [each for each in all_unknown(faults_of(batch)) if each.key in request.POST]
        form = MappingForm(request.POST, unknown=asked, access=self.access)
        if not form.is_valid():
            return self.show(batch, form)
        try:
            batch = map_unknown(batch=batch, chosen=form.chosen, access=self.access)
        except ValidationError as error:
            take_errors(form, error)
            return self.show(batch, form)
        messages.success(request, self.said(batch))
        return redirect(self.pages.url("detail", batch))

    def said(self, batch: ImportBatch) -> str:
        if batch.status in (ImportStatus.CHECKING, ImportStatus.CHECKED):
            return _("The texts are mapped, for this file and all later ones. It is checked anew.")
        return _("The texts are mapped, for all files from now on. Try the waiting rows again.")

    def show(self, batch: ImportBatch, form: MappingForm) -> HttpResponse:
        form.focus()
        return self.page(record=batch, form=form, status=422)

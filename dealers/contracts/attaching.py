"""Files of a contract: attached on a page, given out to whoever sees the contract."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import download
from channels_mgmt.core.forms import take_errors
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.scopes import Verb

from ..models import Contract
from ..services.contract_files import attach_file
from .forms import AttachForm


class AttachView(PageView):
    """Asks for a file and a title. What was refused keeps its words; the file is chosen anew."""

    template_name = "dealers/contract_attach.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(self.open_to(Verb.CHANGE_CONTRACTS), AttachForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.open_to(Verb.CHANGE_CONTRACTS)
        form = AttachForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                appendix = attach_file(contract=contract, access=self.access, **form.cleaned_data)
            except ValidationError as error:
                take_errors(form, error)
            else:
                messages.success(request, _("%(record)s was added.") % {"record": appendix})
                return redirect(self.pages.url("detail", contract))
        return self.ask(contract, form)

    def open_to(self, verb: Verb) -> Contract:
        contract = self.record()
        if not self.pages.rows(self.access.to(verb)).filter(pk=contract.pk).exists():
            raise PermissionDenied
        return contract

    def ask(self, contract: Contract, form: AttachForm) -> HttpResponse:
        form.focus()
        return self.page(record=contract, form=form, status=422 if form.is_bound else 200)

    def get_template_names(self) -> list[str]:
        return [self.template_name]


class FileView(PageView):
    """An appendix, for whoever sees the contract."""

    def get(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        return file_of(self.record(), file)


def file_of(contract: Contract, file: int) -> FileResponse:
    """Raises Http404 where this is no appendix of the contract."""
    found = get_object_or_404(contract.files, pk=file)
    return download(found.file, name=found.file_name, media_type=found.media_type)

"""Is this statement genuine? For anybody who holds one, without signing in.

The page says no more than the paper in the reader's hand: number, period, day of issue. Whatever
does not match gets the same answer, so that nothing is learnt by trying numbers.
"""

import hashlib
import re
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from channels_mgmt.core.forms import Form

from ..models import Statement, StatementAnnex
from ..services.statements.present import CODE_LENGTH

LARGEST = 20 * 1024 * 1024  # bytes; a statement has less than one million


class ProofForm(Form):
    file = forms.FileField(
        label=_("PDF file"),
        required=False,
        help_text=_("The file is compared and not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    sha256 = forms.CharField(label=_("or its SHA-256"), required=False, max_length=80)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large to be a statement."))
        return file

    def clean_sha256(self) -> str:
        digest = "".join(self.cleaned_data["sha256"].split()).lower()
        if digest and not re.fullmatch("[0-9a-f]{64}", digest):
            raise forms.ValidationError(_("A SHA-256 has 64 characters, 0 to 9 and a to f."))
        return digest

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data["file"] and not self.cleaned_data["sha256"]:
            raise forms.ValidationError(_("Choose the PDF file, or enter its SHA-256."))
        return self.cleaned_data

    def digest(self) -> str:
        """Of the file, or as it was entered."""
        if not self.cleaned_data["file"]:
            return self.cleaned_data["sha256"]
        whole = hashlib.sha256()
        for chunk in self.cleaned_data["file"].chunks():
            whole.update(chunk)
        return whole.hexdigest()


@method_decorator([login_not_required, never_cache], name="dispatch")
class VerifyView(FormView):
    """GET: whether a statement of this number has this code. POST: whether a file is its PDF."""

    template_name = "rebates/verify.html"
    form_class = ProofForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.statement = issued(self.kwargs["number"], self.kwargs["code"])

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        if self.statement:
            context |= {"statement": self.statement}
        return context

    def form_valid(self, form: ProofForm) -> HttpResponse:
        is_pdf, is_annex = self.papers(form.digest())
        return self.render_to_response(
            self.get_context_data(
                form=form, checked=True, same=is_pdf or is_annex, is_annex=is_annex
            )
        )

    def papers(self, digest: str) -> tuple[bool, bool]:
        """Whether this is the digest of a PDF of the statement, or of its annex."""
        if not self.statement:
            return False, False
        annexes = StatementAnnex.objects.filter(statement=self.statement)
        papers = self.statement.documents, annexes
        is_pdf, is_annex = (rows.filter(sha256=digest).exists() for rows in papers)
        return is_pdf, is_annex

    def form_invalid(self, form: ProofForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def issued(number: str, code: str) -> Statement | None:
    """The statement of that number, if its digest begins with the code."""
    found = Statement.objects.defer("content").filter(number=number).first()
    digest = found.digest if found else "-" * CODE_LENGTH
    return found if constant_time_compare(digest[:CODE_LENGTH], code.lower()) and found else None


urlpatterns = [path("verify/<str:number>/<str:code>", VerifyView.as_view(), name="verify")]

"""The statement of account as a page and as files, for the brand and, by the portal, the dealer."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.forms import Form
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pdf import PdfError
from channels_mgmt.core.scopes import Scope

from ..models import Dealer
from ..pages import DealerPages
from .files import name_of, pdf_of, rows, titles
from .statement import AccountStatement, Basis, statement_of_account


class DaysForm(Form):
    """Which days, both of them included: this year so far by default."""

    first = forms.DateField(label=gettext_lazy("First day"))
    last = forms.DateField(label=gettext_lazy("Last day"))
    basis = forms.ChoiceField(label=gettext_lazy("Days are"), choices=Basis.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            text = _("The last day lies before the first (%(day)s).")
            self.add_error("last", ValidationError(text % {"day": first}))
        if last and last == datetime.date.max:
            self.add_error("last", _("There is no such period."))
        return data


def asked(query: QueryDict) -> DaysForm:
    """The form as it was sent; what was left out is the default."""
    today = timezone.localdate()
    given = {name: query.get(name) or value for name, value in defaults(today).items()}
    return DaysForm(given)


def defaults(today: datetime.date) -> dict[str, str]:
    first = today.replace(month=1, day=1)
    return {"first": str(first), "last": str(today), "basis": Basis.DATE.value}


def answered(form: DaysForm, dealer: Dealer, scope: Scope) -> AccountStatement | None:
    """None where the question makes no sense; the form then says why."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    basis = Basis(data["basis"])
    return statement_of_account(
        dealer=dealer, first=data["first"], last=data["last"], scope=scope, basis=basis
    )


def file_of(statement: AccountStatement, form: str) -> HttpResponseBase:
    """Raises ValidationError or PdfError where it cannot be on paper."""
    if form in FORMATS:
        return download(titles(), rows(statement), form, name_of(statement))
    disposition = content_disposition_header(False, f"{name_of(statement)}.pdf")
    headers = {"Content-Disposition": disposition}
    return HttpResponse(pdf_of(statement), content_type="application/pdf", headers=headers)


def file_or_back(
    request: HttpRequest, statement: AccountStatement | None
) -> HttpResponseBase | None:
    """The file that ``?format=`` asks for, if it does."""
    form = request.GET.get("format")
    if statement is None or form not in (*FORMATS, "pdf"):
        return None
    try:
        return file_of(statement, form)
    except (PdfError, ValidationError) as error:
        for text in getattr(error, "messages", [str(error)]):
            messages.error(request, text)
    query = request.GET.copy()
    del query["format"]
    return redirect(f"{request.path}?{query.urlencode()}")


class AccountView(PageView):
    template_name = "dealers/account.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        dealer, form = self.record(), asked(request.GET)
        statement = answered(form, dealer, self.access.scope)
        if file := file_or_back(request, statement):
            return file
        status = 200 if statement else 422
        return self.page(record=dealer, form=form, statement=statement, status=status)

    def get_template_names(self) -> list[str]:
        return [self.template_name]


account_view = AccountView.as_view(pages=DealerPages)

"""Complaints: a dealer writes one, the brand alone reads it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from channels_mgmt.core.attachments import AttachmentField, download
from channels_mgmt.core.forms import Form, take_errors
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.actions import ReasonForm
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.models import Dealer, Region

from .. import case_filters, case_tables
from ..models import Complaint, Violation
from ..services.complaints import complain, link_complaint
from ..services.evidence import TEXT_LENGTH


class LinkForm(ReasonForm):
    number = forms.CharField(label=gettext_lazy("Number of the case"), max_length=20)


def _link(complaint: Complaint, *, access: Access, reason: str, number: str) -> None:
    case = Violation.objects.visible_to(access.scope).filter(number=number.strip()).first()
    if case is None:
        said = _("There is no case “%(number)s” here.") % {"number": number}
        raise ValidationError({"number": said})
    link_complaint(complaint=complaint, case=case, access=access)


class ComplaintFile(PageView):
    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        complaint = self.record()
        if not complaint.file:
            raise Http404
        name, kind = complaint.file_name, complaint.media_type
        return download(complaint.file, name=name, media_type=kind)


class ComplaintPages(Pages):
    model, table = Complaint, case_tables.ComplaintTable
    filterset = case_filters.ComplaintFilter
    detail = ("complainant", "accused", "region", "text", "file_name", "violation", "by", "at")
    empty_hint = gettext_lazy("Dealers write them on their page of penalties.")
    actions = (
        Action(
            name="link",
            label=gettext_lazy("Link with a case"),
            run=_link,
            verb=Verb.OPEN_CASES,
            confirm=gettext_lazy("The case itself says nothing of the complaint."),
            form=LinkForm,
        ),
    )

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        file = ComplaintFile.as_view(pages=cls)
        return [
            path(f"{prefix}<int:pk>/file/", file, name="complaint_file"),
            *super().urls(prefix),
        ]


class ComplainForm(Form):
    """What a dealer says of another; whom and where it may leave out."""

    complainant = forms.ModelChoiceField(
        Dealer.objects.none(),
        label=gettext_lazy("Your firm"),
        to_field_name="code",
        empty_label=None,
    )
    accused = forms.CharField(
        label=gettext_lazy("Code of the other dealer, if you know it"),
        required=False,
        max_length=40,
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Where you saw it"),
        required=False,
        to_field_name="code",
    )
    text = forms.CharField(
        label=gettext_lazy("What happened"),
        required=False,  # whether words are needed, the service says
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = AttachmentField(required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Scope(dealers=access.to(Verb.ANSWER_CASES).dealers)
        self.fields["complainant"].queryset = Dealer.objects.visible_to(own)
        regions = Region.objects.filter(parent__parent=None).exclude(parent=None)
        self.fields["region"].queryset = regions.order_by("path")


@require_http_methods(["GET", "HEAD", "POST"])
def complain_page(request: HttpRequest) -> HttpResponse:
    """Whether the code of the accused is one of a dealer is not told to whoever asks."""
    access = request.access
    if not access.to(Verb.ANSWER_CASES).dealers:
        raise Http404
    posted = request.method == "POST"
    form = ComplainForm(*((request.POST, request.FILES) if posted else ()), access=access)
    if posted and form.is_valid():
        said = dict(form.cleaned_data)
        code = said.pop("accused").strip()
        accused = Dealer.objects.filter(code=code).first() if code else None
        if code and accused is None:
            said["text"] = f"{said['text']}\n({code})" if said["text"].strip() else ""
        try:
            complain(**said, accused=accused, access=access)
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, _("The brand has your complaint. Nobody else reads it."))
            return redirect("conduct:violation_list")
    form.focus()
    return render(request, "conduct/complain.html", {"form": form}, status=422 if posted else 200)

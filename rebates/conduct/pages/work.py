"""The work list of cases, for the brand."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.trees import within
from dealers.models import Region

from ..choices import ViolationKind
from ..models import Violation
from ..worklist import sections


class WorkForm(QuestionForm):
    """Everything may be left out."""

    kind = forms.ChoiceField(
        label=_("Violation"), required=False, choices=[("", _("All")), *ViolationKind.choices]
    )
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=_("Region of the dealer"),
        required=False,
        to_field_name="code",
    )
    mine = forms.BooleanField(label=_("Only what I may do"), required=False)


@require_GET
def work_page(request: HttpRequest) -> HttpResponse:
    access = request.access
    if not access.scope.brand_side:
        raise Http404
    form = WorkForm(request.GET, access=access)
    context: dict[str, Any] = {"form": form, "can_open": access.may(Verb.OPEN_CASES)}
    if form.is_valid():
        asked, cases = form.cleaned_data, Violation.objects.visible_to(access.scope)
        if asked["kind"]:
            cases = cases.filter(kind=asked["kind"])
        if asked["region"]:
            cases = cases.filter(within("dealer__home_region__path", asked["region"].path))
        today = timezone.localdate()
        context["sections"] = sections(cases, access, today, mine=asked["mine"])
    status = 200 if form.is_valid() else 422
    return render(request, "conduct/work.html", context, status=status)

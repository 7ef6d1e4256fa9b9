"""Hot spots: from which province to which, for the brand."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from channels_mgmt.core.forms import QuestionForm

from ..choices import ViolationKind
from ..hot_spots import CELL, LABEL, matrix_of
from ..models import Violation


class HotSpotForm(QuestionForm):
    """Everything may be left out."""

    since = forms.DateField(label=_("Offence from"), required=False)
    until = forms.DateField(label=_("Offence up to"), required=False)
    kind = forms.ChoiceField(
        label=_("Violation"), required=False, choices=[("", _("All")), *ViolationKind.choices]
    )
    every = forms.BooleanField(label=_("With cases that are not confirmed"), required=False)


@require_GET
def hot_spots_page(request: HttpRequest) -> HttpResponse:
    scope = request.access.scope
    if not scope.brand_side:
        raise Http404
    form = HotSpotForm(request.GET, access=request.access)
    context: dict[str, Any] = {"form": form, "cell": CELL, "label": LABEL}
    if form.is_valid():
        asked, cases = form.cleaned_data, Violation.objects.visible_to(scope)
        cases = cases if asked["every"] else cases.counting()
        if asked["since"]:
            cases = cases.filter(offence_date__gte=asked["since"])
        if asked["until"]:
            cases = cases.filter(offence_date__lte=asked["until"])
        if asked["kind"]:
            cases = cases.filter(kind=asked["kind"])
        context["matrix"] = matrix_of(cases)
    status = 200 if form.is_valid() else 422
    return render(request, "conduct/hot_spots.html", context, status=status)

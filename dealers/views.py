from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .coverage import coverage
from .forms import CoverageForm
from .models import Dealer, Territory
from .pages import DealerPages, TerritoryPages
from .structure.forms import StructureForm
from .tree import forest, listed


@require_safe
def dealer_tree(request: HttpRequest) -> HttpResponse:
    """National → provincial → city → outlet on any day, as far as the person sees."""
    scope = request.access.scope
    if not Dealer.reach.admits(scope):
        raise Http404
    form = StructureForm(request.GET or None, access=request.access)
    day, as_list = timezone.localdate(), False
    if form.is_bound and form.is_valid():
        day, as_list = form.cleaned_data["day"], form.cleaned_data["shape"] == "list"
    context = {"form": form, "pages": DealerPages, "day": day}
    if as_list:
        rows = listed(scope, day)
        context |= {"dealers": rows, "seen": {dealer.pk for dealer in rows}}
    else:
        context["nodes"] = forest(scope, day)
    return render(request, "dealers/tree.html", context)


@require_safe
def territory_coverage(request: HttpRequest) -> HttpResponse:
    """Who holds which city for a product line, a channel and a day; for the brand side."""
    access = request.access
    if not (access.scope.brand_side and Territory.reach.admits(access.scope)):
        raise Http404
    form = CoverageForm(request.GET or None, access=access)
    form.focus()
    context = {"form": form, "pages": TerritoryPages}
    if form.is_bound and form.is_valid():
        context["found"] = coverage(**form.cleaned_data, scope=access.scope)
    return render(request, "dealers/coverage.html", context)

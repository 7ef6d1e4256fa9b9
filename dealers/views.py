from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .coverage import coverage
from .forms import CoverageForm
from .models import Dealer, Territory
from .pages import DealerPages, TerritoryPages
from .tree import forest


@require_safe
def dealer_tree(request: HttpRequest) -> HttpResponse:
    """National → provincial → city → outlet, as far as the person sees."""
    scope = request.access.scope
    if not Dealer.reach.admits(scope):
        raise Http404
    return render(request, "dealers/tree.html", {"nodes": forest(scope), "pages": DealerPages})


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

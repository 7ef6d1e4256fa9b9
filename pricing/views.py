"""Pages that are not the pages of a model."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dealers.models import Dealer, Region, Shop
from dealers.placements import placed_on

from .controls import control_for
from .filters import PriceObservationFilter
from .findings import compliance, named
from .forms import PriceTesterForm, WaterfallForm
from .models import Price, PriceControl, PriceObservation
from .price_tester import explain
from .rules.controls import Ambiguous, band
from .waterfall import Waterfall
from .waterfall import waterfall as stages_of


@require_GET
def price_tester(request: HttpRequest) -> HttpResponse:
    """What a SKU costs a dealer on a day, and why."""
    access = request.access
    if not Price.reach.admits(access.scope):
        raise Http404
    asked = request.GET if {"sku", "dealer"} & set(request.GET) else None
    form = PriceTesterForm(asked, access=access)
    form.focus()
    context = {"form": form}
    if asked is not None and form.is_valid():
        context |= answer(form.cleaned_data, Price.objects.visible_to(access.scope))
    return render(request, "pricing/price_tester.html", context)


def answer(asked: dict, prices) -> dict:
    sku, dealer, day = asked["sku"], asked["dealer"], asked["day"]
    found = explain(sku=sku, dealer=dealer, day=day, rows=prices)
    context = {"found": found, "sku": sku, "dealer": dealer, "day": day}
    home = placed_on(dealer, day).home_region
    try:
        control = control_for(sku=sku, region=home, channel="offline", day=day)
    except Ambiguous as error:
        return context | {"ambiguous": error.controls}
    return context | {"control": control, "band": control and band(control, sku.list_price)}


FINDINGS = 200


@require_GET
def observed_findings(request: HttpRequest) -> HttpResponse:
    """Observed prices outside their band, and how many kept to it, by whom and where."""
    scope = request.access.scope
    if not PriceControl.reach.admits(scope):
        raise Http404
    rows = PriceObservation.objects.visible_to(scope)
    filterset = PriceObservationFilter(request.GET, queryset=rows, request=request)
    found = compliance(filterset.qs)
    groups = [
        (_("By dealer"), named(found.by["dealer"], Dealer.objects.visible_to(scope))),
        (_("By shop"), named(found.by["shop"], Shop.objects.visible_to(scope))),
        (_("By region"), named(found.by["region"], Region.objects.visible_to(scope))),
        (_("By month"), [(f"{m:%Y-%m}", t) for m, t in sorted(found.by["month"].items())]),
    ]
    context = {"filterset": filterset, "found": found, "groups": groups, "limit": FINDINGS}
    return render(request, "pricing/observed_findings.html", context)


@require_GET
def waterfall(request: HttpRequest) -> HttpResponse:
    """What a SKU costs at each tier, and what each step adds, as a chart and a table."""
    access = request.access
    if not Price.reach.admits(access.scope):
        raise Http404
    form = WaterfallForm(request.GET if "sku" in request.GET else None, access=access)
    form.focus()
    context = {"form": form}
    if form.is_bound and form.is_valid():
        found = stages_of(**form.cleaned_data)
        context |= {"found": found, "chart": chart_of(found), "sku": form.cleaned_data["sku"]}
    return render(request, "pricing/waterfall.html", context)


def chart_of(found: Waterfall) -> str:
    """The option of a stacked bar chart; its figures are drawn, never reckoned with."""
    priced = found.priced
    added = [str(stage.price if stage.added is None else stage.added) for stage in priced]
    below = ["0" if s.added is None else str(s.price - s.added) for s in priced]
    names = [str(stage.tier or _("Retail")) for stage in priced]
    bar = {"type": "bar", "stack": "price"}
    return json.dumps(
        {
            "xAxis": {"type": "category", "data": names, "axisLabel": {"interval": 0}},
            "yAxis": {"type": "value"},
            "series": [
                {**bar, "name": _("Before"), "data": below, "itemStyle": {"color": "#dce1e7"}},
                {**bar, "name": _("Added"), "data": added, "itemStyle": {"color": "#066fd1"}},
            ],
        }
    )

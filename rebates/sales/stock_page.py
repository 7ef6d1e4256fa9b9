"""The page of the dealers' stock: computed, counted, and the difference."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.paging import Cut
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer
from pricing.models import SKU

from .models import StockCount
from .stock import Holding, holdings, last_count


class StockForm(QuestionForm):
    day = forms.DateField(label=gettext_lazy("At the end of"))
    dealer = forms.ModelChoiceField(
        Dealer.objects.all(), label=gettext_lazy("Dealer"), required=False
    )
    sku = forms.ModelChoiceField(SKU.objects.all(), label=gettext_lazy("Product"), required=False)
    counted = forms.BooleanField(label=gettext_lazy("Only what was counted"), required=False)
    differing = forms.BooleanField(label=gettext_lazy("Only differences"), required=False)


@dataclass(frozen=True, slots=True)
class Row:
    dealer: Dealer
    sku: SKU
    holding: Holding


@require_GET
def stock_page(request: HttpRequest) -> HttpResponseBase:
    """``?format=csv|xlsx`` has every row."""
    scope = request.access.scope
    if not StockCount.reach.admits(scope):
        raise Http404
    day = last_count(scope) or timezone.localdate()
    asked = request.GET if set(request.GET) - {"format", "page"} else {"day": day.isoformat()}
    form = StockForm(asked, access=request.access)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        rows = rows_of(form.cleaned_data, scope)
        kind = request.GET.get("format")
        if kind in FORMATS:
            name = f"stock-{form.cleaned_data['day']}"
            return download(header(), map(cells, rows), kind, name)
        cut = Cut(rows, request.GET.get("page"))
        context |= {"rows": cut.page, "table": cut, "totals": totals(rows)}
    return render(request, "sales/stock.html", context, status=200 if form.is_valid() else 422)


def rows_of(asked: dict[str, Any], scope: Scope) -> list[Row]:
    dealers = Dealer.objects.visible_to(scope)
    if asked["dealer"]:
        dealers = dealers.filter(pk=asked["dealer"].pk)
    skus = SKU.objects.filter(pk=asked["sku"].pk) if asked["sku"] else None
    found = holdings(day=asked["day"], dealers=dealers, skus=skus)
    wanted = [held for held in found if fits(held, asked)]
    return sorted(named(wanted), key=lambda row: (row.dealer.code, row.sku.code))


def fits(held: Holding, asked: dict[str, Any]) -> bool:
    if asked["differing"]:
        return bool(held.difference)
    return held.counted is not None or not asked["counted"]


def named(found: Iterable[Holding]) -> Iterator[Row]:
    found = list(found)
    dealers = Dealer.objects.in_bulk({held.dealer_id for held in found})
    skus = SKU.objects.in_bulk({held.sku_id for held in found})
    return (Row(dealers[held.dealer_id], skus[held.sku_id], held) for held in found)


def totals(rows: list[Row]) -> dict[str, int]:
    counted = [row.holding for row in rows if row.holding.counted is not None]
    return {
        "pieces": sum(row.holding.pieces for row in rows),
        "counted": sum(held.counted for held in counted),
        "difference": sum(held.difference for held in counted),
    }


def header() -> list[str]:
    return [_("Dealer code"), _("Dealer"), _("SKU"), _("Product"), _("Computed"), _("Counted"),
            _("Difference")]  # fmt: skip


def cells(row: Row) -> list[Any]:
    held = row.holding
    return [row.dealer.code, str(row.dealer), row.sku.code, str(row.sku), held.pieces, held.counted,
            held.difference]  # fmt: skip

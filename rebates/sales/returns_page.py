"""The page of the returns: what each takes back, and what is wrong with it."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.paging import Cut

from .choices import ReturnVerdict
from .filters import SalesLineFilter
from .models import SalesLine
from .returns import Returned, judged, with_originals

CHUNK = 500
RELATED = ("dealer", "sku")


class ReturnFilter(SalesLineFilter):
    verdict = django_filters.ChoiceFilter(
        label=gettext_lazy("Finding"), choices=ReturnVerdict.choices
    )

    class Meta(SalesLineFilter.Meta):
        fields = ("verdict", "date_from", "date_to", "dealer", "sku", "kind", "source")


@require_GET
def returns_page(request: HttpRequest) -> HttpResponseBase:
    """What came back; ``?format=csv|xlsx`` has every line."""
    scope = request.access.scope
    if not SalesLine.reach.admits(scope):
        raise Http404
    lines = judged(SalesLine.objects.visible_to(scope)).select_related(*RELATED)
    filterset = ReturnFilter(request.GET, queryset=lines, request=request)
    form = request.GET.get("format")
    if form in FORMATS and filterset.is_valid():
        return download(header(), file_rows(filterset.qs), form, "returns")
    cut = Cut(filterset.qs, request.GET.get("page"))
    context = {"filterset": filterset, "rows": with_originals(cut.page), "table": cut}
    return render(request, "sales/returns.html", context)


def header() -> list[str]:
    return [
        _("Date"), _("Source"), _("Order"), _("Line number"), _("Kind"), _("Dealer code"), _("SKU"),
        _("Quantity"), _("Amount"), _("Finding"), _("Returns order"), _("Returns line"),
        _("Original"), _("Probable original"),
    ]  # fmt: skip


def file_rows(lines: Any) -> Iterator[list[Any]]:
    chunk = []
    for line in lines.iterator(chunk_size=CHUNK):
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield from map(cells, with_originals(chunk))
            chunk = []
    yield from map(cells, with_originals(chunk))


def cells(row: Returned) -> list[Any]:
    line = row.line
    return [
        line.date, line.source, line.order_number, line.line_number, line.get_kind_display(),
        line.dealer.code, line.sku.code, line.quantity, line.amount, row.label,
        line.returns_order, line.returns_line, ", ".join(map(str, row.originals)),
        str(row.probable or ""),
    ]  # fmt: skip

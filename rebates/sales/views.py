"""Pages about sales that are not the pages of a model."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from channels_mgmt.core.exports import Echo, text_cell
from pricing.models import PriceControl

from .choices import SaleKind
from .filters import PriceReportFilter
from .models import SalesLine
from .price_report import Breach, price_report

SHOWN = 200
RELATED = ("dealer", "sku", "region", "shop")


@require_GET
def price_report_page(request: HttpRequest) -> HttpResponseBase:
    """The brand's sales against its price controls; ``?format=csv`` has every line."""
    scope = request.access.scope
    if not PriceControl.reach.admits(scope):
        raise Http404
    asked = request.GET if set(request.GET) - {"format"} else {"kind": SaleKind.SELL_IN}
    lines = SalesLine.objects.visible_to(scope)
    filterset = PriceReportFilter(asked, queryset=lines, request=request)
    report = price_report(filterset.qs)
    if request.GET.get("format") == "csv":
        return as_csv(report.breaches)
    shown = with_lines(report.breaches[:SHOWN])
    context = {"filterset": filterset, "report": report, "shown": list(shown), "limit": SHOWN}
    return render(request, "sales/price_report.html", context)


def with_lines(breaches: list[Breach]) -> Iterator[tuple[SalesLine, Breach]]:
    """Each breach with its line, read in pieces."""
    for start in range(0, len(breaches), 500):
        chunk = breaches[start : start + 500]
        rows = SalesLine.objects.select_related(*RELATED).in_bulk([b.line for b in chunk])
        yield from ((rows[breach.line], breach) for breach in chunk)


def as_csv(breaches: list[Breach]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(breaches), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="price-report.csv"'
    return response


def csv_lines(breaches: list[Breach]) -> Iterator[str]:
    writer = csv.writer(Echo())
    titles = (
        _("Date"), _("Source"), _("Order"), _("Line number"), _("Dealer code"), _("SKU"),
        _("Quantity"), _("Amount"), _("Price a piece"), _("Limit"), _("Where it lies"),
        _("Price control"),
    )  # fmt: skip
    yield "\ufeff" + writer.writerow(titles)
    for line, breach in with_lines(breaches):
        yield writer.writerow([text_cell(value) for value in cells(line, breach)])


def cells(line: SalesLine, breach: Breach) -> tuple[Any, ...]:
    side = _("below the floor") if breach.found.side == "below" else _("above the ceiling")
    return (
        line.date, line.source, line.order_number, line.line_number, line.dealer.code,
        line.sku.code, line.quantity, line.amount, f"{breach.price:.4f}", f"{breach.found.limit:f}",
        side, breach.found.control.name,
    )  # fmt: skip

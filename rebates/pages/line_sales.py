"""Exactly the sales lines behind a figure: their sum is the measure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.listing import PER_PAGE, BoundedPaginator
from channels_mgmt.core.periods import Period

from .. import tables
from ..engine.lines import lines_of
from ..models import RunLine
from ..rules.terms import Measure
from ..services.proof import sums_told, version_told
from ..wording.numbers import measured


@dataclass(frozen=True, slots=True)
class SoldIn:
    """What one version measured: its number, and the days whose sales it counts."""

    version: int
    window: Period
    measure: Measure
    target: Decimal

    @property
    def measured(self) -> str:
        return measured(self.target, self.measure)


def sold_in(line: RunLine) -> list[SoldIn]:
    """The versions that the explanation of a line tells of; none where nothing was measured."""
    return [
        SoldIn(
            each["version"],
            Period(*map(date.fromisoformat, each["target_window"])),
            unit_told(each),
            Decimal(each["target"]),
        )
        for each in line.explanation.get("slices", ())
    ]


def sales_of(line: RunLine, sold: SoldIn) -> QuerySet:
    told = next(each for each in line.explanation["slices"] if each["version"] == sold.version)
    asked = sums_told(version_told(line, told), told).target
    return lines_of(asked, dealer=line.dealer, as_of=line.run.as_of)


def unit_told(told: dict[str, Any]) -> Measure:
    """What the sum of the target's lines is counted in."""
    pieces = told["target_measure"] == Measure.QUANTITY
    return Measure.QUANTITY if pieces else Measure.NET_AMOUNT


class LineSalesView(PageView):
    template_name = "rebates/runline_sales.html"

    def get(self, request, pk: int) -> HttpResponse:
        line = self.record()
        choices = sold_in(line)
        chosen = self.chosen(choices)
        rows = sales_of(line, chosen).visible_to(self.access.scope).order_by("date", "pk")
        table = tables.LineSalesTable(rows, request=request)
        asked = request.GET.get("page", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        table.paginate(BoundedPaginator, per_page=PER_PAGE, page=page)
        return self.page(
            record=line, choices=choices, chosen=chosen, table=table, **self.proof(rows, chosen)
        )

    def chosen(self, choices: list[SoldIn]) -> SoldIn:
        """The version that the address names, or the last."""
        asked = self.request.GET.get("version")
        found = [each for each in choices if asked is None or str(each.version) == asked]
        if not found:
            raise Http404
        return found[-1]

    def proof(self, rows: QuerySet, chosen: SoldIn) -> dict[str, Any]:
        sums = rows.order_by().aggregate(quantity=Sum("quantity"), amount=Sum("amount"))
        sums = {name: value or 0 for name, value in sums.items()}
        pieces = chosen.measure is Measure.QUANTITY
        total = sums["quantity" if pieces else "amount"]
        agrees = Decimal(total) == chosen.target
        verdict = (
            _("These lines add up to exactly what was measured: %(measure)s.")
            if agrees
            else _("What was measured is %(measure)s: the sales have changed since.")
        )
        return {"totals": sums, "agrees": agrees, "verdict": verdict % {"measure": chosen.measured}}

    def get_template_names(self) -> list[str]:
        return [self.template_name]

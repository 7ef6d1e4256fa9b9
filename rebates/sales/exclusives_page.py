"""The page and the files of the report on online exclusives."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.periods import Period, PeriodLength, add_months
from channels_mgmt.core.scopes import Scope
from pricing.models import Price

from .exclusive_leaks import leaked, twins_sold, undercutting
from .exclusives_files import PARTS, with_names
from .exclusives_report import Report, exclusives_report
from .models import SalesLine

SHOWN = 100
MONTHS, LONGEST = 12, 36
BLUE, ORANGE = "#066fd1", "#f76707"  # the page's legend names them


class MonthField(forms.Field):
    """A month as 2026-07; its value is the calendar period."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput({"type": "month", "placeholder": "2026-07"})
        super().__init__(widget=widget, **more)

    def to_python(self, value: Any) -> Period | None:
        if not value:
            return None
        try:
            period = Period.parse(value.strip())
        except ValueError:
            period = None
        if period is None or period.length != PeriodLength.MONTH:
            raise ValidationError(_("“%(value)s” is no month: write 2026-07.") % {"value": value})
        return period


class ExclusivesForm(QuestionForm):
    first = MonthField(label=gettext_lazy("First month"))
    last = MonthField(label=gettext_lazy("Last month"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and not first.start <= last.start < add_months(first.start, LONGEST):
            text = _("The last month is not before the first, and at most %(most)s months later.")
            self.add_error("last", text % {"most": LONGEST - 1})
        return data

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["first"].start, self.cleaned_data["last"].end)


@require_GET
def exclusives_report_page(request: HttpRequest) -> HttpResponseBase:
    """Share, leaks and margins; ``?part=…&format=csv`` or ``xlsx`` has one of the tables whole."""
    scope = request.access.scope
    if not Price.reach.admits(scope):  # it says what things cost each tier
        raise Http404
    asked = request.GET if {"first", "last"} & set(request.GET) else usual_months(scope)
    form = ExclusivesForm(asked, access=request.access)
    if not form.is_valid():
        form.focus()
        return render(request, "sales/exclusives_report.html", {"form": form}, status=422)
    report = exclusives_report(period=form.period, scope=scope)
    found = undercutting(form.period, scope, report.twin_prices)
    part, kind = request.GET.get("part", ""), request.GET.get("format")
    if part in PARTS and kind in FORMATS:
        titles, rows = PARTS[part](report, scope, found)
        return download(titles, rows, kind, f"exclusives-{part}-{name_of(form.period)}")
    context = {"form": form, "report": report, "chart": chart_of(report), "undercuts": found}
    return render(request, "sales/exclusives_report.html", context | leaks(form.period, scope))


def name_of(period: Period) -> str:
    return f"{period.start:%Y%m}-{period.last_day:%Y%m}"


def usual_months(scope: Scope) -> dict[str, str]:
    """The twelve months that end with the latest sales in sight."""
    dates = SalesLine.objects.visible_to(scope).order_by("-date", "-id").values_list("date")
    last = dates.first() or (timezone.localdate(),)
    month = Period.containing(last[0], PeriodLength.MONTH)
    first = Period.containing(add_months(month.start, 1 - MONTHS), PeriodLength.MONTH)
    return {"first": first.key, "last": month.key}


def leaks(period: Period, scope: Scope) -> dict[str, Any]:
    lost, twins = leaked(period, scope), twins_sold(period, scope)
    return {
        "leaks": grouped(lost),
        "leaked_lines": with_names(lost)[:SHOWN],
        "twins": grouped(twins),
        "shown": SHOWN,
    }


def grouped(lines: QuerySet[SalesLine]) -> list[dict[str, Any]]:
    """By product and place, the most pieces first; ``kind`` and ``channel`` in words."""
    keys = ("sku__code", "sku__name", "shop__code", "channel", "kind")
    rows = lines.order_by().values(*keys)
    found = rows.annotate(lines=Count("pk"), pieces=Sum("quantity"), total=Sum("amount"))
    for row in (rows := list(found.order_by("-pieces", *keys))):
        for name in ("channel", "kind"):
            labels = dict(SalesLine._meta.get_field(name).flatchoices)
            row[f"{name}_label"] = labels[row[name]]
    return rows


def chart_of(report: Report) -> str:
    """Bars of the shares month by month; the figures are drawn, never reckoned with."""
    series = [
        (_("Of online sales"), BLUE, [month.online.of_amount for month in report.months]),
        (_("Of all sales"), ORANGE, [month.everywhere.of_amount for month in report.months]),
    ]
    return json.dumps(
        {
            "xAxis": {"type": "category", "data": [f"{m.first:%Y-%m}" for m in report.months]},
            "yAxis": {"type": "value", "axisLabel": {"formatter": "{value} %"}},
            "series": [
                {
                    "type": "bar",
                    "name": name,
                    "itemStyle": {"color": colour},
                    "data": ["-" if share is None else str(share) for share in found],
                }
                for name, colour, found in series
            ],
        }
    )

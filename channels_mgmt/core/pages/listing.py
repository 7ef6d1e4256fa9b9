"""The list of a model, its export and its options."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..exports import FORMATS, XLSX_ROWS, export
from .base import PageView

PER_PAGE = 25
COUNT_LIMIT = 10_000
OPTIONS = 20


class BoundedPaginator(Paginator):
    """Counts no further than the limit: an exact count of a large table costs a second."""

    @cached_property
    def count(self) -> int:
        return self.object_list.data.data.order_by()[: COUNT_LIMIT + 1].count()

    def validate_number(self, number: object) -> int:
        """A page that is not there is the nearest one: rows may have gone since."""
        text = str(number)
        asked = int(text) if text.isdecimal() and len(text) < 9 else 1
        return max(1, min(asked, self.num_pages))


class FilteredView(PageView):
    @cached_property
    def filterset(self):
        return self.pages.filterset(self.request.GET, queryset=self.visible(), request=self.request)

    @cached_property
    def table(self):
        """The filtered rows in the order asked for, with what the columns shown need."""
        rows = self.filterset.qs.defer(*self.pages.heavy)
        table = self.pages.table(rows, request=self.request)
        table.arrange(self.request.GET.get("sort", ""))
        return table


class ListView(FilteredView):
    template_name = "core/list.html"

    def get(self, request) -> HttpResponse:
        table = self.table
        table.paginate(BoundedPaginator, per_page=PER_PAGE, page=request.GET.get("page", 1))
        count = table.paginator.count
        return self.page(
            filterset=self.filterset,
            table=table,
            count=min(count, COUNT_LIMIT),
            more=count > COUNT_LIMIT,
            totals=self.totals(count),
            filtered=self.filterset.narrows,
            can_add=self.pages.can_add(self.access),
            bulk_actions=[a for a in self.pages.actions if a.bulk and self.access.may(a.verb)],
            links=[link for link in self.pages.links if link.is_for(self.access)],
        )

    def totals(self, count: int) -> dict[str, Any]:
        """The sums below the columns; only where the list is short enough to be added up."""
        if not self.pages.sums or not 1 < count <= COUNT_LIMIT:
            return {}
        rows = self.filterset.qs.order_by()
        # Under names of their own: one like its annotation would hide what it adds up.
        sums = rows.aggregate(**{f"sum_{name}": Sum(name) for name in self.pages.sums})
        return {name.removeprefix("sum_"): total for name, total in sums.items()}


class ExportView(FilteredView):
    """Exactly the filtered rows, in the order of the list."""

    def get(self, request) -> HttpResponse:
        kind = request.GET.get("format", "csv")
        back = f"{self.pages.url('list')}?{request.GET.urlencode()}"
        if kind not in FORMATS or not self.filterset.is_valid():
            return redirect(back)
        if kind == "xlsx" and self.too_long_for_xlsx():
            text = _("More than %(limit)s rows: export them as CSV, or filter the list first.")
            messages.error(request, text % {"limit": f"{XLSX_ROWS:,}"})
            return redirect(back)
        return export(self.table, kind, self.pages.plural)

    def too_long_for_xlsx(self) -> bool:
        return self.filterset.qs.order_by()[: XLSX_ROWS + 1].count() > XLSX_ROWS


class OptionsView(PageView):
    """``<option>`` elements for a field that looks records up by code.

    ``?under=`` gives the nodes of a tree directly below one, and its top for an empty code.
    """

    def get(self, request) -> HttpResponse:
        if self.pages.browsed and "under" in request.GET:
            return self.answer(self.below(request.GET["under"]))
        # The field sends its value under its own name.
        term = request.GET.get("q") or next(iter(request.GET.values()), "")
        return self.answer(self.found(term)[:OPTIONS])

    def rows(self) -> models.QuerySet:
        return self.pages.options(self.access.scope)

    def found(self, term: str) -> models.QuerySet:
        return self.pages.filterset({"q": term}, queryset=self.rows(), request=self.request).qs

    def below(self, code: str) -> models.QuerySet:
        """With what lies below each; where one root holds all, it and its children are the top."""
        rows = self.rows()
        rows = rows.annotate(more=Exists(rows.filter(parent=OuterRef("pk")).order_by()))
        if code:
            return rows.filter(parent__code=code)
        roots = list(rows.filter(parent=None).values_list("pk", flat=True)[:2])
        top = Q(parent__in=roots) if len(roots) == 1 else Q()
        return rows.filter(top | Q(parent=None))

    def answer(self, rows: models.QuerySet) -> HttpResponse:
        options = [
            (
                getattr(row, "code", row.pk),
                SafeString(" data-more" if getattr(row, "more", False) else ""),
                self.pages.option_label(row),
            )
            for row in rows
        ]
        return HttpResponse(format_html_join("\n", '<option value="{}"{}>{}</option>', options))

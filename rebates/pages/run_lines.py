"""The lines of runs: each with its reason, step by step, and the sales behind it."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from channels_mgmt.core.display import NONE, Fact
from channels_mgmt.core.pages import Pages
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.scopes import Scope

from .. import api, filters, tables
from ..models import RunLine
from ..wording import sentences
from ..wording.numbers import measured
from .line_sales import LineSalesView, sold_in


class LineDetail(DetailView):
    def context(self, *, record: RunLine, facts: list[Fact], **more: Any) -> dict[str, Any]:
        units = ("target", "earning")
        measures = [
            Fact(label, measured(getattr(record, f"{unit}_measure"), getattr(record.version, unit)))
            for unit, label in zip(units, (_("Measured"), _("Earns on")), strict=True)
        ]
        reasons = sentences(
            record.explanation, already_posted=record.already_posted, amount=record.amount
        )
        return super().context(
            record=record,
            facts=facts[:5] + measures + self.reached(record, facts[5:]),
            reasons=reasons,
            sold_in=sold_in(record),
            **more,
        )

    def reached(self, line: RunLine, facts: list[Fact]) -> list[Fact]:
        """The first fact is the step: below the first there is none."""
        return facts if line.step else [replace(facts[0], value=NONE), *facts[1:]]


class RunLinePages(Pages):
    model, table, filterset = RunLine, tables.AllRunLineTable, filters.AllRunLineFilter
    viewset = api.RunLineViewSet
    plural = "run-lines"
    sums = ("amount",)
    detail = (
        "run",
        "dealer",
        "programme",
        "version",
        "period",
        "step",
        "due",
        "already_posted",
        "amount",
    )
    api_fields = (
        "id",
        "run",
        "dealer",
        "programme",
        "version",
        "period",
        "target_measure",
        "earning_measure",
        "step",
        "due",
        "already_posted",
        "amount",
        "explanation",
    )

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        """The latest run first, in the order of the index: there may be a million of them."""
        return super().rows(scope).order_by("-run_id", "dealer_id", "programme_id", "period")

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        return [
            path(f"{prefix}<int:pk>/", LineDetail.as_view(pages=cls), name="runline_detail"),
            path(
                f"{prefix}<int:pk>/sales/", LineSalesView.as_view(pages=cls), name="runline_sales"
            ),
            *super().urls(prefix),
        ]

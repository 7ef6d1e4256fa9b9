"""The fine lines of runs, each with its reason, and the top-up demands that they raised."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.display import Fact, badge, number
from channels_mgmt.core.pages import Pages
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.scopes import Scope

from ..models import FineLine, TopUpDemand
from . import tables
from .api import FineLineViewSet, TopUpDemandViewSet
from .demands import DemandState, with_state
from .presenting import legal_note
from .wording import sentences, what


class FineLineDetail(DetailView):
    def context(self, *, record: FineLine, **more: Any) -> dict[str, Any]:
        return super().context(
            record=record,
            what=what(record.part, record.case.number),
            reasons=sentences(record.explanation),
            legal_note=legal_note(),
            **more,
        )


class FineLinePages(Pages):
    model, table, filterset = FineLine, tables.FineLineTable, tables.FineLineFilter
    viewset = FineLineViewSet
    plural = "fine-lines"
    sums = ("amount",)
    detail = ("run", "dealer", "case", "part", "due", "already_posted", "amount")
    api_fields = ("id", *detail, "explanation")
    empty_hint = gettext_lazy("A settlement run over all programmes settles the decided cases.")

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        return super().rows(scope).select_related("case")

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = FineLineDetail.as_view(pages=cls)
        return [path(f"{prefix}<int:pk>/", detail, name="fineline_detail"), *super().urls(prefix)]


class TopUpDemandDetail(DetailView):
    def context(self, *, record: TopUpDemand, facts: list[Fact], **more: Any) -> dict[str, Any]:
        state = DemandState(record.state)
        added = [Fact(_("State"), badge(state))]
        if state in (DemandState.OPEN, DemandState.OVERDUE):
            added.append(Fact(_("Missing by now"), number(record.missing), number=True))
        return super().context(record=record, facts=[*added, *facts], **more)


class TopUpDemandPages(Pages):
    model, table, filterset = TopUpDemand, tables.TopUpDemandTable, tables.TopUpDemandFilter
    viewset = TopUpDemandViewSet
    plural = "top-up-demands"
    sums = ("amount",)
    detail = ("dealer", "run", "contract", "required", "held", "amount", "raised_on", "due_on")
    empty_hint = gettext_lazy("A demand is raised when a fine was drawn from a deposit.")

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        return with_state(super().rows(scope)).select_related("dealer")

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = TopUpDemandDetail.as_view(pages=cls)
        own = [path(f"{prefix}<int:pk>/", detail, name="topupdemand_detail")]
        return own + super().urls(prefix)

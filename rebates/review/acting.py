"""The review among the verbs of a run: looking at dealers, and what an approver is shown."""

from typing import Any
from urllib.parse import urlsplit

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action
from channels_mgmt.core.pages.actions import ActionView
from channels_mgmt.core.scopes import Access, Verb

from ..models import FineLine, RunLine, SettlementRun
from ..run_totals import totals_of
from .before import BeforeView
from .checks import checklist_of
from .forms import LookForm
from .notes import REVIEWED, look_at, looked_at, texts_of
from .pages import ComparisonView, ReviewView


class Unshown(Action):
    """A verb whose button stands on another page than the record's."""

    def shown(self, record: SettlementRun, access: Access) -> bool:
        return False


class LookView(ActionView):
    """Goes back to where the ticks were, with the same filter."""

    def run(self, record: SettlementRun, reason: str, **more: Any) -> str:
        look_at(run=record, access=self.access, **more)
        page = reverse("rebates:settlementrun_review", args=[record.pk])
        query = urlsplit(self.request.headers.get("Referer", "")).query
        return f"{page}?{query}" if query else page


class AmountsView(ActionView):
    """Whoever puts amounts into force, or takes them back, sees what they come to."""

    def context(self, **more: Any) -> dict[str, Any]:
        run, scope = more["record"], self.access.scope
        lines = RunLine.objects.visible_to(scope).filter(run=run)
        fines = FineLine.objects.visible_to(scope).filter(run=run)
        return super().context(totals=totals_of(lines), fines=totals_of(fines), **more)


class ApproveView(AmountsView):
    """The approver sees what the checks found, too, and how much of the run was looked at."""

    def context(self, **more: Any) -> dict[str, Any]:
        run, scope = more["record"], self.access.scope
        return super().context(
            checklist=[item for item in checklist_of(run, scope) if item.count],
            looked=looked_at(run, scope),
            notes=texts_of(run, scope),
            **more,
        )


def _look(run: SettlementRun, *, access: Access, reason: str) -> None:
    raise NotImplementedError("LookView does it")


LOOK = Unshown(
    name="look",
    label=_("Looked at"),
    run=_look,
    verb=Verb.REVIEW_RUNS,
    when=lambda run: run.status in REVIEWED,
    form=LookForm,
    view=LookView,
)


def review_urls(prefix: str, pages: Any) -> list[URLPattern]:
    found = [
        (f"{prefix}before/", BeforeView, "before"),
        (f"{prefix}<int:pk>/review/", ReviewView, "review"),
        (f"{prefix}<int:pk>/comparison/", ComparisonView, "comparison"),
    ]
    return [
        path(route, view.as_view(pages=pages), name=f"settlementrun_{name}")
        for route, view, name in found
    ]

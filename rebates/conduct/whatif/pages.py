"""What-ifs of penalties: started, followed, read, deleted."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core import job_board
from channels_mgmt.core.bars import bars_of
from channels_mgmt.core.display import Fact
from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.job_control import can_be_cancelled
from channels_mgmt.core.job_pages import progress_context
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.actions import ActionView
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.scopes import Access, Verb

from ..choices import TrialStatus
from ..models import PenaltyTrial
from ..wording import legal_note
from . import api, tables
from .forms import PenaltyTrialForm
from .outcome import cases_of, cells, found_in, largest, looked_in, row_of, titles
from .starting import cancel_trial, delete_trial, is_own, may_try, start_trial

SHOWN, CHARTED = 200, 16


class TrialDetail(DetailView):
    """The result with its chart; ``?format=csv|xlsx`` is a file of every case."""

    def get(self, request, pk: int) -> HttpResponseBase:
        kind = request.GET.get("format", "")
        if kind in FORMATS:
            trial = self.record()
            cases = cases_of(trial, self.access.scope).iterator(chunk_size=2000)
            rows = (list(cells(row_of(case))) for case in cases)
            return download(titles(), rows, kind, f"penalties-{trial.pk}")
        return super().get(request, pk)

    def context(self, *, record: PenaltyTrial, facts: list[Fact], **more: Any) -> dict[str, Any]:
        return super().context(
            record=record,
            facts=[Fact(_("Days"), record.days), *facts],
            **self.progress(record),
            **(self.result(record) if record.status == TrialStatus.DONE else {}),
            **more,
        )

    def progress(self, trial: PenaltyTrial) -> dict[str, Any]:
        if trial.status == TrialStatus.DONE or trial.job is None:
            return {"job": None}
        return progress_context(trial.job, self.access.user)

    def result(self, trial: PenaltyTrial) -> dict[str, Any]:
        found = found_in(trial, self.access.scope)
        charted = largest(found.dealers, CHARTED)
        return {
            "notes": [legal_note()],
            "found": found,
            "looked": looked_in(trial, self.access.scope),
            "dealers": [one for one in found.dealers if one.differing][:SHOWN],
            "rows": found.rows[:SHOWN],
            "limit": SHOWN,
            "chart": bars_of([(one.dealer.code, one.difference) for one in charted]),
        }


class CancelView(ActionView):
    """The job is told before the transaction begins."""

    def post(self, request, pk: int) -> HttpResponse:
        trial = self.permitted(self.record())
        if trial.job and can_be_cancelled(trial.job):
            job_board.ask_to_stop(trial.job)
        return super().post(request, pk)


def start(*, instance: PenaltyTrial, access: Access, verb: Verb, reason: str = "") -> PenaltyTrial:
    return start_trial(access=access, **instance.asked)


def _cancel(trial: PenaltyTrial, *, access: Access, reason: str) -> None:
    cancel_trial(trial=trial, access=access)


def _delete(trial: PenaltyTrial, *, access: Access, reason: str) -> str:
    delete_trial(trial=trial, access=access)
    return PenaltyTrialPages.url("list")


class PenaltyTrialPages(Pages):
    model, table = PenaltyTrial, tables.PenaltyTrialTable
    filterset = tables.PenaltyTrialFilter
    form, verb, save = PenaltyTrialForm, Verb.CHANGE_PENALTIES, staticmethod(start)
    viewset, plural = api.PenaltyTrialViewSet, "penalty-trials"
    add_label = gettext_lazy("Try on past days")
    heavy = ("terms", "found", "territories")
    detail = (
        "status",
        "tried",
        "all_along",
        "created_by",
        "created_at",
        "finished_at",
        "error",
    )
    # Not `territories`: the codes of some would tell of dealers that a person does not see.
    api_fields = ("id", "date_from", "date_to", *detail, "versions", "detectors", "settings")
    empty_hint = gettext_lazy(
        "Try another tolerance, ladder or map of territories on past days, before it is in force."
    )
    actions = (
        Action(
            name="cancel",
            label=gettext_lazy("Cancel"),
            run=_cancel,
            verb=Verb.CHANGE_PENALTIES,
            when=lambda trial: trial.status == TrialStatus.CALCULATING,
            allowed=is_own,
            view=CancelView,
            tone="warning",
        ),
        Action(
            name="delete",
            label=gettext_lazy("Delete"),
            run=_delete,
            verb=Verb.CHANGE_PENALTIES,
            when=lambda trial: trial.status != TrialStatus.CALCULATING,
            allowed=is_own,
            confirm=gettext_lazy("The trial is deleted with its result. Nothing else hangs on it."),
            tone="danger",
        ),
    )

    @classmethod
    def can_add(cls, access: Access) -> bool:
        return may_try(access)

    @classmethod
    def can_edit(cls, record: PenaltyTrial, access: Access) -> bool:
        """A what-if is not changed: another one is started."""
        return False

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = TrialDetail.as_view(pages=cls)
        return [
            path(f"{prefix}<int:pk>/", detail, name="penaltytrial_detail"),
            *super().urls(prefix),
        ]

"""What the pages of a what-if, of whichever rules, have in common."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core import job_board
from channels_mgmt.core.approval import proposed_by
from channels_mgmt.core.display import Fact
from channels_mgmt.core.job_control import can_be_cancelled
from channels_mgmt.core.job_pages import progress_context
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.actions import ActionView
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import Access, Verb

from ..choices import TrialStatus
from ..models.trials import WhatIf
from .life import cancel_trial, delete_trial


class WhatIfDetail(DetailView):
    """How far it is; once it is done, its ``result``."""

    def context(self, *, record: WhatIf, facts: list[Fact], **more: Any) -> dict[str, Any]:
        return super().context(
            record=record,
            facts=[Fact(_("Days"), record.days), *facts],
            **self.progress(record),
            **(self.result(record) if record.status == TrialStatus.DONE else {}),
            **more,
        )

    def progress(self, trial: WhatIf) -> dict[str, Any]:
        if trial.status == TrialStatus.DONE or trial.job is None:
            return {"job": None}
        return progress_context(trial.job, self.access.user)

    def result(self, trial: Any) -> dict[str, Any]:
        raise NotImplementedError


class CancelView(ActionView):
    """The job is told before the transaction begins."""

    def post(self, request, pk: int) -> HttpResponse:
        trial = self.permitted(self.record())
        if trial.job and can_be_cancelled(trial.job):
            job_board.ask_to_stop(trial.job)
        return super().post(request, pk)


def _cancel(trial: WhatIf, *, access: Access, reason: str) -> None:
    cancel_trial(trial=trial, access=access)


def _delete(trial: WhatIf, *, access: Access, reason: str) -> str:
    delete_trial(trial=trial, access=access)
    return pages_of(type(trial)).url("list")


def ending(verb: Verb) -> tuple[Action, Action]:
    """Cancelled while it is calculated, deleted afterwards; by whoever started it."""
    return (
        Action(
            name="cancel",
            label=gettext_lazy("Cancel"),
            run=_cancel,
            verb=verb,
            when=lambda trial: trial.status == TrialStatus.CALCULATING,
            allowed=proposed_by,
            view=CancelView,
            tone="warning",
        ),
        Action(
            name="delete",
            label=gettext_lazy("Delete"),
            run=_delete,
            verb=verb,
            when=lambda trial: trial.status != TrialStatus.CALCULATING,
            allowed=proposed_by,
            confirm=gettext_lazy("The trial is deleted with its result. Nothing else hangs on it."),
            tone="danger",
        ),
    )


class WhatIfPages(Pages):
    detail_view: ClassVar[type[WhatIfDetail]]

    @classmethod
    def can_edit(cls, record: WhatIf, access: Access) -> bool:
        """A what-if is not changed: another one is started."""
        return False

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = cls.detail_view.as_view(pages=cls)
        name = f"{cls.model._meta.model_name}_detail"
        return [path(f"{prefix}<int:pk>/", detail, name=name), *super().urls(prefix)]

"""The list of jobs, for those who see everything: how far each is, and the buttons for it."""

from typing import Any

from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from . import job_board
from .api import problems
from .display import number
from .filters import FilterSet
from .job_control import can_be_cancelled, can_be_retried, cancel_job, retry_job
from .job_pages import progress_context
from .job_tasks import label_of
from .models import Job
from .models.jobs import OPEN
from .pages import Action, Pages
from .pages.actions import ActionView
from .pages.detail import DetailView
from .pages.listing import ListView
from .scopes import Access, Verb
from .seen import changed_since
from .tables import FieldColumn, Table
from .viewsets import Stale, VerbViewSet


class JobTable(Table):
    sortable = ("id",)
    progress = FieldColumn(
        accessor="done", verbose_name=_("Progress"), attrs={"td": {"class": "text-nowrap"}}
    )

    class Meta(Table.Meta):
        model = Job
        fields = (
            *("id", "task", "status", "progress", "attempts", "error"),
            *("created_by", "created_at", "finished_at"),
        )

    def render_task(self, value: str) -> str:
        return label_of(value)

    def render_error(self, value: str) -> str:
        return Truncator(value).chars(80)

    def render_progress(self, record: Job) -> str:
        done, total = job_board.progress_of(record)
        if not total:
            return "–"
        return _("%(done)s of %(total)s") % {"done": number(done), "total": number(total)}

    def value_progress(self, record: Job) -> str:
        return f"{record.done}/{record.total}" if record.total else ""


class JobFilter(FilterSet):
    search = ("task",)

    class Meta:
        model = Job
        fields = ("status",)


class JobListView(ListView):
    """Says besides when nobody does what waits."""

    def page(self, **context: Any) -> HttpResponse:
        waiting = not job_board.worker_is_up() and self.visible().filter(status__in=OPEN).exists()
        return super().page(nobody_works=waiting, **context)


class JobDetail(DetailView):
    def page(self, *, record: Job, **context: Any) -> HttpResponse:
        shown = {"job_label": label_of(record.task)}
        if record.status in OPEN:
            shown = progress_context(record, self.access.user)
        return super().page(record=record, **shown, **context)


class CancelView(ActionView):
    """The job is told before the transaction begins: one that writes to SQLite keeps it waiting."""

    def post(self, request: Any, pk: int) -> HttpResponse:
        record = self.permitted(self.record())
        if can_be_cancelled(record):
            job_board.ask_to_stop(record)
        return super().post(request, pk)


def _cancel(job: Job, *, access: Access, reason: str) -> None:
    cancel_job(job=job, access=access)


def _retry(job: Job, *, access: Access, reason: str) -> None:
    retry_job(job=job, access=access)


class JobViewSet(VerbViewSet):
    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """To cancel must not wait for a transaction: its service has one of its own."""
        if self.action_map.get(request.method.lower()) == "cancel":
            return ReadOnlyModelViewSet.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self) -> Job:
        if self.action != "cancel":
            return super().get_object()
        record, seen = ReadOnlyModelViewSet.get_object(self), self.seen()
        if seen and self.pages.fingerprint(record) not in seen:
            raise Stale({"errors": problems(changed_since(record, self.request.access.scope))})
        return record

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Ask the job to end: at once while it waits, or else when it next tells how far it is."""
        return self.answer(cancel_job(job=self.for_verb(Verb.MANAGE_JOBS), access=request.access))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: int) -> Response:
        """Put a job that failed or was cancelled back into the queue."""
        return self.answer(retry_job(job=self.for_verb(Verb.MANAGE_JOBS), access=request.access))


class JobPages(Pages):
    model, table, filterset, viewset = Job, JobTable, JobFilter, JobViewSet
    detail = (
        *("task", "status", "done", "total", "attempts", "last_attempt", "error", "group"),
        *("arguments", "leased_until", "stop_asked", "created_by", "created_at", "finished_at"),
    )
    actions = (
        Action(
            name="cancel",
            label=_("Cancel"),
            run=_cancel,
            verb=Verb.MANAGE_JOBS,
            when=can_be_cancelled,
            confirm=_("It ends when it next tells how far it is. What it has done by then stays."),
            done=_("The job was asked to stop."),
            tone="danger",
            view=CancelView,
        ),
        Action(
            name="retry",
            label=_("Retry"),
            run=_retry,
            verb=Verb.MANAGE_JOBS,
            when=can_be_retried,
            bulk=True,
        ),
    )

    @classmethod
    def fingerprint(cls, record: models.Model) -> str:
        """How far it is does not matter to whoever decides about it; how it stands does."""
        return f"{record.status}-{record.last_attempt}"

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        own = [
            path(prefix, JobListView.as_view(pages=cls), name="job_list"),
            path(f"{prefix}<int:pk>/", JobDetail.as_view(pages=cls), name="job_detail"),
        ]
        return own + super().urls(prefix)

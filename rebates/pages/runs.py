"""Settlement runs: start, watch, read the reasons, approve, post, reverse."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.display import Fact
from channels_mgmt.core.job_control import ENDED_BADLY
from channels_mgmt.core.job_pages import progress_context
from channels_mgmt.core.models import Job, JobStatus
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.pages.listing import PER_PAGE, BoundedPaginator
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Dealer

from .. import api, filters, forms, tables
from ..choices import RunStatus
from ..models import RunLine, SettlementRun, Statement
from ..replay.pages import BundleView
from ..review.acting import LOOK, AmountsView, ApproveView, review_urls
from ..run_totals import by_programme, totals_of
from ..services.background import (
    calculate_again_in_background,
    post_run_in_background,
    start_run_in_background,
)
from ..services.reversing import reverse_run
from ..services.runs import approve_run, discard_run
from ..services.statements.batch import Ready, ready_of
from ..services.statements.render import group_of
from .run_lines import RunLinePages

UNFINISHED = (RunStatus.CALCULATING, RunStatus.FAILED)
WORKING = (RunStatus.CALCULATING, RunStatus.POSTING)
IN_THE_BOOKS = (RunStatus.POSTING, RunStatus.POSTED, RunStatus.REVERSED)
SAME_DAYS = 5


class RunDetail(DetailView):
    """The run with its progress, its totals, and its lines to filter."""

    def context(self, *, record: SettlementRun, facts: list[Fact], **more: Any) -> dict[str, Any]:
        lines = RunLine.objects.visible_to(self.access.scope).filter(run=record)
        calculated = record.status not in UNFINISHED
        return super().context(
            record=record,
            facts=self.days(record, facts),
            **self.progress(record),
            **(self.lines(lines) if calculated else {}),
            totals=totals_of(lines) if calculated else None,
            programmes=by_programme(lines) if calculated else [],
            named_dealers=self.named_dealers(record),
            ready=self.ready(record),
            reversal=getattr(record, "reversed_by", None),
            same_days=self.visible()
            .filter(date_from=record.date_from, date_to=record.date_to)
            .exclude(pk=record.pk)[:SAME_DAYS],
            line_pages=RunLinePages,
            **more,
        )

    def days(self, run: SettlementRun, facts: list[Fact]) -> list[Fact]:
        """The days as people say them, and of the rest what there is."""
        days = Period(run.date_from, run.date_to)
        label = f"{days.label} ({days.days})" if days.length else days.days
        names = SettlementRunPages.detail
        rest = [
            fact
            for name, fact in zip(names, facts, strict=True)
            if name not in ("date_from", "date_to") and getattr(run, name) not in (None, "")
        ]
        return [rest[0], Fact(_("Days"), label), *rest[1:]]

    def progress(self, run: SettlementRun) -> dict[str, Any]:
        """Of its own work; once that has ended well, of the PDFs that are still to be made."""
        job, ended_badly = run.job, run.job is not None and run.job.status in ENDED_BADLY
        if run.status not in WORKING and not ended_badly:
            job = Job.objects.filter(group=group_of(run)).exclude(status=JobStatus.DONE).first()
        return progress_context(job, self.access.user) if job else {"job": None}

    def lines(self, lines) -> dict[str, Any]:
        filterset = filters.RunLineFilter(self.request.GET, queryset=lines, request=self.request)
        table = tables.RunLineTable(filterset.qs, request=self.request)
        asked = self.request.GET.get("page", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        table.paginate(BoundedPaginator, per_page=PER_PAGE, page=page)
        return {"filterset": filterset, "table": table, "count": table.paginator.count}

    def ready(self, run: SettlementRun) -> Ready | None:
        """How many papers of its statements are made; nothing before there are statements."""
        seen = Statement.objects.visible_to(self.access.scope).filter(run=run)
        return ready_of(seen) if run.status in IN_THE_BOOKS else None

    def named_dealers(self, run: SettlementRun) -> list[str]:
        """Those of the chosen dealers that the person sees."""
        rows = Dealer.objects.visible_to(self.access.scope).filter(code__in=run.dealers)
        return list(rows.order_by("code").values_list("code", flat=True))


def start(
    *, instance: SettlementRun, access: Access, verb: Verb, reason: str = ""
) -> SettlementRun:
    return start_run_in_background(access=access, **instance.terms)


def _approve(run: SettlementRun, *, access: Access, reason: str) -> None:
    approve_run(run=run, access=access, reason=reason)


def _post(run: SettlementRun, *, access: Access, reason: str) -> None:
    post_run_in_background(run=run, access=access)


def _reverse(run: SettlementRun, *, access: Access, reason: str) -> str:
    """The reversal is a run of its own: that is where to go on."""
    reversal = reverse_run(run=run, access=access, reason=reason)
    return SettlementRunPages.url("detail", reversal)


def _discard(run: SettlementRun, *, access: Access, reason: str) -> None:
    discard_run(run=run, access=access, reason=reason)


def _calculate_again(run: SettlementRun, *, access: Access, reason: str) -> None:
    calculate_again_in_background(run=run, access=access)


def _can_be_posted(run: SettlementRun) -> bool:
    stuck = run.status == RunStatus.POSTING and run.job and run.job.status in ENDED_BADLY
    return run.status == RunStatus.APPROVED or bool(stuck)


def _can_be_reversed(run: SettlementRun) -> bool:
    reversed_already = SettlementRun.objects.filter(reverses=run).exists()
    return run.status == RunStatus.POSTED and not run.reverses_id and not reversed_already


class SettlementRunPages(Pages):
    model, table, filterset = SettlementRun, tables.SettlementRunTable, filters.SettlementRunFilter
    form, verb, save = forms.StartRunForm, Verb.DRAFT_RUNS, staticmethod(start)
    viewset = api.SettlementRunViewSet
    plural, add_label = "settlement-runs", _("Start a settlement")
    detail = (
        "status",
        "date_from",
        "date_to",
        "as_of",
        "created_by",
        "created_at",
        "approved_by",
        "approved_at",
        "posted_at",
        "reverses",
        "reason",
        "input_digest",
    )
    # Not `dealers`: the codes of some would tell of dealers that a person does not see.
    api_fields = ("id", *detail, "programmes")
    empty_hint = _("Take in sales, approve a programme, then start a settlement here.")
    actions = (
        Action(
            name="approve",
            label=_("Approve"),
            run=_approve,
            verb=Verb.APPROVE_RUNS,
            when=lambda run: run.status == RunStatus.DRAFT,
            by_another=True,
            view=ApproveView,
            reason="required",
            confirm=_("You agree with these amounts. Nothing is in the ledger until it is posted."),
            tone="success",
        ),
        Action(
            name="post",
            label=_("Post"),
            run=_post,
            verb=Verb.POST_RUNS,
            when=_can_be_posted,
            view=AmountsView,
            step_up=True,
            confirm=_(
                "The amounts go to the ledger, and every dealer gets a statement. What is posted "
                "stays: a mistake is taken back by another run."
            ),
        ),
        Action(
            name="reverse",
            label=_("Reverse"),
            run=_reverse,
            verb=Verb.DRAFT_RUNS,
            when=_can_be_reversed,
            view=AmountsView,
            reason="required",
            confirm=_(
                "This makes a draft with the opposite of every amount. It takes effect when "
                "another person has approved it and it is posted."
            ),
            tone="danger",
        ),
        Action(
            name="calculate",
            label=_("Calculate again"),
            run=_calculate_again,
            verb=Verb.DRAFT_RUNS,
            when=lambda run: run.status == RunStatus.FAILED,
        ),
        Action(
            name="discard",
            label=_("Discard"),
            run=_discard,
            verb=Verb.DRAFT_RUNS,
            when=lambda run: RunStatus(run.status).can_become(RunStatus.DISCARDED),
            reason="required",
            confirm=_("A discarded run is kept for the record and is never posted."),
            tone="danger",
        ),
        LOOK,
    )

    @classmethod
    def can_edit(cls, record: SettlementRun, access: Access) -> bool:
        """A run is moved by its buttons only."""
        return False

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = RunDetail.as_view(pages=cls)
        name = "settlementrun_detail"
        bundle = BundleView.as_view(pages=cls)
        own = [
            path(f"{prefix}<int:pk>/", detail, name=name),
            path(f"{prefix}<int:pk>/bundle/", bundle, name="settlementrun_bundle"),
            *review_urls(prefix, cls),
        ]
        return [*own, *super().urls(prefix)]

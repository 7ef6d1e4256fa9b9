"""Payout batches and payouts: proposed, approved, in the bank's file, paid or returned."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Pages
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.pages.listing import PER_PAGE, BoundedPaginator
from channels_mgmt.core.scopes import Access, Scope, Verb
from channels_mgmt.core.seen import digest, fingerprint

from ..models import Payout, PayoutBatch
from . import api, tables
from .actions import BATCH_ACTIONS, PAYOUT_ACTIONS
from .bank_file import FORMATS
from .downloads import file_response
from .forms import BatchForm
from .proposing import propose_payouts
from .summary import summary_of


def propose(*, instance: PayoutBatch, access: Access, verb: Verb, reason: str = "") -> PayoutBatch:
    return propose_payouts(access=access, **instance.terms)


class BatchDetail(DetailView):
    """The batch with its control totals, and each payout, also those that pay nothing."""

    def context(self, *, record: PayoutBatch, **more: Any) -> dict[str, Any]:
        rows = Payout.objects.visible_to(self.access.scope).filter(batch=record).order_by("pk")
        table = tables.PayoutTable(rows, request=self.request)
        asked = self.request.GET.get("page", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        table.paginate(BoundedPaginator, per_page=PER_PAGE, page=page)
        return super().context(
            record=record,
            table=table,
            count=table.paginator.count,
            summary=summary_of(record),
            files=list(record.files.defer("content").order_by("format")),
            payout_pages=PayoutPages,
            **more,
        )


class BatchFile(PageView):
    """The bank's file as it was made."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        if form not in FORMATS:
            raise Http404
        return file_response(get_object_or_404(self.record().files.filter(format=form)))


class PayoutBatchPages(Pages):
    model, table, filterset = PayoutBatch, tables.PayoutBatchTable, tables.PayoutBatchFilter
    form, verb, save = BatchForm, Verb.PROPOSE_ENTRIES, staticmethod(propose)
    viewset = api.PayoutBatchViewSet
    plural = "payout-batches"
    detail = (
        "status",
        "run",
        "date",
        "purpose",
        "count",
        "total",
        "created_by",
        "created_at",
        "approved_by",
        "approved_at",
        "exported_by",
        "exported_at",
    )
    empty_hint = _("Choose a posted run: every statement is paid what the balance allows.")
    actions = BATCH_ACTIONS

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        return super().rows(scope).with_sums()

    @classmethod
    def can_add(cls, access: Access) -> bool:
        """A batch is of all dealers together."""
        return super().can_add(access) and access.to(cls.verb).everything

    @classmethod
    def can_edit(cls, record: PayoutBatch, access: Access) -> bool:
        """A batch is moved by its buttons only."""
        return False

    @classmethod
    def fingerprint(cls, record: PayoutBatch) -> str:
        """Whoever decides has seen each payout as it stands."""
        rows = record.payouts.order_by("pk").values_list("pk", "status", "amount", "bank_account")
        return digest([fingerprint(record), list(rows)])

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        own = [
            path(f"{prefix}<int:pk>/", BatchDetail.as_view(pages=cls), name="payoutbatch_detail"),
            path(
                f"{prefix}<int:pk>/file/<str:form>/",
                BatchFile.as_view(pages=cls),
                name="payoutbatch_file",
            ),
        ]
        return own + super().urls(prefix)


class PayoutPages(Pages):
    model, table, filterset = Payout, tables.PayoutTable, tables.PayoutFilter
    viewset = api.PayoutViewSet
    detail = (
        "status",
        "why",
        "batch",
        "statement",
        "dealer",
        "form",
        "amount",
        "balance",
        "bank_account",
        "settled_on",
        "settled_by",
        "bank_reference",
        "beyond_balance",
        "reason",
        "entry",
    )
    sums = ("amount",)
    empty_hint = _("Payouts are proposed in a batch, from the statements of a posted run.")
    actions = PAYOUT_ACTIONS

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        return super().rows(scope).select_related("batch", "dealer", "statement")

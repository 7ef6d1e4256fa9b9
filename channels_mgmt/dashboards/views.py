"""The home page: what each person does first."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import Verb
from channels_mgmt.portal import views as portal
from channels_mgmt.portal.own import own_of
from dealers.models import Contract
from rebates.choices import AnswerState
from rebates.models import SettlementRun, Statement
from rebates.sales.models import SalesLine

LIMIT = 10_000
ENDING_DAYS = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The brand side sees the main job, step by step; a dealer sees its account."""
    scope = request.access.scope
    if scope.brand_side:
        return render(request, "dashboards/brand.html", brand_side(request))
    if scope.dealers:
        return portal.home(request)
    return render(request, "dashboards/nothing.html")


def brand_side(request: HttpRequest) -> dict[str, Any]:
    access = request.access
    scope = access.scope
    return {
        "counts": {
            "sales": counted(SalesLine.objects.visible_to(scope)),
            "runs": counted(SettlementRun.objects.visible_to(scope)),
            "statements": counted(Statement.objects.visible_to(scope)),
        },
        "lists": {
            "sales": address(SalesLine),
            "runs": address(SettlementRun),
            "statements": address(Statement),
        },
        "runs": SettlementRun.objects.visible_to(scope)[:5],
        "disputes": Statement.objects.visible_to(scope).in_dispute().count(),
        "disputes_list": f"{address(Statement)}?answer={AnswerState.DISPUTED}",
        "ending": Contract.objects.visible_to(scope)
        .ending_within(ENDING_DAYS, timezone.localdate())
        .count(),
        "ending_list": f"{address(Contract)}?ends_within={ENDING_DAYS}",
        "may_import": access.may(Verb.IMPORT_SALES),
        "may_draft": access.may(Verb.DRAFT_RUNS),
        "upload": reverse("imports:upload") + "?kind=sales",
        "settle": reverse("rebates:settlementrun_add"),
        **dealer_side(request),
    }


def dealer_side(request: HttpRequest) -> dict[str, Any]:
    """What somebody of the brand who also stands on a dealer's side sees besides."""
    if not request.access.scope.dealers:
        return {}
    own = own_of(request)
    return {"own": own, **portal.account_of(own, request.access)}


def counted(rows) -> tuple[int, bool]:
    """How many rows, and whether there are more than that."""
    count = rows.order_by()[: LIMIT + 1].count()
    return min(count, LIMIT), count > LIMIT


def address(model: type[Model]) -> str:
    pages = pages_of(model)
    return pages.url("list") if pages else ""

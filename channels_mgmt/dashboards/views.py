"""The home page: what each person does first."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import Scope, Verb
from dealers.choices import Account
from dealers.models import Dealer, LedgerEntry
from rebates.models import SettlementRun, Statement
from rebates.sales.models import SalesLine

LIMIT = 10_000


def home(request: HttpRequest) -> HttpResponse:
    """The brand side sees the main job, step by step; a dealer sees its account."""
    scope = request.access.scope
    if scope.brand_side:
        return render(request, "dashboards/brand.html", brand_side(request))
    if scope.dealers:
        return render(request, "dashboards/dealer.html", dealer_side(scope))
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
        "may_import": access.may(Verb.IMPORT_SALES),
        "may_draft": access.may(Verb.DRAFT_RUNS),
        "upload": reverse("imports:upload") + "?kind=sales",
        "settle": reverse("rebates:settlementrun_add"),
    }


def counted(rows) -> tuple[int, bool]:
    """How many rows, and whether there are more than that."""
    count = rows.order_by()[: LIMIT + 1].count()
    return min(count, LIMIT), count > LIMIT


def address(model: type[Model]) -> str:
    pages = pages_of(model)
    return pages.url("list") if pages else ""


def dealer_side(scope: Scope) -> dict[str, Any]:
    statements = Statement.objects.visible_to(scope)
    accounts = []
    for dealer in Dealer.objects.visible_to(scope).select_related("tier", "home_region"):
        entries = LedgerEntry.objects.visible_to(scope).filter(dealer=dealer)
        accounts.append(
            {
                "dealer": dealer,
                "balance": entries.balance(),
                "deposit": entries.balance([Account.DEPOSIT]),
                "statements": statements.filter(dealer=dealer)[:6],
            }
        )
    return {"accounts": accounts}

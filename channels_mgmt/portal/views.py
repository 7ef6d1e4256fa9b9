"""The pages of a dealer's own people: made for a phone, and for one without JavaScript."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_mgmt.core.exports import FORMATS, export
from channels_mgmt.core.models import User
from channels_mgmt.core.pages.listing import BoundedPaginator
from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import Access, Verb
from dealers.account.views import answered, asked, file_or_back
from dealers.choices import Account
from dealers.contracts.deposits import told_of
from dealers.models import LedgerEntry, Territory
from rebates.conduct.case_wording import standings
from rebates.conduct.wording import legal_note
from rebates.services.progress import Progress, progress_of

from . import account
from .own import Own, own_of
from .prices import OwnPriceFilter, OwnPriceTable, sheet_of
from .rules import told

SHOWN = 5
PER_PAGE = 50


def page(request: HttpRequest, name: str, own: Own, **context: Any) -> HttpResponse:
    return render(request, f"portal/{name}.html", {"own": own, **context})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    own = own_of(request)
    return page(request, "home", own, **account_of(own, request.access))


def account_of(own: Own, access: Access) -> dict[str, Any]:
    """What the first page of a dealer says."""
    scope = own.scope
    held = LedgerEntry.objects.visible_to(scope).by_account()
    waiting = account.waiting(scope)
    open_periods = progress_of(dealer=own.dealer, day=timezone.localdate())
    return {
        "balance": held.balance,
        "goods_credit": held[Account.GOODS_CREDIT],
        "deposit": told_of(
            own.dealer, Access(rights=((frozenset(), scope),)), held[Account.DEPOSIT]
        ),
        "waiting": waiting,
        "reminded": account.reminded(waiting),
        "may_answer": own.dealer.pk in access.to(Verb.ANSWER_STATEMENTS).dealers,
        "statements": account.statements(scope)[:SHOWN],
        "progress": sorted(open_periods, key=nearest)[:SHOWN],
        "movements": account.movements(scope, SHOWN),
        "penalties": account.penalties(scope)[:SHOWN],
        "fined": -held[Account.FINES],
        "people": people_url(access),
    }


def nearest(progress: Progress) -> tuple[bool, Any]:
    """What counts already comes first, then where the next step brings most."""
    ahead = progress.standing.ahead
    return not progress.counts, -(ahead.gain or 0) if ahead else 0


def people_url(access: Access) -> str:
    """Where the principal keeps the people of the own firm; nothing for anybody else."""
    return pages_of(User).url("list") if access.may(Verb.CHANGE_PEOPLE) else ""


@require_safe
def rebates(request: HttpRequest) -> HttpResponse:
    own = own_of(request)
    found = progress_of(dealer=own.dealer, day=timezone.localdate())
    return page(request, "rebates", own, programmes=told(sorted(found, key=nearest), own.scope))


@require_safe
def movements(request: HttpRequest) -> HttpResponseBase:
    """The statement of account between two days, and its files."""
    own, form = own_of(request), asked(request.GET)
    statement = answered(form, own.dealer, own.scope)
    if file := file_or_back(request, statement):
        return file
    return page(request, "movements_page", own, form=form, statement=statement)


@require_safe
def penalties(request: HttpRequest) -> HttpResponse:
    own = own_of(request)
    return page(
        request,
        "penalties",
        own,
        penalties=account.penalties(own.scope),
        fined=account.penalties_in_total(own.scope),
        cases=standings(own.scope),
        demands=account.demands(own.scope),
        notes=[legal_note()],
        may_complain=own.dealer.pk in request.access.to(Verb.ANSWER_CASES).dealers,
    )


@require_safe
def territory(request: HttpRequest) -> HttpResponse:
    own, today = own_of(request), timezone.localdate()
    rows = Territory.objects.visible_to(own.scope)
    found = list(rows.select_related("region", "region__parent", "product_line"))
    return page(
        request,
        "territory",
        own,
        granted=[t for t in found if t.valid_to is None or t.valid_to > today],
        ended=[t for t in found if t.valid_to is not None and t.valid_to <= today],
        today=today,
    )


@require_safe
def prices(request: HttpRequest) -> HttpResponseBase:
    own, today = own_of(request), timezone.localdate()
    sheet = sheet_of(own.dealer, today)
    filterset = OwnPriceFilter(request.GET, queryset=sheet.prices, request=request)
    table = OwnPriceTable(filterset.qs, request=request)
    if request.GET.get("format") in FORMATS:
        return export(table, request.GET["format"], f"prices-{own.dealer.code}")
    table.paginate(BoundedPaginator, per_page=PER_PAGE, page=request.GET.get("page", 1))
    return page(
        request,
        "prices",
        own,
        table=table,
        count=table.paginator.count,
        unclear=sheet.unclear,
        q=request.GET.get("q", ""),
        today=today,
        address=reverse("portal:prices"),
    )

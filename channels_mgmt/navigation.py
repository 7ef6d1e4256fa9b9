"""The menu: for each person the lists that her scope admits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.portal import places
from dealers.models import Brand


@dataclass(frozen=True, slots=True)
class Place:
    """A page that is not the list of a model."""

    label: Any
    url: str
    verb: Verb | None = None  # without one it is for everybody with a role
    brand_side: bool = False  # for dealers the page is not there


GROUPS = (
    (
        _("Channel"),
        "channel",
        (
            "dealers.Region",
            "dealers.BusinessArea",
            "dealers.Tier",
            "dealers.Dealer",
            "dealers.Placement",
            "dealers.Grading",
            "dealers.Contract",
            "dealers.Target",
            "dealers.Territory",
            "dealers.Shop",
        ),
    ),
    (
        _("Products"),
        "products",
        (
            "dealers.ProductLine",
            "pricing.SKU",
            "pricing.PriceList",
            "pricing.Price",
            "pricing.PriceControl",
            "pricing.PriceObservation",
            "pricing.Exclusive",
        ),
    ),
    (
        _("Sales"),
        "sales",
        (
            "sales.SalesLine",
            "sales.Serial",
            "sales.Scan",
            "sales.Packing",
            "sales.StockCount",
            "sales.Payment",
            "sales.Place",
            "core.ImportBatch",
            "core.Alias",
        ),
    ),
    (
        _("Rebates"),
        "rebates",
        (
            "rebates.Programme",
            "rebates.Trial",
            Place(_("Next steps"), "rebates:next_steps", brand_side=True),
            "rebates.SettlementRun",
            "rebates.Statement",
            "dealers.LedgerEntry",
            "dealers.ManualEntry",
            "rebates.PayoutBatch",
            "rebates.Payout",
            "dealers.BankAccount",
        ),
    ),
    (
        _("Violations"),
        "rebates",
        (
            Place(_("Work on cases"), "conduct:work", brand_side=True),
            "conduct.Violation",
            Place(_("Hot spots"), "conduct:hot_spots", brand_side=True),
            "conduct.Finding",
            "conduct.Effect",
            "rebates.TopUpDemand",
            "conduct.Complaint",
            "conduct.PenaltyRule",
            "conduct.PenaltyTrial",
            "conduct.DetectorSetting",
            "conduct.Neighbour",
            "conduct.SerialExemption",
            "conduct.Holiday",
        ),
    ),
    (
        _("Administration"),
        "settings",
        (
            "dealers.Brand",
            "core.User",
            "dealers.Grant",
            Place(_("Roles"), "dealers:roles"),
            "core.AuditEntry",
            "core.Job",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Group:
    label: Any
    icon: str
    items: list[Item]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``navigation``, the brand's name, and where home is."""
    if not hasattr(request, "_navigation"):  # each panel of a page asks for it
        request._navigation = navigation_of(request)
    return request._navigation


def navigation_of(request: HttpRequest) -> dict[str, Any]:
    context = {"brand_name": brand_name(), "home_url": reverse("home")}
    if getattr(request, "user", None) and request.user.is_authenticated:
        context["navigation"] = groups(request.access, request.path)
        context["bar"] = places.bar(request.access, request.path)
    return context


def brand_name() -> str:
    brand = Brand.objects.first()
    return brand.label if brand else _("Channels")


def groups(access: Access, path: str) -> list[Group]:
    own = places.menu(access, path)
    shown = [Group(_("My firm"), "person", own)] if own else []
    for label, icon, entries in GROUPS:
        items = [item for entry in entries for item in items_of(entry, access, path)]
        if items:
            shown.append(Group(label, icon, items))
    return shown


def is_for(place: Place, access: Access) -> bool:
    if place.brand_side and not access.scope.brand_side:
        return False
    return access.may(place.verb) if place.verb else not access.scope.nothing


def items_of(entry: str | Place, access: Access, path: str) -> Iterator[Item]:
    if isinstance(entry, Place):
        if is_for(entry, access):
            url = reverse(entry.url)
            yield Item(entry.label, url, path.startswith(url))
        return
    pages = pages_of(apps.get_model(entry))
    if pages and pages.model.reach.admits(access.scope):
        url = pages.url("list")
        yield Item(pages.name_plural(), url, path.startswith(url))

"""What the codes of a sales file stand for, loaded once for a file."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.columns import Resolver
from channels_mgmt.core.imports.references import Lookup
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer, Region, Shop
from dealers.placements import Stay, Structure
from dealers.services.shops import closed_since
from pricing.blocking import price_watches
from pricing.models import SKU, Exclusive
from pricing.rules.exclusives import Holder
from pricing.watch import Watch


class Seller(NamedTuple):
    pk: int
    home_region: int
    stays: tuple[Stay, ...] = ()  # where it stood when; none where it was never moved

    def home_on(self, day: datetime.date) -> int:
        """The region that a line without one was sold to."""
        if not self.stays:
            return self.home_region
        then = (stay.place.home_region for stay in reversed(self.stays) if stay.start <= day)
        return next(then, self.home_region)


class Outlet(NamedTuple):
    """An online shop."""

    pk: int
    code: str
    platform: str
    operator: int | None
    closed: datetime.date | None  # the first day on which it may sell no more

    @property
    def own(self) -> bool:
        """The brand's flagship: no dealer runs it."""
        return self.operator is None

    @property
    def holder(self) -> Holder:
        return Holder(self.pk, self.platform, self.operator)


class Allotment(NamedTuple):
    """An online-exclusive product is sold in this shop from a day up to, not including, another."""

    shop: Outlet
    start: datetime.date
    end: datetime.date | None

    def holds_on(self, day: datetime.date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


class Product(NamedTuple):
    pk: int
    code: str
    allotments: tuple[Allotment, ...]
    watch: Watch | None  # what refuses a price of the brand's own


def sales_lookups(*, mine: Scope, visible: Scope) -> Mapping[str, Resolver]:
    """``mine``: whose sales may be taken in; ``visible``: which others may be named."""
    sellers = Dealer.objects.visible_to(mine).values_list("code", "pk", "home_region")
    moved = Structure().moved
    others = Dealer.objects.visible_to(visible).values_list("code", "pk")
    shops = outlets()
    return {
        "dealer": _resolver(
            {code: Seller(pk, home, tuple(moved.get(pk, ()))) for code, pk, home in sellers},
            "unknown_dealer",
            lambda: _("There is no dealer “%(value)s”: import it first."),
        ),
        "counterparty": _resolver(
            dict(others),
            "unknown_counterparty",
            lambda: _("There is no dealer “%(value)s”: import it first."),
        ),
        "sku": _resolver(
            products(shops.values()),
            "unknown_sku",
            lambda: _("There is no product “%(value)s”: import it first."),
        ),
        "shop": _resolver(
            shops,
            "unknown_shop",
            lambda: _("There is no shop “%(value)s”: import it first."),
        ),
        "region": _resolver(
            dict(Region.objects.values_list("code", "pk")),
            "unknown_region",
            lambda: _("There is no region “%(value)s”: import it first."),
        ),
    }


def outlets() -> dict[str, Outlet]:
    closed = closed_since()
    return {
        code: Outlet(pk, code, platform, operator, closed.get(pk))
        for pk, code, platform, operator in Shop.objects.values_list(
            "pk", "code", "platform", "operator"
        )
    }


def products(shops: Iterable[Outlet]) -> dict[str, Product]:
    by_pk = {shop.pk: shop for shop in shops}
    allotted = defaultdict(list)
    for sku, shop, start, end in Exclusive.objects.order_by("shop__code").values_list(
        "sku", "shop", "valid_from", "valid_to"
    ):
        allotted[sku].append(Allotment(by_pk[shop], start, end))
    watched = price_watches()
    return {
        code: Product(pk, code, tuple(allotted.get(pk, ())), watched.get(pk))
        for code, pk in SKU.objects.values_list("code", "pk")
    }


def _resolver(found: Mapping[str, Any], code: str, message) -> Resolver:
    return Lookup(found, code, message)

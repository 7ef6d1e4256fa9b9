"""Exclusives that leaked: facts that came in before their allotment, and twins in their shops.

The rule is that of ``pricing.rules.exclusives``, asked of the database for all lines at once.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Scope
from dealers.choices import SalesChannel
from pricing.models import SKU, Exclusive, PriceObservation

from .choices import SaleKind
from .models import SalesLine

CHUNK = 5_000
TO_CONSUMERS = (SaleKind.SELL_OUT, SaleKind.ONLINE)


def sold(period: Period, scope: Scope) -> QuerySet[SalesLine]:
    """Lines over pieces above zero: a return is no sale."""
    lines = SalesLine.objects.visible_to(scope).filter(quantity__gt=0)
    return lines.filter(date__gte=period.start, date__lt=period.end)


def leaked(period: Period, scope: Scope) -> QuerySet[SalesLine]:
    """Lines of exclusives that were offline or in a shop that did not hold the product that day.

    Between two allotments of a product that is still marked online-exclusive nobody may sell it,
    although nothing is refused at entry; before the first it was no exclusive yet.
    """
    begun = Exclusive.objects.filter(valid_from__lt=period.end).values("sku")
    lines = sold(period, scope).filter(sku__in=begun)
    held = Exists(_of_the_day().filter(sku=OuterRef("sku")))
    after = Exclusive.objects.filter(sku=OuterRef("sku"), valid_from__lte=OuterRef("date"))
    due = Q(held) | Q(Exists(after), sku__online_exclusive=True)
    return lines.filter(due).exclude(_in_its_shop()).exclude(_for_its_shop())


def twins_sold(period: Period, scope: Scope) -> QuerySet[SalesLine]:
    """Offline twins sold to consumers in a shop that held the exclusive on that day."""
    holders = _of_the_day().filter(sku__twin=OuterRef("sku"), shop=OuterRef("shop"))
    twins = Exclusive.objects.exclude(sku__twin=None).values("sku__twin")
    lines = sold(period, scope).filter(kind__in=TO_CONSUMERS, shop__isnull=False, sku__in=twins)
    return lines.filter(Exists(holders))


def _of_the_day() -> QuerySet[Exclusive]:
    """The allotments that hold on the day of the line."""
    ends = Q(valid_to=None) | Q(valid_to__gt=OuterRef("date"))
    return Exclusive.objects.filter(ends, valid_from__lte=OuterRef("date"))


def _in_its_shop() -> Q:
    return Q(Exists(_of_the_day().filter(sku=OuterRef("sku"), shop=OuterRef("shop"))))


def _for_its_shop() -> Q:
    """What an operator of a shop buys for the shop's platform, without naming the shop."""
    mine = _of_the_day().filter(sku=OuterRef("sku"))
    on_platform = mine.filter(shop__platform=OuterRef("channel"))
    stock = Q()
    for kind, buyer in (
        (SaleKind.SELL_IN, "dealer"),
        (SaleKind.SELL_THROUGH, "counterparty"),
    ):
        bought = Exists(on_platform.filter(shop__operator=OuterRef(buyer)))
        online = Exists(mine.filter(shop__operator=OuterRef(buyer)))
        stock |= Q(bought, kind=kind) | Q(online, kind=kind, channel=SalesChannel.ONLINE)
    return Q(shop=None) & stock


@dataclass(slots=True)
class Undercut:
    """Observed prices of an exclusive in one place: how many, how many below its twin, the lowest.

    ``twin``: what a piece of the twin brought offline on average, else its suggested retail price.
    """

    sku: SKU
    where: str
    twin: Decimal
    observed: int = 0
    below: int = 0
    lowest: Decimal | None = None

    def add(self, price: Decimal) -> None:
        self.observed += 1
        self.below += price < self.twin
        self.lowest = price if self.lowest is None else min(self.lowest, price)


def undercutting(period: Period, scope: Scope, twins: Mapping[SKU, Decimal]) -> list[Undercut]:
    """Where observed prices of exclusives lay below ``twins``: the price of each one's twin."""
    seen = PriceObservation.objects.visible_to(scope).filter(
        sku__in=twins,
        observed_at__gte=_midnight(period.start),
        observed_at__lt=_midnight(period.end),
    )
    by_key = {sku.pk: sku for sku in twins}
    found: dict[tuple, Undercut] = {}
    rows = seen.order_by().values_list("sku", "shop__code", "seller", "price")
    for key, shop, seller, price in rows.iterator(chunk_size=CHUNK):
        sku, where = by_key[key], shop or seller
        found.setdefault((key, where), Undercut(sku, where, twins[sku])).add(price)
    return sorted(
        (one for one in found.values() if one.below), key=lambda one: (one.sku.code, one.where)
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))

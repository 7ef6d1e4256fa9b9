"""Online exclusives over a period: their share of products and of sales, leaks, and margins.

Sales are what consumers bought: sell-out and online, returns deducted; a piece counts once. Online
is every channel but offline. What the report says is what its reader may see.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Scope
from dealers.choices import SalesChannel
from dealers.models import Shop
from pricing.life import on_sale
from pricing.models import SKU, Exclusive

from .choices import SaleKind
from .exclusive_margins import Margin, Pair, purchase_prices
from .sums import Total, percent, sums, total

CONSUMERS = Q(kind__in=(SaleKind.SELL_OUT, SaleKind.ONLINE))
OFFLINE = str(SalesChannel.OFFLINE)
Sums = dict[tuple, Total]


@dataclass(frozen=True, slots=True)
class Share:
    """The exclusives' part of a whole."""

    part: Total
    whole: Total

    @property
    def of_amount(self) -> Decimal | None:
        return percent(self.part.amount, self.whole.amount)

    @property
    def of_pieces(self) -> Decimal | None:
        return percent(self.part.pieces, self.whole.pieces)


@dataclass(frozen=True, slots=True)
class Month:
    first: datetime.date
    online: Share
    everywhere: Share


@dataclass(frozen=True, slots=True)
class Report:
    """``exclusives`` and ``skus``: how many products were on sale on some day of the period.

    ``twin_prices``: by exclusive, what a piece of its twin brought offline on average, else its
    suggested retail price. ``without_shop``: marked online-exclusive, and held by no shop in the
    period, so that nothing was refused.
    """

    period: Period
    exclusives: int
    skus: int
    online: Share
    everywhere: Share
    months: list[Month]
    shops: list[tuple[Shop, Share]]
    pairs: list[Pair]
    twin_prices: dict[SKU, Decimal]
    without_shop: list[SKU]

    @property
    def share_of_skus(self) -> Decimal | None:
        return percent(self.exclusives, self.skus)

    @property
    def of_shops(self) -> Share:
        return Share(
            total(share.part for _shop, share in self.shops),
            total(share.whole for _shop, share in self.shops),
        )

    @property
    def of_pairs(self) -> Total:
        return total(pair.own.sold for pair in self.pairs)

    @property
    def earned(self) -> Decimal:
        """On the pairs with a purchase price, in yuan."""
        return sum((pair.own.earned or Decimal(0) for pair in self.pairs), Decimal(0))


def exclusives_report(*, period: Period, scope: Scope) -> Report:
    """The report over whole months; the number of queries depends on no number of rows."""
    allotments = list(allotted(period))
    skus = exclusive_skus(period)
    keys, there = {sku.pk for sku in skus}, on_sale(period.start, period.end)
    twins = {sku.twin_id for sku in skus} - {None}
    wholes = sums(("month", "shop", "channel"), period=period, scope=scope, where=CONSUMERS)
    chosen = CONSUMERS & Q(sku__in=keys | twins)
    each = sums(("month", "shop", "channel", "sku"), period=period, scope=scope, where=chosen)
    own = {key: value for key, value in each.items() if key[3] in keys}
    seen = Exclusive.objects.visible_to(scope).values_list("pk", flat=True)
    return Report(
        period=period,
        exclusives=SKU.objects.filter(there, pk__in=keys).count(),
        skus=SKU.objects.filter(there).count(),
        online=Share(online(own), online(wholes)),
        everywhere=Share(total(own.values()), total(wholes.values())),
        months=months(period, own, wholes),
        shops=by_shop(own, wholes),
        pairs=pairs(each, [one for one in allotments if one.pk in set(seen)], period),
        twin_prices=twin_prices(skus, each),
        without_shop=[sku for sku in skus if sku.pk not in {one.sku_id for one in allotments}],
    )


def allotted(period: Period):
    """The allotments that hold on some day of the period."""
    rows = Exclusive.objects.overlapping(period.start, period.end)
    return rows.select_related("sku__twin", "shop")


def exclusive_skus(period: Period) -> list[SKU]:
    """Marked online-exclusive, or held by a shop on some day of the period."""
    held = Exclusive.objects.overlapping(period.start, period.end).values("sku")
    rows = SKU.objects.filter(Q(online_exclusive=True) | Q(pk__in=held))
    return list(rows.select_related("twin").order_by("code"))


def online(found: Sums) -> Total:
    return total(value for (_month, _shop, channel, *_), value in found.items()
                 if channel != OFFLINE)  # fmt: skip


def months(period: Period, own: Sums, wholes: Sums) -> list[Month]:
    by_month = [_by(0, found) for found in (own, wholes)]
    found = []
    for first in period.months():
        mine, all_ = (each.get(first, {}) for each in by_month)
        everywhere = Share(total(mine.values()), total(all_.values()))
        found.append(Month(first, Share(online(mine), online(all_)), everywhere))
    return found


def by_shop(own: Sums, wholes: Sums) -> list[tuple[Shop, Share]]:
    """The shops with sales in the period, those with most exclusives first."""
    mine, all_ = _by(1, own), _by(1, wholes)
    shops = Shop.objects.select_related("operator").in_bulk([key for key in all_ if key])
    rows = [
        (shop, Share(total(mine.get(key, {}).values()), total(all_[key].values())))
        for key, shop in shops.items()
    ]
    return sorted(rows, key=lambda row: (-row[1].part.amount, row[0].code))


def _by(position: int, found: Sums) -> dict[object, Sums]:
    """The sums apart by one of their keys."""
    apart: dict[object, Sums] = defaultdict(dict)
    for key, value in found.items():
        apart[key[position]][key] = value
    return apart


def pairs(each: Sums, allotments: Iterable[Exclusive], period: Period) -> list[Pair]:
    """Each exclusive in each of its shops; purchase prices are those of the period's last day."""
    held = {(one.sku_id, one.shop_id): one for one in allotments}
    dealers = {one.shop.operator_id for one in held.values()} - {None}
    skus = {pk for one in held.values() for pk in (one.sku_id, one.sku.twin_id) if pk}
    prices = purchase_prices(dealers, skus, period.last_day)
    sold = _by_sku(each)

    def margin(sku: int, shop: Shop, totals: Total) -> Margin:
        return Margin(totals, prices.get((shop.operator_id, sku)))

    found = []
    for (sku, shop), one in held.items():
        own = margin(sku, one.shop, sold[sku, shop])
        twin = one.sku.twin_id and margin(one.sku.twin_id, one.shop, sold[one.sku.twin_id, OFFLINE])
        found.append(Pair(one.sku, one.shop, own, twin or None))
    return sorted(found, key=lambda pair: (pair.sku.code, pair.shop.code))


def twin_prices(skus: Iterable[SKU], each: Sums) -> dict[SKU, Decimal]:
    sold = _by_sku(each)
    twins = {sku: sku.twin for sku in skus if sku.twin}
    found = {sku: sold[twin.pk, OFFLINE].price or twin.list_price for sku, twin in twins.items()}
    return {sku: price for sku, price in found.items() if price is not None}


def _by_sku(each: Sums) -> dict[tuple[int, object], Total]:
    """By SKU and shop; and by SKU and OFFLINE what was sold offline, where no shop is."""
    found: dict[tuple[int, object], Total] = defaultdict(Total)
    for (_month, shop, channel, sku), value in each.items():
        place = OFFLINE if channel == OFFLINE else shop
        found[sku, place] += value
    return found

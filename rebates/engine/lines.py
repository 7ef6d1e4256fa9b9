"""The filter that yields exactly the sales lines behind a figure, whose sum is the measure.

It goes another way than the engine (conditions instead of masks), so that it can prove it.
"""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from channels_mgmt.core.periods import Period
from channels_mgmt.core.trees import within
from dealers.choices import SalesChannel
from dealers.models import Dealer, ProductLine, Region, Tier
from dealers.placements import Structure
from rebates.sales.facts import lines_taken_in
from rebates.sales.models import SalesLine

from ..rules.terms import LineScope

COLUMNS = {
    "skus": "sku__code__in",
    "brands": "sku__brand__in",
    "dealers": "dealer__code__in",
    "shops": "shop__code__in",
}
TREES = {
    "product_lines": (ProductLine, "sku__product_line__path"),
    "regions": (Region, "region__path"),
}


def lines_in(
    *, scope: LineScope, dealer: Dealer, window: Period, as_of: datetime.datetime
) -> QuerySet[SalesLine]:
    """The dealer's lines of the window that the scope counts and that were known at the cut-off."""
    lines = lines_taken_in(as_of).filter(
        dealer=dealer,
        date__gte=window.start,
        date__lt=window.end,
        kind__in=[str(kind) for kind in scope.kinds],
    )
    for name in (*COLUMNS, *TREES, "channels"):
        if included := getattr(scope.include, name):
            lines = lines.filter(condition(name, included))
        if excluded := getattr(scope.exclude, name):
            lines = lines.exclude(condition(name, excluded))
    if scope.include.tiers:
        lines = lines.filter(while_on(scope.include.tiers, dealer, as_of))
    if scope.exclude.tiers:
        lines = lines.exclude(while_on(scope.exclude.tiers, dealer, as_of))
    return lines


def while_on(tiers: Iterable[str], dealer: Dealer, as_of: datetime.datetime) -> Q:
    """Lines dated while the dealer stood on one of these tiers, as far as was known."""
    wanted = set(Tier.objects.filter(code__in=tiers).values_list("pk", flat=True))
    dated = Q(pk__in=[])
    for stay in Structure(known_at=as_of, dealers=[dealer.pk]).stays(dealer.pk):
        if stay.place.tier in wanted:
            until = Q() if stay.end is None else Q(date__lt=stay.end)
            dated |= Q(date__gte=stay.start) & until
    return dated


def condition(name: str, codes: Iterable[str]) -> Q:
    """Lines that have one of the codes in a dimension of the scope."""
    if name in TREES:
        model, path = TREES[name]
        roots = model.objects.filter(code__in=codes).values_list("path", flat=True)
        below = Q(pk__in=[])
        for root in roots:
            below |= within(path, root)
        return below
    if name == "channels":
        named = Q(channel__in=codes)
        online = SalesChannel.ONLINE in codes
        return named | ~Q(channel=SalesChannel.OFFLINE) if online else named
    return Q(**{COLUMNS[name]: codes})

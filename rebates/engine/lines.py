"""The filter that yields exactly the sales lines behind a figure, whose sum is the measure.

It goes another way than the engine (conditions instead of masks), so that it can prove it.
"""

import datetime
import operator
from collections.abc import Callable, Collection, Iterable
from functools import reduce

from django.db.models import Q, QuerySet

from channels_mgmt.core.periods import Period
from channels_mgmt.core.trees import within
from dealers.choices import SalesChannel
from dealers.models import Dealer, ProductLine, Region, Tier
from dealers.placements import Place, Structure
from rebates.sales.facts import lines_taken_in
from rebates.sales.models import SalesLine

from ..joined import joined_spans
from ..rules.scopes import LineScope
from .counting import Counted, Sum

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


def lines_of(asked: Sum, *, dealer: Dealer, as_of: datetime.datetime) -> QuerySet[SalesLine]:
    """The lines behind one sum of a dealer, known at the cut-off: its own, or those of the dealers
    below, and only of days on which its contract joins the programme, where that is asked for."""
    counted, window = asked
    sellers = _sold_below(dealer, as_of) if counted.below else Q(dealer=dealer)
    lines = lines_taken_in(as_of).filter(
        sellers,
        date__gte=window.start,
        date__lt=window.end,
        kind__in=[str(kind) for kind in counted.scope.kinds],
    )
    lines = _in_scope(lines, counted.scope)
    lines = _on_tiers(lines, counted.scope, None if counted.below else [dealer.pk], as_of)
    if counted.joined is None:
        return lines
    spans = joined_spans([counted.joined], as_of).get((counted.joined, dealer.pk), ())
    return lines.filter(_any(_dated(span.start, span.end) for span in spans))


def lines_in(
    *, scope: LineScope, dealer: Dealer, window: Period, as_of: datetime.datetime
) -> QuerySet[SalesLine]:
    """The dealer's lines of the window that the scope counts and that were known at the cut-off."""
    return lines_of(Sum(Counted(scope, False, None), window), dealer=dealer, as_of=as_of)


def _in_scope(lines: QuerySet[SalesLine], scope: LineScope) -> QuerySet[SalesLine]:
    for name in (*COLUMNS, *TREES, "channels"):
        if included := getattr(scope.include, name):
            lines = lines.filter(condition(name, included))
        if excluded := getattr(scope.exclude, name):
            lines = lines.exclude(condition(name, excluded))
    return lines


def _on_tiers(
    lines: QuerySet[SalesLine],
    scope: LineScope,
    dealers: Collection[int] | None,
    as_of: datetime.datetime,
) -> QuerySet[SalesLine]:
    if scope.include.tiers:
        lines = lines.filter(_while_on(scope.include.tiers, dealers, as_of))
    if scope.exclude.tiers:
        lines = lines.exclude(_while_on(scope.exclude.tiers, dealers, as_of))
    return lines


def _while_on(tiers: Iterable[str], dealers: Collection[int] | None, as_of: datetime.datetime) -> Q:
    """Lines dated while their dealer stood on one of these tiers, as far as was known."""
    wanted = set(Tier.objects.filter(code__in=tiers).values_list("pk", flat=True))
    return _staying(dealers, as_of, lambda place: place.tier in wanted)


def _sold_below(dealer: Dealer, as_of: datetime.datetime) -> Q:
    """Lines of those who stood directly below the dealer on the day of the line."""
    return _staying(None, as_of, lambda place: place.upstream == dealer.pk)


def _staying(
    dealers: Collection[int] | None,
    as_of: datetime.datetime,
    wanted: Callable[[Place], bool],
) -> Q:
    """Lines dated while their dealer (one of these; None: any) stood at a wanted place."""
    structure = Structure(known_at=as_of, dealers=dealers)
    return _any(
        Q(dealer=pk) & _dated(stay.start, stay.end)
        for pk in structure.dealers
        for stay in structure.stays(pk)
        if wanted(stay.place)
    )


def _dated(start: datetime.date, end: datetime.date | None) -> Q:
    return Q(date__gte=start) & (Q() if end is None else Q(date__lt=end))


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(operator.or_, conditions, Q(pk__in=[]))


def condition(name: str, codes: Iterable[str]) -> Q:
    """Lines that have one of the codes in a dimension of the scope."""
    if name in TREES:
        model, path = TREES[name]
        roots = model.objects.filter(code__in=codes).values_list("path", flat=True)
        return _any(within(path, root) for root in roots)
    if name == "channels":
        named = Q(channel__in=codes)
        online = SalesChannel.ONLINE in codes
        return named | ~Q(channel=SalesChannel.OFFLINE) if online else named
    return Q(**{COLUMNS[name]: codes})

"""What came back, and what it takes back: derived from the lines each time, in whatever order they
came.

A return names the order it belongs to, of the same source, and the line if it can. What it names
must be a sale of the same kind, dealer and product.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from .choices import ReturnVerdict
from .models import SalesLine

WINDOW = datetime.timedelta(days=365)
"""How long before it came back a piece may have been sold, where the return does not say."""
SAME = {name: OuterRef(name) for name in ("source", "kind", "dealer", "sku")}
Key = tuple[str, str, str, int, int]


@dataclass(frozen=True, slots=True)
class Returned:
    """A return with the lines it takes back, or where none is known the last it may take back."""

    line: SalesLine
    originals: Sequence[SalesLine] = ()
    probable: SalesLine | None = None

    @property
    def label(self) -> str:
        return str(ReturnVerdict(self.line.verdict).label)


def judged(lines: QuerySet[SalesLine]) -> QuerySet[SalesLine]:
    """The returns among the lines, each with its ``verdict``."""
    sold = SalesLine.objects.filter(order_number=OuterRef("returns_order"), quantity__gt=0, **SAME)
    back = SalesLine.objects.filter(
        returns_order=OuterRef("returns_order"), quantity__lt=0, **SAME
    ).exclude(returns_order="")
    by_line = Q(line_number=OuterRef("returns_line"))
    same_line = Q(returns_line=OuterRef("returns_line"))
    of_order = When(returns_line="", then=pieces(sold) + pieces(back))
    left = Case(of_order, default=pieces(sold.filter(by_line)) + pieces(back.filter(same_line)))
    verdict = Case(
        When(returns_order="", then=Value(str(ReturnVerdict.UNNAMED))),
        When(left=None, then=Value(str(ReturnVerdict.UNKNOWN))),
        When(left__lt=0, then=Value(str(ReturnVerdict.OVER))),
        default=Value(str(ReturnVerdict.LINKED)),
    )
    return lines.filter(quantity__lt=0).annotate(left=left).annotate(verdict=verdict)


def pieces(lines: QuerySet[SalesLine]) -> Subquery:
    """Their sum; None where there are none."""
    grouped = lines.order_by().annotate(one=Value(1)).values("one")
    return Subquery(grouped.annotate(sum=Sum("quantity")).values("sum"))


def with_originals(returns: Iterable[SalesLine]) -> list[Returned]:
    """In two queries, however many there are."""
    returns = list(returns)
    named = [line for line in returns if line.returns_order]
    sold = _sold(named)
    found = {line.pk: _taken_back(line, sold) for line in returns}
    probable = _probable([line for line in returns if not found[line.pk]])
    return [Returned(line, found[line.pk], probable.get(line.pk)) for line in returns]


def _sold(named: Sequence[SalesLine]) -> dict[Key, list[SalesLine]]:
    """The sales of the orders that are named."""
    orders = defaultdict(set)
    for line in named:
        orders[line.source].add(line.returns_order)
    wanted = Q(pk=None)
    for source, numbers in orders.items():
        wanted |= Q(source=source, order_number__in=numbers)
    found = defaultdict(list)
    for line in SalesLine.objects.filter(wanted, quantity__gt=0).order_by("line_number", "pk"):
        found[key_of(line, line.order_number)].append(line)
    return found


def key_of(line: SalesLine, order: str) -> Key:
    return line.source, order, line.kind, line.dealer_id, line.sku_id


def _taken_back(line: SalesLine, sold: dict[Key, list[SalesLine]]) -> list[SalesLine]:
    if not line.returns_order:
        return []
    lines = sold.get(key_of(line, line.returns_order), [])
    wanted = line.returns_line
    return [one for one in lines if not wanted or one.line_number == wanted]


def _probable(returns: Sequence[SalesLine]) -> dict[int, SalesLine]:
    """The last sale of the product by the dealer before it came back, within the window."""
    if not returns:
        return {}
    lines = SalesLine.objects.filter(
        date__gte=min(line.date for line in returns) - WINDOW,
        date__lte=max(line.date for line in returns),
        dealer__in={line.dealer_id for line in returns},
        sku__in={line.sku_id for line in returns},
        quantity__gt=0,
    )
    by_key = defaultdict(list)
    rows = lines.order_by("date", "pk").values_list("kind", "dealer", "sku", "date", "pk")
    for kind, dealer, sku, day, pk in rows:
        by_key[kind, dealer, sku].append((day, pk))
    chosen = {}
    for line in returns:
        before = by_key[line.kind, line.dealer_id, line.sku_id]
        fits = [pk for day, pk in before if line.date - WINDOW <= day <= line.date]
        if fits:
            chosen[line.pk] = fits[-1]
    found = SalesLine.objects.in_bulk(set(chosen.values()))
    return {pk: found[original] for pk, original in chosen.items()}

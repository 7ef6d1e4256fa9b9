"""Sales lines: outside the seller's territory, exclusives outside their shops, blocked prices."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import SYSTEM
from pricing.choices import ControlMode
from pricing.watch import Judged, Watch, watches
from rebates.sales.choices import SaleKind
from rebates.sales.exclusive_leaks import leaked
from rebates.sales.models import SalesLine

from ..choices import Detector, NoCase
from ..models import DetectorSetting, Finding
from .making import finding
from .outside import Outside
from .settings import Day
from .world import Look, text

CHUNK = 10_000
BY_DEALERS = (SaleKind.SELL_THROUGH, SaleKind.SELL_OUT, SaleKind.ONLINE)
"""What a dealer sells; a sell-in is the brand's own doing."""
COLUMNS = (
    *("pk", "on", "dealer", "sku", "region", "channel", "kind", "source", "order_number"),
    *("line_number", "quantity", "amount"),
)


class Line(NamedTuple):
    pk: int
    day: Day
    dealer: int
    sku: int
    region: int
    channel: str
    kind: str
    source: str
    order_number: str
    line_number: str
    quantity: int
    amount: Decimal

    @property
    def identity(self) -> str:
        """The same when the line is taken in anew."""
        return f"{self.source}/{self.order_number}/{self.line_number}/{self.kind}"


def line_outside(look: Look) -> list[Finding]:
    """Lines over pieces above zero that a dealer sold where it has no territory for them."""
    found, outside = [], Outside(look)
    sold = SalesLine.objects.filter(**look.of_days(), quantity__gt=0, kind__in=BY_DEALERS)
    for pk, day, dealer, sku, region, channel in (
        _days(sold).values_list(*COLUMNS[:6]).iterator(chunk_size=CHUNK)
    ):
        if outside.by(dealer, sku, region, channel, day):
            found.append(pk)
    look.world.lines_outside.update(found)
    return _findings(look, Detector.LINE_OUTSIDE, _lines(found))


def exclusive_outside(look: Look) -> list[Finding]:
    """Online exclusives that a dealer sold outside the shops they were allotted to that day."""
    lines = leaked(Period(look.start, look.end), SYSTEM.scope).filter(kind__in=BY_DEALERS)
    return _findings(look, Detector.EXCLUSIVE_OUTSIDE, _rows(lines))


def blocked_price(look: Look) -> list[Finding]:
    """Sell-in outside a control that blocks: taken in before the control was, or past it.

    A control that blocks is no legal basis for a penalty: none of these is a case.
    """
    watched = watches({ControlMode.BLOCK})
    lines = SalesLine.objects.filter(
        **look.of_days(), quantity__gt=0, kind=SaleKind.SELL_IN, sku__in=watched
    )
    judged, found = Judged(), []
    for line in _rows(lines) if watched else ():
        control = _blocked_by(judged, watched[line.sku], line)
        if control is not None:
            more = {"control_id": control, "no_case": NoCase.NO_LEGAL_BASIS}
            found += _findings(look, Detector.BLOCKED_PRICE, [line], **more)
    return found


def _blocked_by(judged: Judged, watch: Watch, line: Line) -> int | None:
    seen = judged.judge(
        watch,
        region=line.region,
        channel=line.channel,
        day=datetime.date.fromisoformat(line.day),
        amount=line.amount,
        quantity=line.quantity,
    )
    blocked = seen and seen.side and seen.mode == ControlMode.BLOCK
    return seen.control.key if blocked else None


def _findings(look: Look, detector: Detector, lines: Iterable[Line], **more: Any) -> list[Finding]:
    found = []
    for line in lines:
        setting = look.settings.on(line.day)
        if setting is not None:
            found.append(_finding(look, setting, detector, line, **more))
    return found


def _finding(
    look: Look, setting: DetectorSetting, detector: Detector, line: Line, **more: Any
) -> Finding:
    return finding(
        look,
        setting,
        detector,
        key=f"{detector}:{line.identity}",
        dealer=line.dealer,
        day=line.day,
        region=line.region,
        channel=line.channel,
        sku=line.sku,
        sales_line_id=line.pk,
        reference=line.order_number,
        quantity=line.quantity,
        goods_value=line.amount,
        **more,
    )


def _lines(keys: list[int]) -> Iterable[Line]:
    for start in range(0, len(keys), 500):
        yield from _rows(SalesLine.objects.filter(pk__in=keys[start : start + 500]))


def _rows(lines: QuerySet[SalesLine]) -> Iterable[Line]:
    rows = _days(lines).values_list(*COLUMNS)
    return (Line(*row) for row in rows.iterator(chunk_size=CHUNK))


def _days(lines: QuerySet[SalesLine]) -> QuerySet[SalesLine]:
    return lines.order_by().annotate(on=text("date"))

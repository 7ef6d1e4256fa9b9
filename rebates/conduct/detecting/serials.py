"""Serials where they should not be: outside the territory of the dealer they were shipped to."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value

from rebates.sales.choices import SaleKind, ScanBy
from rebates.sales.models import Scan, Serial, SoldSerial

from ..choices import Detector, NoCase
from ..models import DetectorSetting, Finding
from .making import finding
from .outside import Outside
from .settings import Day
from .world import Look, text

CHUNK = 10_000
TO_CONSUMERS = (SaleKind.SELL_OUT, SaleKind.ONLINE)


class Seen(NamedTuple):
    """A serial that was seen somewhere: by a scan, or by the line that another dealer sold it on.

    Days and the moment are texts, as the database compares them.
    """

    scan: int | None
    line: int | None
    at: str
    region: int
    by: str
    code: str
    serial: int
    dealer: int
    sku: int
    shipped_on: Day
    channel: str


def serial_outside(look: Look) -> list[Finding]:
    """Once for each serial, region and dealer: the first time that it was seen there.

    What a warehouse saw until the day of shipment is the brand's own.
    """
    first: dict[str, tuple[Seen, Day, DetectorSetting]] = {}
    for seen, day, setting in _outside(look):
        if seen.by == ScanBy.WAREHOUSE and day <= seen.shipped_on:
            continue
        key = key_of(seen, day)
        if key not in first or (day, seen.at) < (first[key][1], first[key][0].at):
            first[key] = seen, day, setting
    return [_finding(key, *values, look) for key, values in first.items()]


def key_of(seen: Seen, day: Day) -> str:
    before = ":before" if day < seen.shipped_on else ""
    return f"{Detector.SERIAL_OUTSIDE}:{seen.dealer}:{seen.region}:{seen.code}{before}"


def _finding(key: str, seen: Seen, day: Day, setting: DetectorSetting, look: Look) -> Finding:
    return finding(
        look,
        setting,
        Detector.SERIAL_OUTSIDE,
        key=key,
        dealer=seen.dealer,
        day=day,
        region=seen.region,
        channel=seen.channel or "",
        sku=seen.sku,
        serial_id=seen.serial,
        scan_id=seen.scan,
        sales_line_id=seen.line,
        no_case=NoCase.BEFORE_SHIPMENT if day < seen.shipped_on else "",
    )


def _outside(look: Look) -> Iterator[tuple[Seen, Day, DetectorSetting]]:
    """Nothing is made of what lies inside: it is nearly all."""
    of_channel = bool(look.world.territories.channels)
    by, day_of = Outside(look).by, look.world.day_of
    for row in scans(look, of_channel).iterator(chunk_size=CHUNK):
        day = day_of(row[1])
        if setting := by(row[6], row[7], row[2], row[9] or "", day):
            yield Seen(row[0], None, *row[1:]), day, setting
    for row in sold_on(look).iterator(chunk_size=CHUNK):
        seen = Seen(None, *row)
        if setting := by(seen.dealer, seen.sku, seen.region, seen.channel, seen.at):
            yield seen, seen.at, setting


def scans(look: Look, of_channel: bool) -> QuerySet:
    """Scans of the days with the shipment of what was scanned; ``of_channel``: and the channel.

    The channel is that of the last line by which the dealer sold, or got, the unit.
    """
    rows = Scan.objects.filter(**look.of_moments("scanned_at"), serial__id__isnull=False)
    channel = Subquery(_channel()) if of_channel else Value("", CharField())
    rows = rows.counting().annotate(at=text("scanned_at"), shipped=text("serial__shipped_on"))
    return rows.annotate(sold_by=channel).order_by().values_list(
        "pk", "at", "region", "by", "serial_id", "serial__id", "serial__dealer", "serial__sku",
        "shipped", "sold_by",
    )  # fmt: skip


def sold_on(look: Look) -> QuerySet:
    """Lines of the days by which another dealer sold a serial to a consumer."""
    days = {f"line__{name}": day for name, day in look.of_days().items()}
    named = SoldSerial.objects.filter(
        **days, line__kind__in=TO_CONSUMERS, line__quantity__gt=0
    ).order_by()
    shipment = Serial.objects.filter(code=OuterRef("code"))
    named = named.annotate(
        unit=Subquery(shipment.values("pk")),
        shipped_to=Subquery(shipment.values("dealer")),
        product=Subquery(shipment.values("sku")),
        shipped=Subquery(shipment.annotate(day=text("shipped_on")).values("day")),
        on=text("line__date"),
        by=Value("", CharField()),
    )
    others = named.filter(unit__isnull=False).exclude(line__dealer=F("shipped_to"))
    return others.values_list(
        "line", "on", "line__region", "by", "code", "unit", "shipped_to", "product", "shipped",
        "line__channel",
    )  # fmt: skip


def _channel() -> QuerySet:
    lines = SoldSerial.objects.filter(
        code=OuterRef("serial_id"), line__dealer=OuterRef("serial__dealer"), line__quantity__gt=0
    )
    return lines.order_by("-line__date", "-line").values("line__channel")[:1]

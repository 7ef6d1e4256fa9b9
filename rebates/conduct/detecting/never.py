"""Serials that somebody sold and nobody ever shipped."""

import datetime
from collections.abc import Iterator

from django.db.models import Exists, Min, OuterRef

from rebates.sales.models import Packing, Serial, SoldSerial

from ..choices import Detector
from ..models import Finding
from .lines import BY_DEALERS
from .making import finding
from .world import Look, text

CHUNK = 10_000
COLUMNS = (
    *("code", "line", "on", "line__dealer", "line__sku", "line__region", "line__channel"),
    "line__order_number",
)


def never_shipped(look: Look) -> list[Finding]:
    """Serials on lines of the days that no shipment names, of products whose serials are told.

    Once for each serial and dealer. A scan alone says nothing of who is to answer for it: it stays
    in the list of scans. A carton's code is no serial.
    """
    told = dict(Serial.objects.order_by().values_list("sku").annotate(Min("shipped_on")))
    found: dict[str, Finding] = {}
    for code, line, day, dealer, sku, region, channel, order in _unshipped(look):
        setting = look.settings.on(day)
        if setting is None or sku not in told or datetime.date.fromisoformat(day) < told[sku]:
            continue
        key = f"{Detector.NEVER_SHIPPED}:{dealer}:{code}"
        if key not in found:
            found[key] = finding(
                look,
                setting,
                Detector.NEVER_SHIPPED,
                key=key,
                dealer=dealer,
                day=day,
                region=region,
                channel=channel,
                sku=sku,
                sales_line_id=line,
                reference=order,
            )
    return list(found.values())


def _unshipped(look: Look) -> Iterator[tuple]:
    days = {f"line__{name}": day for name, day in look.of_days().items()}
    sold = SoldSerial.objects.filter(**days, line__kind__in=BY_DEALERS, line__quantity__gt=0)
    shipped = Serial.objects.filter(code=OuterRef("code"))
    carton = Packing.objects.filter(parent=OuterRef("code"))
    rows = sold.exclude(Exists(shipped)).exclude(Exists(carton)).annotate(on=text("line__date"))
    return rows.order_by("line__date", "line").values_list(*COLUMNS).iterator(chunk_size=CHUNK)

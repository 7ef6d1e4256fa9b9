"""One serial in two places at once: seen again too far away, too soon."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import Lag

from rebates.sales.models import Scan

from ..choices import Detector
from ..models import Finding
from .distances import apart_km, seconds_between
from .making import finding
from .world import Look, midnight, text

CHUNK = 10_000
CROSS_COUNTRY_KM = 6_000  # no two seats are farther apart
DAY_SECONDS = 24 * 60 * 60


def serial_twice(look: Look) -> list[Finding]:
    """Scans that follow one elsewhere, farther away than the setting's kilometres a day allow.

    Begun days count whole. Of regions in one province the distance is not known: they are one
    place.
    """
    if all(one.apart_km is None for one in look.settings.all):
        return []
    found, first = [], look.start.isoformat()
    for pk, at, code, region, before_at, before in _moved(look):
        day = look.world.day_of(at)
        setting = look.settings.on(day)
        if day < first or setting is None or setting.apart_km is None:
            continue
        paths = look.world.paths
        days = max(1, -(-seconds_between(before_at, at) // DAY_SECONDS))
        if apart_km(paths[before], paths[region]) > setting.apart_km * days:
            found.append((pk, at, code, region, before, day, setting))
    return _findings(look, found)


def _moved(look: Look) -> Iterator[tuple]:
    """Scans that follow one of the same serial in another region, with that one.

    Those of the days, and some before: the filter of a window would hide what they follow.
    """
    by = {"partition_by": F("serial"), "order_by": [F("scanned_at"), F("pk")]}
    scans = Scan.objects.filter(**_near(look), serial__id__isnull=False).counting().order_by()
    moved = scans.annotate(
        at=text("scanned_at"),
        before_at=Window(Lag(text("scanned_at")), **by),
        before=Window(Lag("region"), **by),
    ).filter(before__isnull=False)
    rows = moved.exclude(before=F("region"))
    return rows.values_list("pk", "at", "serial_id", "region", "before_at", "before").iterator(
        chunk_size=CHUNK
    )


def _near(look: Look) -> dict[str, Any]:
    """The days, and as many before them as a serial may take to cross the country."""
    until = {"scanned_at__lt": midnight(look.end)}
    slowest = min(one.apart_km or 0 for one in look.settings.all if one.apart_km is not None)
    if not slowest:
        return until
    days = datetime.timedelta(CROSS_COUNTRY_KM // slowest + 1)
    return until | {"scanned_at__gte": midnight(look.start - days)}


def _findings(look: Look, found: list[tuple]) -> list[Finding]:
    units = {}
    keys = [row[0] for row in found]
    for start in range(0, len(keys), 500):
        rows = Scan.objects.filter(pk__in=keys[start : start + 500])
        columns = ("pk", "serial__id", "serial__dealer", "serial__sku")
        units |= {pk: rest for pk, *rest in rows.values_list(*columns)}
    return [_finding(look, row, *units[row[0]]) for row in found]


def _finding(look: Look, row: tuple, serial: int, dealer: int, sku: int) -> Finding:
    pk, at, code, region, before, day, setting = row
    made = finding(
        look,
        setting,
        Detector.SERIAL_TWICE,
        key=f"{Detector.SERIAL_TWICE}:{region}:{at[:19]}:{code}",
        dealer=dealer,
        day=day,
        region=region,
        sku=sku,
        serial_id=serial,
        scan_id=pk,
    )
    made.home_id = before
    return made

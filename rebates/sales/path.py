"""Where a serial was, step by step, and where it is now: what one person may know of it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.display import coded
from channels_mgmt.core.scopes import Scope

from .choices import PackingMove
from .containers import Stay, containers_of
from .models import Packing, SalesLine, Scan, Serial, SoldSerial, Withdrawal


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to the unit. ``timed``: the time of day is known, too."""

    at: datetime.datetime
    what: str
    where: Any = ""
    note: str = ""
    record: Any = None  # its page
    timed: bool = True
    counts: bool = True  # False: it was declared an error

    @property
    def when(self) -> str:
        local = timezone.localtime(self.at)
        return f"{local:%Y-%m-%d %H:%M}" if self.timed else f"{local:%Y-%m-%d}"


def path_of(serial: Serial, scope: Scope) -> list[Step]:
    """From the first to the last, as far as the reader may see them."""
    stays = containers_of(serial.code)
    steps = [shipped(serial), *packed(serial, stays), *scanned(serial, stays), *sold(serial, scope)]
    return sorted(steps, key=lambda step: step.at)


def now_at(steps: list[Step]) -> Step | None:
    """The last step that says where the unit is."""
    return next((step for step in reversed(steps) if step.where and step.counts), None)


def start_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def shipped(serial: Serial) -> Step:
    note = _("order %(order)s") % {"order": serial.order_number} if serial.order_number else ""
    where = coded(serial.dealer)
    return Step(start_of(serial.shipped_on), _("Shipped to"), where, note, timed=False)


def packed(serial: Serial, stays: list[Stay]) -> Iterator[Step]:
    """Its own moves; those of the cartons it was in are told by their scans."""
    wrong = Exists(Withdrawal.objects.filter(packing=OuterRef("pk")))
    for move in Packing.objects.filter(serial=serial.code).annotate(wrong=wrong).order_by("at"):
        into = move.move == PackingMove.PACKED
        what = _("Packed in %(parent)s") if into else _("Taken out of %(parent)s")
        yield Step(move.at, what % {"parent": move.parent}, counts=not move.wrong)
    emptied = {s.end for s in stays if s.code == serial.code and s.end is not None}
    told = set(Packing.objects.filter(serial=serial.code).values_list("at", flat=True))
    for stay in stays:
        if stay.code == serial.code and stay.end in emptied - told:
            yield Step(stay.end, _("Taken out of %(parent)s") % {"parent": stay.parent})


def scanned(serial: Serial, stays: list[Stay]) -> Iterator[Step]:
    """Its scans, and those of the cartons and pallets while it was in them."""
    wanted = Q(serial=serial.code)
    for stay in stays:
        inside = Q(serial=stay.parent, scanned_at__gte=stay.start)
        wanted |= inside if stay.end is None else inside & Q(scanned_at__lt=stay.end)
    wrong = Exists(Withdrawal.objects.filter(scan=OuterRef("pk")))
    scans = Scan.objects.filter(wanted).annotate(wrong=wrong).select_related("region")
    for scan in scans.order_by("scanned_at", "pk"):
        own = scan.serial_id == serial.code
        by = scan.get_by_display()
        what = _("Scanned: %(by)s") % {"by": by} if by else _("Scanned")
        note = scan.reference if own else _("with %(parent)s") % {"parent": scan.serial_id}
        where = coded(scan.region)
        record = scan if own else None
        yield Step(scan.scanned_at, what, where, note, record, counts=not scan.wrong)


def sold(serial: Serial, scope: Scope) -> Iterator[Step]:
    """The sales lines that name it: only those that the reader may see."""
    named = SoldSerial.objects.filter(code=serial.code).values("line")
    lines = SalesLine.objects.visible_to(scope).filter(pk__in=named)
    for line in lines.select_related("dealer", "region").order_by("date", "pk"):
        back = line.quantity < 0
        words = _("Returned, %(kind)s of %(dealer)s") if back else _("%(kind)s by %(dealer)s")
        what = words % {"kind": line.get_kind_display(), "dealer": line.dealer.code}
        where = coded(line.region)
        yield Step(start_of(line.date), what, where, str(line), line, timed=False)

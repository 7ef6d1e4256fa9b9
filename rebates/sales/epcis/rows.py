"""What an event means: each code that was seen there and then is a scan."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_mgmt.core.imports.report import Fault, Faults

from ..choices import PackingMove, ScanBy
from .events import AGGREGATION, PASSED_OVER, READ, BadEvent, Event

HEADER = (
    "serial", "scanned_at", "region", "by", "reference", "event", "parent", "move", "declared_at",
    "reason", "corrected_by",
)  # fmt: skip
Rows = Iterator[tuple[int, list[str]]]
FIRST_ROW = 2  # as below a header
REFERENCE = 60
_ZONED = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE)
_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
# Business steps of the Core Business Vocabulary 2.0, §7.1, that are not a warehouse's.
STEPS = {
    "retail_selling": ScanBy.CONSUMER,
    "consuming": ScanBy.CONSUMER,
    "collecting": ScanBy.CONSUMER,
    "inspecting": ScanBy.INSPECTOR,
    "sampling": ScanBy.INSPECTOR,
    "cycle_counting": ScanBy.INSPECTOR,
    "stock_taking": ScanBy.INSPECTOR,
    "installing": ScanBy.INSTALLER,
    "repairing": ScanBy.INSTALLER,
    "maintaining": ScanBy.INSTALLER,
}
STANDARD_STEP = re.compile(
    r"(?:urn:epcglobal:cbv:bizstep:|https?://(?:ref\.)?gs1\.org/(?:voc|cbv)/BizStep-)?([a-z_]+)"
)


def rows_of(events: Iterable[Event | BadEvent], faults: Faults) -> Rows:
    """A row for each code of each event. What is not read is told by a notice, never passed over
    in silence."""
    number, passed_over, classes = FIRST_ROW, Counter(), 0
    for event in events:
        if isinstance(event, BadEvent):
            faults.add_unread(number, Fault("bad_event", str(event)))
            number += 1
            continue
        if event.kind not in READ:
            if event.kind not in PASSED_OVER:
                message = _("There is no event of the type “%(type)s” in EPCIS.")
                fault = Fault("bad_event", message % {"type": event.kind[:60]})
                faults.add_unread(number, fault)
                number += 1
            passed_over[event.kind] += 1
            continue
        classes += event.classes
        for cells in cells_of(event):
            yield number, cells
            number += 1
    _tell(passed_over, classes, faults)


def cells_of(event: Event) -> Iterator[list[str]]:
    """The cells in the order of HEADER. A parent is seen itself where it is all that is named."""
    move = packing_of(event)
    common = [moment_of(event), " ".join(event.places), step_of(event.step)]
    common += [event.transaction[-REFERENCE:], event.event_id, event.parent if move else "", move]
    common += [event.declared_at, event.reason[-120:], " ".join(event.corrected_by)]
    alone = [event.parent] if event.parent and not event.classes else []
    for code in event.epcs or alone:
        yield [code, *common]


def packing_of(event: Event) -> str:
    """ADD and OBSERVE say that it is in there, DELETE that it comes out (EPCIS 2.0, §7.4.3)."""
    if event.kind != AGGREGATION or not event.parent:
        return ""
    return str(PackingMove.UNPACKED if event.action == "DELETE" else PackingMove.PACKED)


def moment_of(event: Event) -> str:
    """With its offset, which stands apart where a moment has none."""
    if event.time and not _ZONED.search(event.time) and _OFFSET.fullmatch(event.offset):
        return event.time + event.offset
    return event.time


def step_of(step: str) -> str:
    """Who it was that saw it; nothing for a step of somebody's own vocabulary."""
    match = STANDARD_STEP.fullmatch(step)
    return str(STEPS.get(match[1], ScanBy.WAREHOUSE)) if match else ""


def _tell(passed_over: Counter, classes: int, faults: Faults) -> None:
    for kind, count in passed_over.items():
        if kind in PASSED_OVER:
            message = ngettext(
                "%(count)s event of the type %(type)s was passed over: it says nothing of where a "
                "serial was seen.",
                "%(count)s events of the type %(type)s were passed over: they say nothing of where "
                "a serial was seen.",
                count,
            )
            text = message % {"count": f"{count:,}", "type": kind}
            faults.notices.add_to_file(f"passed_over_{kind}", text)
    if classes:
        message = ngettext(
            "%(count)s quantity without serial numbers was passed over.",
            "%(count)s quantities without serial numbers were passed over.",
            classes,
        )
        faults.notices.add_to_file("no_serials", message % {"count": f"{classes:,}"})

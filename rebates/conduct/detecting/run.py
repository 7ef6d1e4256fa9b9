"""Running detectors over a stretch of days: what they find is kept once, and cases are opened."""

import datetime
from collections.abc import Callable, Collection, Sequence
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.periods import add_months
from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from channels_mgmt.core.told import told

from ..choices import Detector
from ..models import DetectorSetting, Finding, Violation
from ..services.cases import open_case
from .grouping import OPEN, grouped, too_small
from .jobs import OF_JOBS, job_faults, jobs_known
from .lines import blocked_price, exclusive_outside, line_outside
from .never import never_shipped
from .outcome import Found, Outcome
from .prices import observed_price
from .serials import serial_outside
from .settings import Settings
from .territories import Held
from .twice import serial_twice
from .values import chunks, complete
from .world import Detect, Look, World

DETECTORS: dict[Detector, Detect] = {
    # Lines first: what a line says already, a serial does not say once more.
    Detector.LINE_OUTSIDE: line_outside,
    Detector.SERIAL_OUTSIDE: serial_outside,
    Detector.EXCLUSIVE_OUTSIDE: exclusive_outside,
    Detector.BLOCKED_PRICE: blocked_price,
    Detector.OBSERVED_PRICE: observed_price,
    Detector.SERIAL_TWICE: serial_twice,
    Detector.NEVER_SHIPPED: never_shipped,
    **{one: partial(job_faults, detector=one) for one in sorted(OF_JOBS)},
}

Progress = Callable[[int, int], None]


def detect(
    *,
    start: datetime.date,
    end: datetime.date,
    access: Access,
    detectors: Collection[str] = (),
    progress: Progress | None = None,
) -> Outcome:
    """Find what is to be found on ``start ≤ day < end``, keep what is new, and open cases.

    By all detectors that are switched on, or those that are named. Cases are the system's: a
    person puts them under review. Raises ValidationError for days the wrong way round or a
    detector that there is not, PermissionDenied for whoever may not open cases everywhere.
    """
    outcome, world = Outcome(start, end), World()
    chosen = chosen_detectors(start=start, end=end, access=access, detectors=detectors)
    for number, detector in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        look = Look(world, Settings.of(detector), start, end)
        outcome.add(detector, _kept(detector, look))
    if progress:
        progress(len(chosen), len(chosen))
    return outcome


def dry_run(
    *,
    start: datetime.date,
    end: datetime.date,
    access: Access,
    detectors: Collection[str] = (),
    settings: Sequence[DetectorSetting] = (),
    territories: Sequence[Held] = (),
    progress: Progress | None = None,
) -> Outcome:
    """What would be found and made cases on these days; nothing is written.

    ``settings`` are tried out in place of those that there are for their detectors, and
    ``territories`` in place of those that are known by the same. What was found before of these
    days counts as if it had not been.
    """
    outcome, world = Outcome(start, end, dry=True), World(afresh=start, tried=territories)
    chosen = chosen_detectors(start=start, end=end, access=access, detectors=detectors)
    for number, detector in enumerate(chosen, start=1):
        tried = [one for one in settings if one.detector == detector]
        look = Look(world, Settings(tried) if tried else Settings.of(detector), start, end)
        findings = _seen(detector, look)
        if findings is None:
            outcome.add(detector, Found(silent=True))
            continue
        complete(findings, world)
        outcome.add(detector, _judged(findings, outcome.groups, world))
        if progress:
            progress(number, len(chosen))
    return outcome


def chosen_detectors(
    *, start: datetime.date, end: datetime.date, access: Access, detectors: Collection[str]
) -> list[Detector]:
    """Those that are named, or all; raises as ``detect`` does."""
    if not access.to(Verb.OPEN_CASES).everything:
        raise PermissionDenied
    if start >= end:
        text = _("The days must end after they begin: %(start)s – %(end)s.")
        raise ValidationError(text % {"start": start, "end": end}, "days")
    for unknown in set(detectors) - set(DETECTORS):
        text = _("There is no detector “%(code)s”. There are: %(codes)s.")
        codes = ", ".join(one.value for one in DETECTORS)
        raise ValidationError(text % {"code": unknown, "codes": codes}, "detector")
    return [one for one in DETECTORS if not detectors or one in detectors]


def _seen(detector: Detector, look: Look) -> list[Finding] | None:
    """None where there is nobody to ask; nothing where it is switched off on all the days."""
    if detector in OF_JOBS and not jobs_known():
        return None
    at_work = look.settings.at_work(look.start, look.end)
    return DETECTORS[detector](look) if at_work else []


def _kept(detector: Detector, look: Look) -> Found:
    """Write what is new, in one transaction, then open the cases, each in its own."""
    seen = _seen(detector, look)
    if seen is None:
        return Found(silent=True)
    known: set[str] = set()
    for part in chunks(seen):
        keys = [one.key for one in part]
        known.update(Finding.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [one for one in seen if one.key not in known]
    complete(new, look.world)
    with transaction.atomic():
        Finding.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    cases = _open_cases(detector, look)
    kept = []
    for part in chunks(new):
        rows = Finding.objects.filter(key__in=[one.key for one in part])
        kept += rows.select_related("dealer", "home", "region")
    return Found(seen=len(seen), findings=kept, cases=cases)


def _open_cases(detector: Detector, look: Look) -> int:
    """Of all findings around these days that wait: also of those that an earlier run left."""
    first, month_after = look.start.replace(day=1), add_months(look.end, 1)
    waiting = Finding.objects.filter(
        detector=detector, case=None, no_case__in=OPEN, day__gte=first, day__lt=month_after,
        setting__isnull=False,
    )  # fmt: skip
    groups = grouped(waiting.select_related("setting", "dealer"))
    there = set(Violation.objects.filter(group__in=list(groups)).values_list("group", flat=True))
    opened = 0
    for group, findings in groups.items():
        why = "" if group in there else too_small(findings, look.world)
        if why:
            keys = [one.pk for one in findings if one.no_case != why]
            Finding.objects.filter(pk__in=keys, case=None).update(no_case=why)
        else:
            case = open_case(
                findings=findings, group=group, access=SYSTEM, summary=told(detector.label)
            )
            opened += case is not None and group not in there
    return opened


def _judged(findings: list[Finding], groups: dict[str, list[Finding]], world: World) -> Found:
    """As ``_open_cases`` judges: what an earlier detector made a case of, further findings join."""
    cases = 0
    for group, members in grouped(findings).items():
        why = "" if group in groups else too_small(members, world)
        if not why:
            cases += group not in groups
            groups.setdefault(group, []).extend(members)
        for one in members:
            one.no_case = why
    for one in findings:
        one.dealer = world.dealers[one.dealer_id]
    return Found(seen=len(findings), findings=findings, cases=cases)

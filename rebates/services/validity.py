"""Versions of a programme follow each other: no day has two, and what is settled keeps its own."""

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from channels_mgmt.core.audit import record
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Access

from ..choices import RunStatus, VersionStatus
from ..models import Programme, ProgrammeVersion, RunLine
from ..rules.faults import Fault
from ..rules.succession import first_day_for_both, settle_alike
from ..rules.terms import Terms
from .terms import terms_of

SETTLED = [RunStatus.POSTING, RunStatus.POSTED]


def room_for(
    version: ProgrammeVersion, terms: Terms
) -> tuple[ProgrammeVersion | None, list[Fault]]:
    """The open-ended version that must end where this one starts, and what stands in the way.

    An earlier version may end there only if nothing posted used a later day of it. Versions before
    and after it with another period or cumulation must leave each other's periods whole.
    """
    faults: list[Fault] = []
    to_end = None
    approved = version.programme.versions.filter(status=VersionStatus.APPROVED)
    for other in approved.exclude(pk=version.pk).overlapping(version.valid_from, version.valid_to):
        if other.valid_to is None and other.valid_from < version.valid_from:
            faults += settled_after(other, version.valid_from)
            to_end = other
        else:
            faults.append(_overlap(version, other))
    faults = faults or list(_periods_cut(version, terms, approved.exclude(pk=version.pk)))
    return (None if faults else to_end), faults


def _periods_cut(
    version: ProgrammeVersion, terms: Terms, others: QuerySet[ProgrammeVersion]
) -> Iterator[Fault]:
    """Where the version before or after it settles otherwise, and the change cuts a period."""
    before = others.filter(valid_from__lt=version.valid_from).order_by("valid_from").last()
    after = others.filter(valid_from__gt=version.valid_from).order_by("valid_from").first()
    if before:
        end = min(before.valid_to or version.valid_from, version.valid_from)
        yield from _cut(version, "valid_from", terms, before, (end, version.valid_from))
    if after:
        yield from _cut(version, "valid_to", terms, after, (version.valid_to, after.valid_from))


def _cut(
    version: ProgrammeVersion,
    path: str,
    terms: Terms,
    other: ProgrammeVersion,
    change: tuple[datetime.date, datetime.date],
) -> Iterator[Fault]:
    """change: where the earlier of both ends and the later begins; any day between will do."""
    its, (end, start) = terms_of(other), change
    free = first_day_for_both(terms, its, end)
    if settle_alike(terms, its) or free <= start:
        return
    params = {
        "version": str(other),
        "period": other.get_period_display().lower(),
        "cumulation": other.get_cumulation_display().lower(),
        "free": free.isoformat(),
    }
    yield Fault(path, "cuts_a_period", getattr(version, path).isoformat(), params)


def settled_after(version: ProgrammeVersion, day: datetime.date) -> list[Fault]:
    """A fault if the version cannot end on that day, because a posted period reaches beyond."""
    period = last_settled_period(version.programme)
    if period is None or period.end <= day:
        return []
    params = {"version": str(version), "period": period.label, "free": period.end.isoformat()}
    return [Fault("valid_from", "already_settled", day.isoformat(), params)]


def last_settled_period(programme: Programme) -> Period | None:
    """The posted period of the programme that ends last."""
    posted = RunLine.objects.filter(programme=programme, run__status__in=SETTLED)
    periods = map(Period.parse, posted.values_list("period", flat=True).distinct().order_by())
    return max(periods, key=lambda period: period.end, default=None)


def end_version(version: ProgrammeVersion, day: datetime.date, access: Access) -> None:
    """Let an open-ended version end; the caller has asked `settled_after`."""
    version.valid_to, version.ended_at = day, timezone.now()
    version.save(update_fields=["valid_to", "ended_at"])
    record("ended", version, by=access.user, before={"valid_to": None}, after={"valid_to": day})


def _overlap(version: ProgrammeVersion, other: ProgrammeVersion) -> Fault:
    end = other.valid_to.isoformat() if other.valid_to else "…"
    params = {"version": str(other), "start": other.valid_from.isoformat(), "end": end}
    return Fault("valid_from", "overlaps", version.valid_from.isoformat(), params)

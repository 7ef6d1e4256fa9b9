"""Versions of a programme follow each other: no day has two, and what is settled keeps its own."""

import datetime

from django.utils import timezone

from channels_mgmt.core.audit import record
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Access

from ..choices import RunStatus, VersionStatus
from ..models import Programme, ProgrammeVersion, RunLine
from ..rules.faults import Fault

SETTLED = [RunStatus.POSTING, RunStatus.POSTED]


def room_for(
    version: ProgrammeVersion,
) -> tuple[ProgrammeVersion | None, list[Fault]]:
    """The open-ended version that must end where this one starts, and what stands in the way.

    An earlier version may end there only if nothing posted used a later day of it.
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
    return (None if faults else to_end), faults


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

"""Service jobs that went wrong, from whoever keeps the jobs.

The floor that dispatches jobs registers its answer in ``AppConfig.ready()``; until one does, these
detectors are silent, and a run says so.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..choices import Detector
from ..models import Finding
from .making import finding
from .world import Look

OF_JOBS = frozenset(
    {Detector.JOB_LATE, Detector.JOB_SUBSTANDARD, Detector.JOB_REFUSED, Detector.JOB_IGNORED}
)


@dataclass(frozen=True, slots=True)
class JobFault:
    """What went wrong with one job; dealer, region and SKU by their keys.

    ``day`` is that of the fault: the day a late job was due, the day of a refusal. ``days_late`` is
    about late jobs alone. Each job has one fault of each kind.
    """

    fault: Detector
    number: str
    dealer: int
    day: datetime.date
    region: int | None = None
    sku: int | None = None
    days_late: int = 0


Faults = Callable[[datetime.date, datetime.date], Iterable[JobFault]]
"""The faults of ``start ≤ day < end``."""

_answers: list[Faults] = []


class AlreadyRegistered(ValueError):
    """Two sources of one fact: which of them counts would be an accident of the start."""


def register_job_faults(function: Faults) -> None:
    """Let ``function`` tell of faults. Raises AlreadyRegistered where another does."""
    if _answers and _answers[0] is not function:
        raise AlreadyRegistered(f"{_answers[0]!r} tells of faults already.")
    _answers[:] = [function]


def forget_job_faults() -> None:
    """As before anybody registered; for tests."""
    _answers.clear()


def jobs_known() -> bool:
    return bool(_answers)


def job_faults(look: Look, detector: Detector) -> list[Finding]:
    """Findings of one of the detectors of jobs. Late within the days tolerated is not late."""
    found = []
    for fault in _answers[0](look.start, look.end) if _answers else ():
        setting = look.settings.on(fault.day.isoformat())
        if fault.fault != detector or setting is None:
            continue
        if detector == Detector.JOB_LATE and fault.days_late <= setting.days_tolerated:
            continue
        made = finding(
            look,
            setting,
            detector,
            key=f"{detector}:{fault.number}",
            dealer=fault.dealer,
            day=fault.day.isoformat(),
            region=fault.region,
            sku=fault.sku,
            reference=fault.number,
        )
        found.append(made)
    return found

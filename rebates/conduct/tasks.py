"""The background work of conduct."""

import datetime
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.jobs import Report, enqueue, task
from channels_mgmt.core.models import Job
from channels_mgmt.core.scopes import SYSTEM, Access

from .detecting.run import chosen_detectors, detect
from .models import PenaltyTrial
from .whatif.calculating import calculate_trial
from .whatif.life import give_up, try_again
from .whatif.starting import TASK as TRYING

DETECTING = "detect_violations"


@task(DETECTING, label=_("Look for violations"))
def detect_violations(start: str, end: str, detectors: Collection[str], *, report: Report) -> None:
    """Days as 2026-03-02, half-open. Done twice it finds nothing more."""
    days = {"start": datetime.date.fromisoformat(start), "end": datetime.date.fromisoformat(end)}
    detect(**days, detectors=detectors, access=SYSTEM, progress=report)


def detect_in_background(
    *, start: datetime.date, end: datetime.date, access: Access, detectors: Collection[str] = ()
) -> Job:
    """Look for violations on ``start ≤ day < end``; raises as ``detect`` does, before it begins."""
    chosen_detectors(start=start, end=end, access=access, detectors=detectors)
    arguments = {"start": str(start), "end": str(end), "detectors": list(detectors)}
    return enqueue(task=DETECTING, arguments=arguments, by=access.user)


def trial_given_up(trial: int, *, error: str) -> None:
    give_up(PenaltyTrial, trial, error)


def trial_once_more(trial: int) -> None:
    """Raises ValidationError where it has a result."""
    try_again(PenaltyTrial, trial)


@task(TRYING, label=_("Try penalty rules out"), given_up=trial_given_up, again=trial_once_more)
def run_trial(trial: int, *, report: Report) -> None:
    calculate_trial(trial=PenaltyTrial.objects.get(pk=trial), progress=report)

"""Detection in the daily work, by the detectors that are told to look once a day."""

import datetime

from channels_mgmt.core.periods import add_months
from channels_mgmt.core.scopes import SYSTEM

from .detecting.run import detect
from .models import DetectorSetting

MONTHS_BACK = 1
"""What is taken in later than the month after its day, a person looks for."""


def detect_daily(day: datetime.date) -> None:
    """The days before this one, from the first of the month before on; each thing once."""
    settings = DetectorSetting.objects.valid_on(day - datetime.timedelta(1))
    detectors = set(settings.filter(daily=True, enabled=True).values_list("detector", flat=True))
    if detectors:
        start = add_months(day.replace(day=1), -MONTHS_BACK)
        detect(start=start, end=day, access=SYSTEM, detectors=detectors)

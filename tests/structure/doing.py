"""What the tests of reorganisations have in common."""

import datetime

from django.utils import timezone

from dealers.services.reorganisation import reorganise

DAY = datetime.date(2026, 3, 1)
BEFORE = DAY - datetime.timedelta(days=1)


def do(plan, hq, **asked):
    return reorganise(plan=lambda: plan(**asked), access=hq, reason="reorganised")


def to_come(days: int = 10) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)

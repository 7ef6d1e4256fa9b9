"""What rebates ask of conduct: how many violations of each kind a dealer was held to have done."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Max

from .choices import CaseAction
from .models import CaseEvent

DECIDING = (CaseAction.CONFIRMED, CaseAction.OVERTURNED)


def confirmed_violations(
    dealers: Collection[int],
    start: datetime.date,
    end: datetime.date,
    known_at: datetime.datetime,
) -> dict[int, Counter[str]]:
    """By dealer and kind: cases whose offence lies in ``start ≤ day < end``, confirmed and not
    overturned as known at the moment. A dealer without any is not in it. One query.

    An appeal that waits changes nothing: the decision stands until it is overturned.
    """
    events = CaseEvent.objects.filter(
        violation__dealer__in=dealers,
        violation__offence_date__gte=start,
        violation__offence_date__lt=end,
        action__in=DECIDING,
        at__lte=known_at,
    )
    last = events.order_by().values("violation").annotate(last=Max("pk")).values("last")
    standing = CaseEvent.objects.filter(pk__in=last, action=CaseAction.CONFIRMED)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for dealer, kind in standing.values_list("violation__dealer", "violation__kind"):
        counts[dealer][kind] += 1
    return dict(counts)

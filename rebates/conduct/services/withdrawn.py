"""Which territories a termination takes."""

import datetime

from django.db.models import Q

from dealers.models import Territory
from dealers.services.territories import same_channel, same_line

from ..choices import Termination
from ..models import Violation


def territories_for(
    case: Violation, termination: Termination, day: datetime.date
) -> list[Territory]:
    """Those of the dealer that hold on the day or begin later: all of them, or those that the goods
    of the case could be sold in."""
    rows = Territory.objects.filter(dealer=case.dealer)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    if termination == Termination.TERRITORY:
        goods = Territory(product_line=case.product_line)
        rows = rows.filter(same_line(goods), same_channel(case.channel))
    return list(rows.order_by("pk"))

"""The rebates that a penalty forfeits: those of the periods that hold the day of the offence."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Q, Sum

from channels_mgmt.core.money import NOTHING, to_fen
from channels_mgmt.core.periods import Period

from ..models import RunLine, SettlementRun
from ..services.posted import COUNTED

Asked = tuple[int, datetime.date]
"""A dealer, and the day of its offence."""


class Rebate(NamedTuple):
    """What was granted of a programme for a period, this run included; yuan."""

    programme: str
    period: str
    amount: Decimal


def rebates_on(run: SettlementRun, asked: Iterable[Asked]) -> dict[Asked, list[Rebate]]:
    """All that is posted, and what the run posts besides, sorted. One query."""
    wanted = set(asked)
    rows = RunLine.objects.filter(
        Q(run__status__in=COUNTED) | Q(run=run), dealer__in={dealer for dealer, _day in wanted}
    )
    sums = rows.order_by().values_list("dealer", "programme__code", "period")
    of_dealer: dict[int, list[Rebate]] = defaultdict(list)
    for dealer, *rebate in sums.annotate(Sum("amount")) if wanted else ():
        if (found := Rebate(*rebate)).amount:
            of_dealer[dealer].append(found)
    return {
        (dealer, day): sorted(r for r in of_dealer[dealer] if day in Period.parse(r.period))
        for dealer, day in wanted
    }


def forfeited(percent: Decimal, rebates: Iterable[Rebate]) -> Decimal:
    """Yuan to the fen, rounded once; nothing of rebates that come to less than nothing."""
    whole = max(sum((rebate.amount for rebate in rebates), NOTHING), NOTHING)
    return to_fen(Fraction(percent) * Fraction(whole) / 100)

"""What share of the prices seen in the shops of dealers kept to their price controls."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from fractions import Fraction

from django.db.models import F
from django.utils import timezone

from channels_mgmt.core.models import ImportBatch
from dealers.placements import Structure

from .findings import CHUNK
from .models import PriceObservation
from .watch import Judged, watches

HUNDRED = 100


def compliance_percent(
    dealers: Collection[int],
    start: datetime.date,
    end: datetime.date,
    known_at: datetime.datetime | None,
) -> dict[int, Fraction]:
    """Per cent of the prices seen in each dealer's shops in ``start ≤ day < end`` that kept to the
    control that counted on their day. Exact.

    A price for which no control counts, or several that contradict each other, is not counted; a
    dealer without any that is counted is not there. Where an observation names no region it was
    made where the dealer was at home on the day. Of observations and homes, what was recorded
    after ``known_at`` is left out. At most six queries.
    """
    watched = watches()
    if not dealers or not watched:
        return {}
    homes = Structure(known_at=known_at, dealers=dealers)
    found: dict[int, Judged] = defaultdict(Judged)
    for dealer, sku, region, channel, day, price in _seen(dealers, start, end, known_at):
        watch = watched.get(sku)
        if watch is not None:
            place = region or homes.of(dealer, day).home_region
            where = {"region": place, "channel": channel, "day": day}
            found[dealer].judge(watch, amount=price, quantity=1, **where)
    return {
        dealer: Fraction(HUNDRED * judged.total.kept, judged.total.judged)
        for dealer, judged in found.items()
        if judged.total.judged
    }


def _seen(
    dealers: Collection[int],
    start: datetime.date,
    end: datetime.date,
    known_at: datetime.datetime | None,
) -> Iterator[tuple]:
    """Dealer, SKU, region, channel, day and price of what was seen in the dealers' shops."""
    rows = PriceObservation.objects.filter(
        shop__operator__in=dealers,
        observed_at__gte=_midnight(start),
        observed_at__lt=_midnight(end),
    ).order_by()
    if known_at is not None:
        later = ImportBatch.objects.filter(committed_at__gt=known_at).order_by()
        rows = rows.exclude(batch__in=later)
    values = rows.annotate(dealer=F("shop__operator")).values_list(
        "dealer", "sku", "region", "channel", "observed_at", "price"
    )
    for dealer, sku, region, channel, at, price in values.iterator(chunk_size=CHUNK):
        yield dealer, sku, region, channel, timezone.localtime(at).date(), price


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))

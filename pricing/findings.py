"""Observed prices against the controls of their day: findings, and how many kept to the band."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .models import PriceObservation
from .rules.controls import Ambiguous, Control
from .watch import NOWHERE, Judgement, Watch, watches

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    observation: PriceObservation
    found: Judgement

    @property
    def limit(self) -> Decimal:
        limits = self.found.limits
        return limits.floor if self.found.side == "below" else limits.ceiling


@dataclass(slots=True)
class Tally:
    judged: int = 0
    kept: int = 0

    @property
    def share(self) -> Decimal:
        """Per cent that kept to the band, to two places."""
        return (Decimal(100 * self.kept) / self.judged).quantize(Decimal("0.01"))


@dataclass(slots=True)
class Compliance:
    """``by`` holds a tally for each dealer, shop, region and month, by the record's key."""

    observed: int = 0
    total: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)
    tied: dict[int, Control] = field(default_factory=dict)
    by: dict[str, dict[Any, Tally]] = field(
        default_factory=lambda: {name: {} for name in ("dealer", "shop", "region", "month")}
    )

    def count(self, seen: PriceObservation, kept: bool) -> None:
        shop = seen.shop
        month = timezone.localtime(seen.observed_at).date().replace(day=1)
        groups = {
            "dealer": shop and shop.operator_id,
            "shop": seen.shop_id,
            "region": seen.region_id,
            "month": month,
        }
        tallies = [self.total]
        for name, key in groups.items():
            if key is not None:
                tallies.append(self.by[name].setdefault(key, Tally()))
        for tally in tallies:
            tally.judged += 1
            tally.kept += kept


def compliance(observations: QuerySet[PriceObservation]) -> Compliance:
    """Judge each observation by the control that counts on its day where it was seen."""
    answer, watched = Compliance(), watches()
    rows = observations.select_related("sku", "region", "shop__operator__home_region")
    for seen in rows.order_by("observed_at", "pk").iterator(chunk_size=CHUNK):
        answer.observed += 1
        watch = watched.get(seen.sku_id)
        if watch is not None:
            _judge(seen, watch, answer)
    return answer


def _judge(seen: PriceObservation, watch: Watch, answer: Compliance) -> None:
    try:
        found = watch.judge(
            region=place_of(seen),
            channel=seen.channel,
            day=day_of(seen),
            amount=seen.price,
            quantity=1,
        )
    except Ambiguous as error:
        answer.tied |= {control.key: control for control in error.controls}
        return
    if found is None:
        return
    answer.count(seen, kept=not found.side)
    if found.side:
        answer.findings.append(Finding(seen, found))


def place_of(seen: PriceObservation) -> int:
    """Where it was seen; of an online shop, where its operator is at home."""
    if seen.region_id:
        return seen.region_id
    operator = seen.shop.operator if seen.shop else None
    return operator.home_region_id if operator else NOWHERE


def day_of(seen: PriceObservation) -> datetime.date:
    return timezone.localtime(seen.observed_at).date()


def named(tallies: dict[Any, Tally], records: QuerySet) -> list[tuple[Any, Tally]]:
    """Those of the records that have a tally, with it, the lowest share first."""
    found = records.in_bulk(tallies)
    return worst_first((record, tallies[key]) for key, record in found.items())


def worst_first(rows: Iterable[tuple[Any, Tally]]) -> list[tuple[Any, Tally]]:
    return sorted(rows, key=lambda row: (row[1].share, str(row[0])))

"""Observed prices against the controls of their day: findings, and how many kept to the band."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .models import PriceObservation
from .watch import NOWHERE, Judged, Judgement, Tally, Watch, watches

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    observation: PriceObservation
    found: Judgement


@dataclass(slots=True)
class Compliance(Judged):
    """``by`` holds a tally for each dealer, shop, region and month, by the record's key."""

    observed: int = 0
    findings: list[Finding] = field(default_factory=list)
    by: dict[str, dict[Any, Tally]] = field(
        default_factory=lambda: {name: {} for name in ("dealer", "shop", "region", "month")}
    )

    def count(self, seen: PriceObservation, found: Judgement) -> None:
        shop = seen.shop
        month = timezone.localtime(seen.observed_at).date().replace(day=1)
        groups = {
            "dealer": shop and shop.operator_id,
            "shop": seen.shop_id,
            "region": seen.region_id,
            "month": month,
        }
        for name, key in groups.items():
            if key is not None:
                self.by[name].setdefault(key, Tally()).add(found)


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
    found = answer.judge(
        watch,
        region=place_of(seen),
        channel=seen.channel,
        day=day_of(seen),
        amount=seen.price,
        quantity=1,
    )
    if found is None:
        return
    answer.count(seen, found)
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

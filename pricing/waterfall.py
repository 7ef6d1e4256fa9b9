"""From the brand's price to the shelf: what a SKU costs at each tier, and what each step adds."""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dealers.models import Region, Tier

from .controls import control_for
from .models import SKU
from .prices import prices_for
from .rules.controls import Ambiguous, Band, band

HUNDRED, PLACES = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Stage:
    """A tier, or the shelf (no tier). ``price`` is in yuan, None where no list has one;
    ``markup`` is in per cent of the stage before, to two places; ``broken`` names the limit."""

    tier: Tier | None
    price: Decimal | None
    added: Decimal | None
    markup: Decimal | None
    broken: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    stages: list[Stage]
    limits: Band
    contradictions: list[Tier]

    @property
    def priced(self) -> list[Stage]:
        return [stage for stage in self.stages if stage.price is not None]

    @property
    def total_markup(self) -> Decimal | None:
        """Per cent that the shelf adds to the first price there is."""
        priced = self.priced
        return markup(priced[0].price, priced[-1].price) if len(priced) > 1 else None


def waterfall(*, sku: SKU, region: Region, day: datetime.date) -> Waterfall:
    """The stages from the highest tier down to the suggested retail price, in a region on a day."""
    limits, stages, contradictions = limits_of(sku, region, day), [], []
    before: Decimal | None = None
    for tier in [*Tier.objects.order_by("rank"), None]:
        price = sku.list_price
        if tier is not None:
            found = prices_for(tier=tier, region=region, day=day, skus=[sku.pk]).get(sku.pk)
            price = found.offer.price if found and found.offer else None
            if found and found.contradiction:
                contradictions.append(tier)
        stages.append(stage_of(tier, price, before, limits))
        before = before if price is None else price
    return Waterfall(stages, limits, contradictions)


def limits_of(sku: SKU, region: Region, day: datetime.date) -> Band:
    """The limits of the control that counts offline; none where there is no one control."""
    try:
        control = control_for(sku=sku, region=region, channel="offline", day=day)
    except Ambiguous:
        control = None
    return band(control, sku.list_price) if control else Band(None, None)


def stage_of(
    tier: Tier | None, price: Decimal | None, before: Decimal | None, limits: Band
) -> Stage:
    if price is None:
        return Stage(tier, None, None, None, "")
    broken = ""
    if limits.ceiling is not None and price > limits.ceiling:
        broken = "ceiling"
    elif tier is None and limits.floor is not None and price < limits.floor:
        broken = "floor"
    added = None if before is None else price - before
    return Stage(tier, price, added, markup(before, price), broken)


def markup(before: Decimal | None, price: Decimal) -> Decimal | None:
    if not before:
        return None
    return ((price - before) * HUNDRED / before).quantize(PLACES, ROUND_HALF_UP)

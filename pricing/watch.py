"""Prices of many sales against the controls: what counts is worked out once and remembered."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from channels_mgmt.core.trees import ancestors
from dealers.models import Region

from .controls import by_subject, controls_in_force
from .models import SKU
from .rules.controls import (
    Ambiguous,
    Band,
    Case,
    Control,
    applies,
    band,
    breach,
    mode_on,
    specificity,
)

PLACES = Decimal("0.01")
NOWHERE = 0
"""The key of no region at all: only controls that hold everywhere are about what is sold there."""


class Goods(NamedTuple):
    """What decides which controls are about a SKU, and what a percentage is of."""

    pk: int
    line: str
    brand: str
    list_price: Decimal | None


class Judgement(NamedTuple):
    """Where a price lies: ``side`` is "below", "above" or "" within the limits of the control.

    ``mode`` is the control's on the day of the price.
    """

    control: Control
    limits: Band
    side: str
    mode: str

    @property
    def limit(self) -> Decimal | None:
        """The limit that the price breaks, in yuan a piece; None within the limits."""
        return {"below": self.limits.floor, "above": self.limits.ceiling}.get(self.side)


@dataclass(slots=True)
class Tally:
    """Of the prices for which a control counts, how many kept to its band."""

    judged: int = 0
    kept: int = 0

    def add(self, found: Judgement) -> None:
        self.judged += 1
        self.kept += not found.side

    @property
    def share(self) -> Decimal | None:
        """Per cent that kept to the band, half-up to two places; None of none."""
        if not self.judged:
            return None
        return (Decimal(100 * self.kept) / self.judged).quantize(PLACES, ROUND_HALF_UP)


@dataclass(slots=True)
class Judged:
    """What came of judging many prices. ``tied``: controls that contradict another."""

    total: Tally = field(default_factory=Tally)
    tied: dict[int, Control] = field(default_factory=dict)

    def judge(self, watch: "Watch", **price: Any) -> Judgement | None:
        """As ``Watch.judge``, counted; None also where controls tie, which are remembered."""
        try:
            found = watch.judge(**price)
        except Ambiguous as error:
            self.tied |= {control.key: control for control in error.controls}
            return None
        if found is not None:
            self.total.add(found)
        return found


class Watch:
    """The controls about one SKU."""

    def __init__(self, goods: Goods, controls: list[Control], paths: Mapping[int, str]) -> None:
        self.goods = goods
        self.controls = sorted(controls, key=specificity, reverse=True)
        self.paths = paths
        self.ranked: dict[tuple[int, str], list[Control]] = {}

    def control_on(self, region: int, channel: str, day: datetime.date) -> Control | None:
        """The control that counts in a region (by its key) on a day; raises Ambiguous."""
        found = [control for control in self._ranked(region, channel) if _holds_on(control, day)]
        if len(found) > 1 and specificity(found[0]) == specificity(found[1]):
            raise Ambiguous(found[:2])
        return found[0] if found else None

    def judge(
        self, *, region: int, channel: str, day: datetime.date, amount: Decimal, quantity: int
    ) -> Judgement | None:
        """The price of pieces above zero at an amount in yuan; None where no control counts."""
        control = self.control_on(region, channel, day)
        if control is None:
            return None
        limits = band(control, self.goods.list_price)
        side = breach(limits, amount=amount, quantity=quantity)
        return Judgement(control, limits, side, mode_on(control, day))

    def _ranked(self, region: int, channel: str) -> list[Control]:
        """Those that hold there on some day, the most specific first."""
        key = region, channel
        if key not in self.ranked:
            self.ranked[key] = [c for c in self.controls if self._meets(c, *key)]
        return self.ranked[key]

    def _meets(self, control: Control, region: int, channel: str) -> bool:
        goods, day = self.goods, control.valid_from
        return applies(
            control, Case(goods.pk, goods.line, goods.brand, self.paths[region], channel, day)
        )


def watches(with_mode: Collection[str] = ()) -> dict[int, Watch]:
    """By the key of the SKU, for those that a control is about (with one of the modes, if given).

    Three queries, or one where there is no such control at all.
    """
    controls = controls_in_force()
    if not _of_mode(controls, with_mode):
        return {}
    subjects = by_subject(controls)
    paths = {NOWHERE: "", **dict(Region.objects.values_list("pk", "path"))}
    found = {}
    for goods in map(
        Goods._make, SKU.objects.values_list("pk", "product_line__path", "brand", "list_price")
    ):
        about = [control for key in _subjects(goods) for control in subjects.get(key, ())]
        if _of_mode(about, with_mode):
            found[goods.pk] = Watch(goods, about, paths)
    return found


def _of_mode(controls: Iterable[Control], modes: Collection[str]) -> bool:
    return any(not modes or control.mode in modes for control in controls)


def _holds_on(control: Control, day: datetime.date) -> bool:
    return control.valid_from <= day and (control.valid_to is None or day < control.valid_to)


def _subjects(goods: Goods) -> list[tuple[str, object]]:
    """What a control about the SKU can be for: itself, its line and those above, its brand."""
    brand = [("brand", goods.brand)] if goods.brand else []
    return [("sku", goods.pk), *(("line", line) for line in ancestors(goods.line)), *brand]

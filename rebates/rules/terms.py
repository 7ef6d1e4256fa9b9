"""The terms of one version of a rebate programme: plain values, what a version says and no more."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from channels_mgmt.core.periods import PeriodLength


class Measure(StrEnum):
    """What is counted over the lines of the scope, returns deducted."""

    NET_AMOUNT = "net_amount"  # yuan
    QUANTITY = "quantity"  # pieces


class Method(StrEnum):
    WHOLE = "whole"  # the reached step's benefit on everything
    GRADUATED = "graduated"  # each slice at its own rate
    STACKED = "stacked"  # every reached step on everything


class Cumulation(StrEnum):
    PER_PERIOD = "per_period"  # each period stands alone
    PROGRESSIVE = "progressive"  # the year to date, less what fell to earlier periods


class OnChange(StrEnum):
    """What a version that begins inside a period does to the target measure."""

    SLICE = "slice"  # it runs on over the whole period
    RESTART = "restart"  # it begins anew with this version


class CapOn(StrEnum):
    MEASURE = "measure"
    BENEFIT = "benefit"


class LineKind(StrEnum):
    SELL_IN = "sell_in"
    SELL_THROUGH = "sell_through"
    SELL_OUT = "sell_out"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes by dimension, each sorted and without doubles. An empty dimension says nothing."""

    product_lines: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    dealers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineScope:
    """Which lines count: of one of the kinds, in every included dimension, in no excluded one."""

    kinds: tuple[LineKind, ...]
    include: Selection = Selection()
    exclude: Selection = Selection()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the scale. `lower` is in the unit of the target measure (yuan or pieces)."""

    lower: Decimal
    percent: Decimal | None = None  # of the earning measure; 2.5 is 2.5 %
    per_unit: Decimal | None = None  # yuan for each piece
    lump_sum: Decimal | None = None  # yuan, once

    @property
    def pays(self) -> bool:
        return bool(self.percent or self.per_unit or self.lump_sum)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `amount`: of the earning measure (in its unit), or of the benefit (in yuan)."""

    on: CapOn
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    scope: LineScope
    target: Measure
    earning: Measure
    steps: tuple[Step, ...]
    method: Method
    period: PeriodLength
    upper_inclusive: bool = False
    cumulation: Cumulation = Cumulation.PER_PERIOD
    on_change: OnChange = OnChange.SLICE
    cap: Cap | None = None

    def cap_on(self, subject: CapOn) -> Decimal | None:
        """The cap's amount if it is on that, else None."""
        return self.cap.amount if self.cap and self.cap.on is subject else None

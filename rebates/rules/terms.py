"""The terms of one version of a rebate programme: plain values, what a version says and no more."""

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from channels_mgmt.core.periods import Period, PeriodLength

from .exact import hundredth
from .gates import AtLeast, Gate, GateMeasure
from .scopes import LineScope, OwnScope


class Measure(StrEnum):
    """What is counted over the lines of a scope, returns deducted."""

    NET_AMOUNT = "net_amount"  # yuan
    QUANTITY = "quantity"  # pieces
    GROWTH_PERCENT = "growth_percent"  # what was sold as a percentage of the base: 117.5
    # Yuan above the base; where less was sold, below zero as a target, and nothing that earns.
    GROWTH_AMOUNT = "growth_amount"
    ATTAINMENT_PERCENT = "attainment_percent"  # what was sold as a percentage of the target
    MIX_PERCENT = (
        "mix_percent"  # what the measure's own scope sold as a percentage of the version's
    )
    EXCESS_OVER_BASE = "excess_over_base"  # yuan above the base, never below zero
    EXCESS_OVER_TARGET = "excess_over_target"  # yuan above the target agreed, never below zero

    @property
    def is_percent(self) -> bool:
        return self in PERCENTS


PLAIN = frozenset({Measure.NET_AMOUNT, Measure.QUANTITY})
PERCENTS = frozenset({Measure.GROWTH_PERCENT, Measure.ATTAINMENT_PERCENT, Measure.MIX_PERCENT})
EXCESSES = frozenset({Measure.EXCESS_OVER_BASE, Measure.EXCESS_OVER_TARGET})
AGAINST_BASE = frozenset({Measure.GROWTH_PERCENT, Measure.GROWTH_AMOUNT, Measure.EXCESS_OVER_BASE})
AGAINST_GOAL = frozenset({Measure.ATTAINMENT_PERCENT, Measure.EXCESS_OVER_TARGET})
TARGETS = tuple(measure for measure in Measure if measure not in EXCESSES)
EARNINGS = tuple(measure for measure in Measure if measure not in PERCENTS)


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


class WhenMissing(StrEnum):
    """What stands for the base of a dealer who sold nothing in the base period."""

    SKIP = "skip"  # the programme pays nothing
    ZERO = "zero"  # all is growth
    AMOUNT = "amount"  # a set figure


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the scale. `lower` is in the unit of the target measure (yuan, pieces, percent)."""

    lower: Decimal
    percent: Decimal | None = None  # of the earning measure; 2.5 is 2.5 %
    per_unit: Decimal | None = None  # yuan for each piece
    lump_sum: Decimal | None = None  # yuan, once

    @property
    def pays(self) -> bool:
        return bool(self.percent or self.per_unit or self.lump_sum)


class Rung(NamedTuple):
    """A step in its place on the scale."""

    number: int  # 1-based
    lower: Decimal
    upper: Decimal | None  # where the next one begins
    percent: Decimal | None
    rate: Decimal | None  # the same as a factor
    per_unit: Decimal | None
    lump_sum: Decimal | None


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `amount`: of the earning measure (in its unit), or of the benefit (in yuan)."""

    on: CapOn
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least `amount` yuan in each period. With `carry_over` what was topped up is netted with
    what later periods of the year earn above it."""

    amount: Decimal
    carry_over: bool = False


@dataclass(frozen=True, slots=True)
class Baseline:
    """The base period is the same days one year earlier."""

    when_missing: WhenMissing = WhenMissing.SKIP
    amount: Decimal | None = None  # yuan, for a period (for the year to date, if progressive)


@dataclass(frozen=True)
class Terms:
    """What follows from them is worked out once: they are asked again for every dealer."""

    scope: LineScope
    target: Measure
    earning: Measure
    steps: tuple[Step, ...]
    method: Method
    period: PeriodLength | Period  # a calendar length, or given days
    upper_inclusive: bool = False
    cumulation: Cumulation = Cumulation.PER_PERIOD
    on_change: OnChange = OnChange.SLICE
    cap: Cap | None = None
    target_scope: OwnScope | None = None
    earning_scope: OwnScope | None = None
    gates: tuple[Gate, ...] = ()
    minimum: Minimum | None = None
    budget: Decimal | None = None  # yuan for all dealers together, for a period
    baseline: Baseline | None = None
    pass_through: bool = False  # the lines of the dealers directly below are counted

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, field.name) for field in fields(self)))

    def cap_on(self, subject: CapOn) -> Decimal | None:
        """The cap's amount if it is on that, else None."""
        return self.cap.amount if self.cap and self.cap.on is subject else None

    @property
    def target_lines(self) -> LineScope:
        """Which lines the target measure counts."""
        return self.scope if self.target_scope is None else self.target_scope.within(self.scope)

    @property
    def earning_lines(self) -> LineScope:
        """Which lines the earning measure counts."""
        return self.scope if self.earning_scope is None else self.earning_scope.within(self.scope)

    @cached_property
    def same_measure(self) -> bool:
        """Whether what is the target earns."""
        return self.target is self.earning and self.target_lines == self.earning_lines

    @property
    def base_policy(self) -> Baseline:
        """What to do without a base; unless the version says so, it pays nothing then."""
        return self.baseline or Baseline()

    @cached_property
    def bounds(self) -> tuple[Decimal, ...]:
        """Where the steps begin."""
        return tuple(step.lower for step in self.steps)

    @cached_property
    def scale(self) -> tuple[Rung, ...]:
        return tuple(
            Rung(
                number,
                step.lower,
                following and following.lower,
                step.percent,
                step.percent and hundredth(step.percent),
                step.per_unit,
                step.lump_sum,
            )
            for number, (step, following) in enumerate(
                zip_longest(self.steps, self.steps[1:]), start=1
            )
        )

    @cached_property
    def plain(self) -> bool:
        """Whether nothing is counted but what was sold: no base, no goal, no share."""
        return {self.target, self.earning} <= PLAIN and not self.needs_goal

    @cached_property
    def compares(self) -> bool:
        """Whether a measure is compared with a base or a goal."""
        return bool((AGAINST_BASE | AGAINST_GOAL) & {self.target, self.earning})

    @cached_property
    def needs_goal(self) -> bool:
        """Whether it asks what the dealer was to sell."""
        gated = any(
            isinstance(gate, AtLeast) and gate.measure is GateMeasure.ATTAINMENT_PERCENT
            for gate in self.gates
        )
        return gated or bool(AGAINST_GOAL & {self.target, self.earning})

    @property
    def carries_over(self) -> bool:
        return self.minimum is not None and self.minimum.carry_over

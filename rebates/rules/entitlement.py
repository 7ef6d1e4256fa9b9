"""From measures to the exact benefit. Nothing is rounded here but by `amount` and the dues.

The order is: returns (the measures come net of them) → cap on the measure → step → benefit → cap
on the benefit → rounding, once. Gates come between the benefit and its cap when they come.

- A negative earning under a positive target gives a negative benefit: more came back of what earns
  than was sold, and what earlier periods granted on it is taken back at the rate of this one.
- A cap on the measure precedes the step, so it limits the target too where target and earning are
  the same measure ("at most 100,000 counts"); a step above such a cap is never reached. Where
  they differ it limits only what is paid on, and pieces shrink in proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from channels_mgmt.core.money import to_fen

from .exact import ZERO, Exact, in_proportion, minus, plus, total
from .scale import Part, next_step, parts_of, reached_step
from .terms import CapOn, Measure, OnChange, Terms


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one version grants on its measures, in yuan, exact."""

    exact: Exact
    step: int  # the reached step, 1-based; 0 below the first
    counted_target: Decimal  # after a cap on the measure
    counted_earning: Exact
    parts: tuple[Part, ...]
    capped_from: Exact | None  # the benefit before a cap on it took something away
    next_step: int | None  # None on the last step, and where a cap bars the next
    missing: Decimal | None  # target that is missing to the bound of the next step

    @property
    def amount(self) -> Decimal:
        return to_fen(self.exact)


@dataclass(frozen=True, slots=True)
class Slice:
    """The measures of one version inside one period.

    target: of the version's scope over the whole stretch (`starts_anew`), in yuan or pieces;
    earning and quantity: of the lines dated within the version; quantity is in pieces.
    """

    terms: Terms
    target: Decimal
    earning: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class PeriodEntitlement:
    """What the versions of a period grant together, in yuan, exact.

    `granted` answers `slices` one to one, before a cap on the benefit: that cap holds for the sum.
    """

    exact: Exact
    slices: tuple[Slice, ...]
    granted: tuple[Entitlement, ...]
    capped_from: Exact | None

    @property
    def amount(self) -> Decimal:
        return to_fen(self.exact)

    @property
    def last(self) -> Entitlement:
        """That of the version in force at the end: its step is the period's step."""
        return self.granted[-1]


def entitlement(
    terms: Terms, *, target: Decimal, earning: Decimal, quantity: Decimal
) -> Entitlement:
    """What `terms` grant on the measures of one period.

    target: the target measure over the period, net of returns, in yuan or pieces;
    earning: what the rate applies to, in yuan, or in pieces where that is the earning measure;
    quantity: the pieces among the earning lines.
    """
    granted = _granted(Slice(terms, target, earning, quantity), earning, True)
    exact = _capped(granted.exact, terms)
    return (
        granted
        if exact is granted.exact
        else replace(granted, exact=exact, capped_from=granted.exact)
    )


def starts_anew(versions: Sequence[Terms]) -> list[range]:
    """Group the versions of a period, in order of validity, into the stretches that count together.

    A version that restarts ends the stretch before it; the target measure of every version runs
    over its stretch: from the start of the first (or of the period) to the end of the last.
    """
    starts = [i for i, terms in enumerate(versions) if not i or terms.on_change is OnChange.RESTART]
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(versions)], strict=True)]


def period_entitlement(slices: Sequence[Slice]) -> PeriodEntitlement:
    """What all versions in force in a period grant together: exact benefits, summed, not rounded.

    Pass every version in force, in order of validity, also one without a line. Lines take the
    version of their date. What belongs to a stretch as a whole (`starts_anew`) is due once in it:
    lump sums and the cap on the benefit are those of its last version, and a cap on the measure is
    shared by its slices in proportion. So a new version that changes nothing changes no amount.
    """
    granted: list[Entitlement] = []
    exact: Exact = ZERO
    before: Exact = ZERO
    for stretch in starts_anew([s.terms for s in slices]):
        members = [slices[i] for i in stretch]
        found = [_granted(s, _earned_with(s, members), s is members[-1]) for s in members]
        benefit = total(each.exact for each in found)
        before = plus(before, benefit)
        exact = plus(exact, _capped(benefit, members[-1].terms))
        granted += found
    capped_from = before if before != exact else None
    return PeriodEntitlement(exact, tuple(slices), tuple(granted), capped_from)


def falls_to_period(*, to_date: Exact, before: Exact) -> Decimal:
    """The due of a progressive period, in yuan: the rounded entitlement to its end, less that
    to the end of the period before. So the dues of a year add up to its entitlement to the fen."""
    return minus(to_fen(to_date), to_fen(before))


def _granted(measured: Slice, stretch_earning: Exact, pays_lump: bool) -> Entitlement:
    """One version's benefit before a cap on it. stretch_earning is what all versions earn on."""
    terms = measured.terms
    target, earning, quantity = _counted(measured, stretch_earning)
    step = reached_step(terms, target)
    parts = parts_of(
        terms, step=step, target=target, earning=earning, quantity=quantity, pays_lump=pays_lump
    )
    following = next_step(terms, step)
    missing = minus(terms.steps[step].lower, target) if following else None
    benefit = total(part.benefit for part in parts)
    return Entitlement(benefit, step, target, earning, parts, None, following, missing)


def _counted(measured: Slice, stretch_earning: Exact) -> tuple[Decimal, Exact, Exact]:
    """Target, earning and pieces after a cap on the measure."""
    terms, target, earning = measured.terms, measured.target, measured.earning
    quantity = earning if terms.earning is Measure.QUANTITY else measured.quantity
    cap = terms.cap_on(CapOn.MEASURE)
    if cap is None:
        return target, earning, quantity
    if terms.target is terms.earning:
        target = min(target, cap)
    if stretch_earning <= cap:
        return target, earning, quantity
    return (
        target,
        in_proportion(earning, cap, stretch_earning),
        in_proportion(quantity, cap, stretch_earning),
    )


def _capped(benefit: Exact, terms: Terms) -> Exact:
    cap = terms.cap_on(CapOn.BENEFIT)
    return benefit if cap is None or benefit <= cap else cap


def _earned_with(measured: Slice, members: Sequence[Slice]) -> Exact:
    """What the whole stretch earns on, in the unit of this slice's earning measure."""
    return total(s.earning for s in members if s.terms.earning is measured.terms.earning)

"""From measures to the exact benefit. Nothing is rounded here but by `amount` and the dues.

The order is: returns (the measures come net of them) → cap on the measure → step → benefit →
gates → cap on the benefit → minimum. What concerns more than one dealer or programme follows in
`sharing`: budget → exclusion group → rounding, once.

- A negative earning under a positive target gives a negative benefit: more came back of what earns
  than was sold, and what earlier periods granted on it is taken back at the rate of this one.
- A cap on the measure precedes the step, so it limits the target too where target and earning are
  the same measure ("at most 100,000 counts"); a step above such a cap is never reached. Where
  they differ it limits only what is paid on, and pieces shrink in proportion.
- Without the base or the goal that a version compares with, it pays nothing, not even a minimum.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from channels_mgmt.core.money import to_fen

from .exact import ZERO, Exact, in_proportion, minus, times, total
from .gates import Passed, pass_gate
from .measuring import (
    Slice,
    attainment,
    excess_of_all,
    missing_basis,
    origin,
    target_value,
)
from .scale import Counted, Part, next_step, parts_of, reached_step
from .terms import EXCESSES, CapOn, Measure, Method, OnChange, Terms

__all__ = ["Slice", "entitlement", "falls_to_period", "period_entitlement", "starts_anew"]


class Entitlement(NamedTuple):
    """What one version grants on its measures, in yuan, exact."""

    exact: Exact  # after gates
    step: int  # the reached step, 1-based; 0 below the first
    target: Exact  # the target measure: yuan, pieces or percent
    earning: Exact  # what the rate applies to
    counted_target: Exact  # after a cap on the measure
    counted_earning: Exact
    parts: tuple[Part, ...]
    capped_from: Exact | None  # the benefit before a cap on it took something away
    next_step: int | None  # None on the last step, and where a cap bars the next
    missing: Exact | None  # target that is missing to the bound of the next step
    gates: tuple[Passed, ...] = ()
    without: str | None = None  # what it lacks to pay anything: no_base, no_goal

    @property
    def amount(self) -> Decimal:
        return to_fen(self.exact)

    @property
    def before_gates(self) -> Exact:
        return total([part.benefit for part in self.parts])


class PeriodEntitlement(NamedTuple):
    """What the versions of a period grant together, in yuan, exact.

    `granted` answers `slices` one to one, before a cap on the benefit: that cap holds for the sum.
    """

    exact: Exact
    slices: tuple[Slice, ...]
    granted: tuple[Entitlement, ...]
    capped_from: Exact | None
    raised_from: Exact | None = None  # before the minimum guarantee added something

    @property
    def amount(self) -> Decimal:
        return to_fen(self.exact)

    @property
    def last(self) -> Entitlement:
        """That of the version in force at the end: its step is the period's step."""
        return self.granted[-1]


def entitlement(
    terms: Terms, *, target: Decimal, earning: Decimal, quantity: Decimal, **more: Any
) -> Entitlement:
    """What `terms` grant on what was counted in one period, before a minimum.

    target: of the target's lines over the period, net of returns, in yuan or pieces;
    earning: of what earns, in yuan, or in pieces where that is the earning measure;
    quantity: the pieces among the earning lines; more: what else a `Slice` counts.
    """
    measured = Slice(terms, target, earning, quantity, **more)
    granted = _granted(measured, earning, True)
    exact = _capped(granted.exact, terms)
    return (
        granted
        if exact is granted.exact
        else granted._replace(exact=exact, capped_from=granted.exact)
    )


def starts_anew(versions: Sequence[Terms]) -> list[range]:
    """Group the versions of a period, in order of validity, into the stretches that count together.

    A version that restarts ends the stretch before it; the target measure of every version runs
    over its stretch: from the start of the first (or of the period) to the end of the last.
    """
    if len(versions) == 1:
        return [range(1)]
    starts = [i for i, terms in enumerate(versions) if not i or terms.on_change is OnChange.RESTART]
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(versions)], strict=True)]


def period_entitlement(slices: Sequence[Slice]) -> PeriodEntitlement:
    """What all versions in force in a period grant together: exact benefits, summed, not rounded.

    Pass every version in force, in order of validity, also one without a line. Lines take the
    version of their date. What belongs to a stretch as a whole (`starts_anew`) is due once in it:
    lump sums and the cap on the benefit are those of its last version, and a cap on the measure is
    shared by its slices in proportion. So a new version that changes nothing changes no amount.
    The minimum is that of the last version, for the period.
    """
    last = slices[-1].terms
    if len(slices) == 1:  # so it is nearly always
        granted = [_granted(slices[0], slices[0].earning, True)]
        before = granted[0].exact
        exact = _capped(before, last)
    else:
        granted, before, exact = _together(slices)
    capped_from = before if before != exact else None
    raised = _raised(exact, last, granted[-1])
    raised_from = exact if raised != exact else None
    return PeriodEntitlement(raised, tuple(slices), tuple(granted), capped_from, raised_from)


def _together(slices: Sequence[Slice]) -> tuple[list[Entitlement], Exact, Exact]:
    """What each of several versions grants, and the sum before and after their caps on it."""
    granted: list[Entitlement] = []
    benefits: list[Exact] = []
    paid: list[Exact] = []
    for stretch in starts_anew([s.terms for s in slices]):
        members = [slices[i] for i in stretch]
        found = [_granted(s, _earned_with(s, members), s is members[-1]) for s in members]
        benefits.append(total([each.exact for each in found]))
        paid.append(_capped(benefits[-1], members[-1].terms))
        granted += found
    return granted, total(benefits), total(paid)


def falls_to_period(*, to_date: Exact, before: Exact) -> Decimal:
    """The due of a progressive period, in yuan: the rounded entitlement to its end, less that
    to the end of the period before. So the dues of a year add up to its entitlement to the fen."""
    return minus(to_fen(to_date), to_fen(before))


def _granted(measured: Slice, stretch_earning: Exact, pays_lump: bool) -> Entitlement:
    """One version's benefit before a cap on it. stretch_earning is what all versions sold of what
    earns."""
    terms = measured.terms
    if terms.compares and (without := missing_basis(measured)):
        return Entitlement(ZERO, 0, ZERO, ZERO, ZERO, ZERO, (), None, None, None, without=without)
    target = target_value(measured)
    earning, counted = _counted(measured, target, stretch_earning)
    step = reached_step(terms, counted.target)
    parts = parts_of(terms, step=step, counted=counted, pays_lump=pays_lump)
    following = next_step(terms, step)
    gates = _passed(measured) if terms.gates else ()
    benefit = total([part.benefit for part in parts])
    for passed in gates:
        benefit = times(benefit, passed.factor)
    missing = minus(terms.bounds[step], counted.target) if following else None
    # By place, not by name: that takes half the time.
    return Entitlement(
        benefit,
        step,
        target,
        earning,
        counted.target,
        counted.earning,
        parts,
        None,
        following,
        missing,
        gates,
    )


def _passed(measured: Slice) -> tuple[Passed, ...]:
    attained = attainment(measured)
    return tuple(pass_gate(gate, measured.facts, attained) for gate in measured.terms.gates)


def _counted(measured: Slice, target: Exact, sold: Exact) -> tuple[Exact, Counted]:
    """What earns, and target, earning and pieces after a cap on the measure.

    sold: all that the stretch sold of what earns.
    """
    terms, earning = measured.terms, measured.earning
    quantity = earning if terms.earning is Measure.QUANTITY else measured.quantity
    together, begins = sold, ZERO
    if terms.earning in EXCESSES or terms.earning is Measure.GROWTH_AMOUNT:
        together = excess_of_all(measured, sold)
        earning, quantity = (_share(each, together, sold) for each in (earning, quantity))
    if terms.compares and terms.method is Method.GRADUATED:
        begins = origin(measured, sold)
    cap = terms.cap_on(CapOn.MEASURE)
    if cap is None:
        return earning, Counted(target, earning, quantity, begins)
    capped = min(target, cap) if terms.same_measure else target
    if together <= cap:
        return earning, Counted(capped, earning, quantity, begins)
    return earning, Counted(
        capped,
        in_proportion(earning, cap, together),
        in_proportion(quantity, cap, together),
        begins,
    )


def _share(value: Exact, part: Exact, whole: Exact) -> Exact:
    return in_proportion(value, part, whole) if whole > 0 else ZERO


def _capped(benefit: Exact, terms: Terms) -> Exact:
    cap = terms.cap_on(CapOn.BENEFIT)
    return benefit if cap is None or benefit <= cap else cap


def _raised(benefit: Exact, terms: Terms, last: Entitlement) -> Exact:
    if terms.minimum is None or last.without:
        return benefit
    return max(benefit, terms.minimum.amount)


def _earned_with(measured: Slice, members: Sequence[Slice]) -> Exact:
    """What the whole stretch sold of what earns, in the unit of this slice's earning measure."""
    pieces = measured.terms.earning is Measure.QUANTITY
    return total([s.earning for s in members if (s.terms.earning is Measure.QUANTITY) is pieces])

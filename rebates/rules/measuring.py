"""From sums of sales to the measures of a version: the target that picks the step, what earns.

A measure is a function of what was sold, x. `growth_percent` is 100 x ÷ base (117.5 is 17.5 %
more), `attainment_percent` 100 x ÷ goal, `mix_percent` the measure's own scope ÷ the version's.
Above a base of nothing every growth is endless, and every step reached.

An excess (and the growth that earns) belongs to what was sold as a whole; each version of a period
takes of it in proportion to what was sold under it, so that a version that changes nothing changes
no amount.
"""

from decimal import Decimal
from typing import NamedTuple

from .exact import ONE, ZERO, Exact, in_proportion, minus, times
from .gates import NOTHING_KNOWN, GateFacts
from .terms import AGAINST_BASE, AGAINST_GOAL, PLAIN, Measure, Terms, WhenMissing

ENDLESS = Decimal("Infinity")
HUNDRED = Decimal(100)


class Slice(NamedTuple):
    """What one version counted inside one period; yuan or pieces, returns deducted.

    target     over the whole stretch that counts together (`entitlement.starts_anew`): of the
               lines of the target measure, in pieces for `quantity`, else in yuan
    earning    of the lines of the earning measure dated within the version, likewise
    quantity   the pieces of those lines
    base       the target one year before; None where no line counted then
    earning_base   what earns, one year before, over the whole stretch
    goal       what was agreed to be sold, yuan or pieces; None where nothing was
    attained   what was sold of it, in its unit
    whole      for `mix_percent`: all that the version's scope sold, yuan
    goal_in_pieces   whether goal and attained are pieces; it changes no amount
    """

    terms: Terms
    target: Decimal
    earning: Decimal
    quantity: Decimal
    base: Decimal | None = None
    earning_base: Decimal | None = None
    goal: Decimal | None = None
    attained: Decimal | None = None
    whole: Decimal | None = None
    facts: GateFacts = NOTHING_KNOWN
    goal_in_pieces: bool = False


def missing_basis(measured: Slice) -> str | None:
    """Why the version pays nothing whatever was sold: no_base, no_goal; None where it may pay."""
    terms = measured.terms
    measures = {terms.target, terms.earning}
    if measures & AGAINST_GOAL and not measured.goal:
        return "no_goal"
    if terms.target in AGAINST_BASE and base_of(terms, measured.base) is None:
        return "no_base"
    if terms.earning in AGAINST_BASE and base_of(terms, measured.earning_base) is None:
        return "no_base"
    return None


def base_of(terms: Terms, sold: Decimal | None) -> Decimal | None:
    """The base to compare with; None where the policy is to skip the dealer."""
    if sold is not None and sold > 0:
        return sold
    policy = terms.base_policy
    if policy.when_missing is WhenMissing.SKIP:
        return None
    return policy.amount if policy.when_missing is WhenMissing.AMOUNT else ZERO


def target_value(measured: Slice) -> Exact:
    """The target measure: yuan, pieces or percent. Call it only where there is a basis."""
    terms, sold = measured.terms, measured.target
    if terms.target in PLAIN:
        return sold
    match terms.target:
        case Measure.GROWTH_PERCENT:
            return _percent(sold, base_of(terms, measured.base))
        case Measure.GROWTH_AMOUNT:
            return minus(sold, base_of(terms, measured.base))
        case Measure.ATTAINMENT_PERCENT:
            return _percent(measured.attained, measured.goal)
        case Measure.MIX_PERCENT:
            return _percent(sold, measured.whole) if (measured.whole or 0) > 0 else ZERO
    return sold


def attainment(measured: Slice) -> Exact | None:
    """Percent of the goal; None where none was agreed."""
    return _percent(measured.attained, measured.goal) if measured.goal else None


def excess_of_all(measured: Slice, stretch_earning: Exact) -> Exact:
    """What a whole stretch earns on, of what it sold: the part above the base or the goal.

    stretch_earning: all that the stretch sold of what earns, yuan. Never below zero.
    """
    terms = measured.terms
    if terms.earning is Measure.EXCESS_OVER_TARGET:
        above = minus(measured.attained, measured.goal)
        return in_proportion(stretch_earning, above, measured.attained) if above > 0 else ZERO
    return max(minus(stretch_earning, base_of(terms, measured.earning_base)), ZERO)


def origin(measured: Slice, stretch_earning: Exact) -> Exact:
    """The value of the target measure from which on it earns: a slice of the scale takes of what
    earns the part that lies in it, counted from here."""
    begins = _begins(measured, stretch_earning)
    terms = measured.terms
    match terms.target:
        case Measure.GROWTH_PERCENT:
            return _percent(begins, base_of(terms, measured.base))
        case Measure.GROWTH_AMOUNT:
            return minus(begins, base_of(terms, measured.base))
        case Measure.ATTAINMENT_PERCENT:
            return (
                in_proportion(target_value(measured), begins, measured.target) if begins else ZERO
            )
    return begins


def _begins(measured: Slice, stretch_earning: Exact) -> Exact:
    """How much of the target's lines must be sold, yuan, before anything earns."""
    terms, sold = measured.terms, measured.target
    if terms.target in (Measure.MIX_PERCENT, Measure.QUANTITY) or sold <= 0:
        return ZERO  # the scale is none of money: what earns is spread over all of it
    if terms.earning is Measure.EXCESS_OVER_TARGET and measured.attained > 0:
        return in_proportion(sold, measured.goal, measured.attained)
    if terms.earning in AGAINST_BASE and stretch_earning > 0:
        return in_proportion(sold, base_of(terms, measured.earning_base), stretch_earning)
    return ZERO


def _percent(part: Exact, whole: Exact | None) -> Exact:
    if whole:
        return in_proportion(times(HUNDRED, part), ONE, whole)
    return ENDLESS if part > 0 else ZERO

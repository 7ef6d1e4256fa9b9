"""What one version grants one dealer: scope, returns, cap on the measure, step, benefit, gates.

From the docstrings of `rebates.rules`, where DOMAIN §7 is silent:
- measuring: an excess belongs to a stretch as a whole, each version takes of it what it takes of
  the sales; above a base of nothing growth is endless; a base or goal that lacks pays nothing;
- scale: a graduated slice takes what earns in proportion, counted from where earning begins; a
  target of zero or below reaches nothing; scopes: what a measure's own scope names replaces the
  version's, exclusions add up;
- gates: no goal and no grade do not hold, what cannot be held against a dealer does;
- entitlement: a cap on the measure limits the target where the same is target and earning; lump
  sums are due once in a stretch, by its last version.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.engine.plain_facts import DIMENSIONS, Facts, Window
from tests.engine.reference_lines import add, agreed, base, mine, scope_of, unit_of

ENDLESS = float("inf")  # growth over nothing: compared, never reckoned with
ZERO = Fraction(0)
OVER_BASE = ("growth_amount", "excess_over_base")
PLAIN = ("net_amount", "quantity")


@dataclass
class Granted:
    benefit: Fraction = ZERO
    step: int = 0
    target: Fraction | float = ZERO
    earning: Fraction = ZERO
    without: str | None = None


@dataclass
class Sums:
    """Of one version: what it counted; money or pieces as its measures say."""

    sold: Fraction
    earned: Fraction
    pieces: Fraction
    stretch: Fraction  # earned by all versions of the stretch, in the same unit
    base: Fraction | None
    earning_base: Fraction | None
    whole: Fraction
    goal: Fraction | None
    attained: Fraction


def one_version(programme, version, stretch, dealer, windows, facts) -> Granted:
    """windows: the days that gates ask about, over which the target runs, of the goal."""
    window, target, goal_window = windows
    terms = version.terms
    of, pays = terms["target_measure"]["of"], terms["earning_measure"]["of"]
    targeted = mine(programme, terms, "target_measure", dealer, target, facts)
    earned = mine(programme, terms, "earning_measure", dealer, version.within(window), facts)
    goal, unit = agreed(terms, dealer, goal_window, facts)
    sums = Sums(
        sold=add(targeted, unit_of(of)),
        earned=add(earned, unit_of(pays)),
        pieces=add(earned, "pieces"),
        stretch=sum(
            (
                add(mine(programme, m.terms, "earning_measure", dealer, m.within(window), facts),
                    unit_of(pays))
                for m in stretch
                if unit_of(m.terms["earning_measure"]["of"]) == unit_of(pays)
            ),
            ZERO,
        ),
        base=base(programme, terms, "target_measure", dealer, target, facts),
        earning_base=base(programme, terms, "earning_measure", dealer, target, facts),
        whole=add(mine(programme, terms, None, dealer, target, facts), "money"),
        goal=goal,
        attained=add(targeted, unit),
    )  # fmt: skip
    found = Granted(without=lacks(of, pays, sums))
    if not found.without:
        grant(found, terms, sums, last_of_stretch=version is stretch[-1])
        for gate in terms["gates"]:
            found.benefit *= factor(gate, dealer, window, sums, facts)
    return found


def lacks(of: str, pays: str, sums: Sums) -> str | None:
    if sums.goal is None and (of == "attainment_percent" or pays == "excess_over_target"):
        return "no_goal"
    if sums.base is None and of in ("growth_percent", "growth_amount"):
        return "no_base"
    if sums.earning_base is None and pays in OVER_BASE:
        return "no_base"
    return None


def grant(found: Granted, terms, sums: Sums, last_of_stretch: bool) -> None:
    """Fill in target, earning, step and the benefit before gates."""
    of, pays = terms["target_measure"]["of"], terms["earning_measure"]["of"]
    above = earns_above(pays, sums)
    earning, pieces = sums.earned, sums.earned if pays == "quantity" else sums.pieces
    if pays not in PLAIN:
        share = above / sums.stretch if sums.stretch > 0 else ZERO
        earning, pieces = earning * share, pieces * share
    target = measure_at(of, Fraction(1), sums)
    found.target, found.earning = target, earning
    cap = terms["cap"]
    if cap and cap["on"] == "measure":
        cap = Fraction(cap["amount"])
        same_lines = equal(scope_of(terms, "target_measure"), scope_of(terms, "earning_measure"))
        if of == pays and same_lines:
            target = min(target, cap)
        if above > cap:
            earning, pieces = earning * cap / above, pieces * cap / above
    bounds = [Fraction(step["from"]) for step in terms["steps"]]
    for bound in bounds:
        if target > 0 and (bound < target or (bound == target and not terms["upper_inclusive"])):
            found.step += 1
    begins = measure_at(of, unpaid_share(of, pays, sums), sums)
    for number, step in enumerate(terms["steps"], start=1):
        if terms["method"] == "graduated":
            upper = bounds[number] if number < len(bounds) else None
            entered = target > bounds[number - 1]
            share = slice_share(target, bounds[number - 1], upper, begins) if entered else ZERO
        else:
            entered = number == found.step if terms["method"] == "whole" else number <= found.step
            share = Fraction(1)
        if entered:
            found.benefit += share * earning * Fraction(step.get("percent") or 0) / 100
            found.benefit += share * pieces * Fraction(step.get("per_unit") or 0)
            if last_of_stretch:
                found.benefit += Fraction(step.get("lump_sum") or 0)


def equal(a: Mapping, b: Mapping) -> bool:
    return set(a["kinds"]) == set(b["kinds"]) and all(
        set(a[side][name]) == set(b[side][name])
        for side in ("include", "exclude")
        for name in DIMENSIONS
    )


def earns_above(pays: str, sums: Sums) -> Fraction:
    """What the whole stretch earns on."""
    if pays == "excess_over_target":
        return sums.stretch * max(1 - sums.goal / sums.attained, 0) if sums.attained > 0 else ZERO
    if pays in OVER_BASE:
        return max(sums.stretch - sums.earning_base, ZERO)
    return sums.stretch


def unpaid_share(of: str, pays: str, sums: Sums) -> Fraction:
    """The part of what was sold that must be sold before anything earns."""
    if of in ("mix_percent", "quantity") or sums.sold <= 0:
        return ZERO
    if pays == "excess_over_target" and sums.attained > 0:
        return sums.goal / sums.attained
    if pays in OVER_BASE and sums.stretch > 0:
        return sums.earning_base / sums.stretch
    return ZERO


def measure_at(of: str, share: Fraction, sums: Sums) -> Fraction | float:
    """The target measure, had only so large a part been sold."""
    sold = sums.sold * share
    if of == "growth_percent":
        return 100 * sold / sums.base if sums.base else (ENDLESS if sold > 0 else ZERO)
    if of == "growth_amount":
        return sold - sums.base
    if of == "attainment_percent":
        return 100 * sums.attained * share / sums.goal
    if of == "mix_percent":
        return 100 * sold / sums.whole if sums.whole > 0 else ZERO
    return sold


def slice_share(target, lower: Fraction, upper: Fraction | None, begins) -> Fraction:
    """Which part of what earns lies in a slice of the scale."""
    if target == ENDLESS:
        return Fraction(upper is None)
    inside = (target if upper is None else min(target, upper)) - max(lower, begins)
    return inside / (target - begins) if inside > 0 else ZERO


def factor(gate: Mapping, dealer: str, window: Window, sums: Sums, facts: Facts) -> Fraction:
    otherwise = Fraction(gate.get("else_multiply") or 0)
    if "payment_days" in gate:
        taken = facts.days_to_pay(dealer, window)
        for limit, part in gate["payment_days"]:
            if taken is None or taken <= limit:
                return Fraction(1) if taken is None else Fraction(part)
        return ZERO
    if "no_violation" in gate:
        holds = not facts.violations(dealer, gate["no_violation"], window)
    elif "grade" in gate:
        last_day = window[1] - datetime.timedelta(days=1)
        holds = facts.grade(dealer, last_day) in gate["grade"]
    elif gate["measure"] == "attainment_percent":
        attained = 100 * sums.attained / sums.goal if sums.goal else None
        holds = attained is not None and attained >= Fraction(gate["at_least"])
    else:
        known = facts.price_compliance(dealer, window)
        if gate["measure"] == "on_time_percent":
            known = None  # nobody keeps the jobs yet
        holds = known is None or known >= Fraction(gate["at_least"])
    return Fraction(1) if holds else otherwise

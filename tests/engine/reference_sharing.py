"""What dealers and programmes share: a budget by largest remainder, one of a group; the fen."""

from fractions import Fraction
from math import floor


def fen(value: Fraction) -> Fraction:
    """Half-up, away from zero."""
    whole = floor(abs(value) * 100 + Fraction(1, 2))
    return Fraction(whole if value > 0 else -whole, 100)


def share_the_budget(found: dict, versions, window, which: str) -> None:
    """Pro rata when all together, exact or rounded, ask for more; whole fen, what is left over to
    the largest remainders, of equal ones to the first by code. What is taken back is outside."""
    budget = [v for v in versions if v.within(window)][-1:]
    budget = budget[0].terms["budget"] if budget else None
    if not budget:
        return
    budget = Fraction(budget["amount"])
    claims = {d: getattr(found[d], which) for d in sorted(found) if getattr(found[d], which) > 0}
    asked = sum(claims.values(), Fraction(0))
    if asked <= budget and sum(fen(claim) for claim in claims.values()) <= budget:
        return
    exact = {d: min(claim, claim * budget / asked) * 100 for d, claim in claims.items()}
    parts = {dealer: floor(share) for dealer, share in exact.items()}
    by_remainder = sorted(claims, key=lambda dealer: parts[dealer] - exact[dealer])
    if asked < budget:
        # only the rounding is too much: what nobody asks for has a remainder of its own
        left = (budget - asked) * 100
        exact[""], parts[""] = left, floor(left)
        by_remainder = sorted([*claims, ""], key=lambda dealer: parts[dealer] - exact[dealer])
    for dealer in by_remainder[: int(budget * 100) - sum(parts.values())]:
        parts[dealer] += 1
    for dealer in claims:
        setattr(found[dealer], which, Fraction(parts[dealer], 100))


def let_one_of_each_group_pay(programmes, facts, owned: dict) -> None:
    """The best, or the first that grants anything; order: priority, then code. Of the others what
    is above zero is not paid, what is taken back is."""
    by_code = {programme.code: programme for programme in programmes}
    groups = {(p.group, d, w) for d, code, w in owned if (p := by_code[code]).group}
    for group, dealer, window in groups:
        members = [p for p in programmes if p.group == group and (dealer, p.code, window) in owned]
        members.sort(key=lambda programme: (programme.priority, programme.code))
        for which in ("now", "before"):
            its = {p.code: owned[dealer, p.code, window] for p in members}
            winner = None
            for programme in members:
                grants = getattr(its[programme.code], which)
                if grants <= 0:
                    continue
                better = programme.precedence == "best" and (
                    winner is not None and grants > getattr(its[winner], which)
                )
                if winner is None or better:
                    winner = programme.code
            for code, each in its.items():
                if winner not in (None, code) and getattr(each, which) > 0:
                    setattr(each, which, Fraction(0))

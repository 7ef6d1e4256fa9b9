"""Which lines a measure of a version counts for a dealer, what they add up to, and what they are
compared with: the base of the year before, the goal that was agreed."""

import datetime
from collections.abc import Mapping
from fractions import Fraction

from tests.engine.plain_facts import DIMENSIONS, Facts, Line, Window

ZERO = Fraction(0)


def unit_of(measure: str) -> str:
    return "pieces" if measure == "quantity" else "money"


def add(lines: list[Line], unit: str) -> Fraction:
    return sum((Fraction(getattr(line, unit)) for line in lines), ZERO)


def scope_of(terms: Mapping, measure: str | None) -> Mapping:
    """That of a measure; of the version itself for None."""
    whole, its = terms["scope"], terms[measure].get("scope") if measure else None
    if not its:
        return whole
    return {
        "kinds": its["kinds"] or whole["kinds"],
        "include": {n: its["include"][n] or whole["include"][n] for n in DIMENSIONS},
        "exclude": {n: [*its["exclude"][n], *whole["exclude"][n]] for n in DIMENSIONS},
    }


def mine(programme, terms, measure, dealer, window, facts, joined=True) -> list[Line]:
    """The lines that count for the dealer in the window."""
    by_contract = programme.by_contract and joined
    return [
        line
        for line in whose(terms, measure, dealer, facts)
        if window[0] <= line.day < window[1]
        and (not by_contract or facts.joins(programme.code, dealer, line.day))
    ]


def whose(terms, measure, dealer, facts) -> list[Line]:
    """All lines of the scope that count for the dealer, whenever: its own or, passed through, those
    of the dealers who stood directly below it on their day."""
    scope = facts.once(lambda: scope_of(terms, measure), "scope", terms, measure)
    counted = facts.once(
        lambda: [line for line in facts.known_lines() if facts.counts(scope, line)], "in", scope
    )
    if terms["pass_through"]:
        return [line for line in counted if facts.place(line.dealer, line.day)[1] == dealer]
    return [line for line in counted if line.dealer == dealer]


def base(programme, terms, measure, dealer, target, facts) -> Fraction | None:
    """What was sold one year before; where that is nothing, what the policy says (None: skip)."""
    of = terms[measure]["of"]
    start, end = (a_year_earlier(day) for day in target)
    sold = add(
        mine(programme, terms, measure, dealer, (start, end), facts, joined=False), unit_of(of)
    )
    policy = terms["baseline"] or {"when_missing": "skip"}
    if sold > 0:
        return sold
    return {"skip": None, "zero": ZERO, "amount": Fraction(policy.get("amount") or 0)}[
        policy["when_missing"]
    ]


def a_year_earlier(day: datetime.date) -> datetime.date:
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year - 1, 3, 1)
    return datetime.date(day.year - 1, day.month, day.day)


def agreed(terms, dealer: str, window: Window, facts: Facts) -> tuple[Fraction | None, str]:
    """The goal and its unit: of the one product line that is counted, else of all; money first."""
    lines = scope_of(terms, "target_measure")["include"]["product_lines"]
    line = lines[0] if len(lines) == 1 else None
    for unit in ("money", "pieces"):
        if goal := facts.asked_of(dealer, line, window, unit):
            return goal, unit
    return None, "money"

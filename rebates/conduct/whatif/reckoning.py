"""What cases cost by a ladder, all of them together. The arithmetic is that of ``rules``."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ..rules.ladder import Ladder, Offence, earlier_ones, step_for
from ..rules.penalty import Basis, UnknownBasis, penalty_of
from ..services.recounting import BESIDES

NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Fact:
    """A case that there is, or would be: what the ladder asks of it.

    ``key`` names it; ``order`` goes among offences of one day; ``why`` says why it does not count
    ("" where it does). ``pinned`` is the version by which it was decided.
    """

    key: str
    order: int
    dealer: int
    entity: int
    kind: str
    day: datetime.date
    basis: Basis
    severity: str = "general"
    why: str = ""
    violation: int | None = None
    invaded: int | None = None
    contract: int | None = None
    pinned: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A version as it is reckoned with: its name and its ladder."""

    name: str
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class Result:
    """What a case costs: yuan to the fen, None where a figure is missing (``why`` names it)."""

    fine: Decimal | None
    share: Decimal | None
    offence: int | None = None
    rule: str = ""
    why: str = ""
    besides: tuple[tuple[str, Any], ...] = ()


RuleOf = Callable[[Fact], Rule | None]


def reckon(facts: Iterable[Fact], rule_of: RuleOf) -> dict[str, Result]:
    """By key what each case costs: offences are counted by firm and kind of violation."""
    groups: dict[tuple[int, str], list[tuple[Fact, Rule | None]]] = defaultdict(list)
    for fact in facts:
        groups[fact.entity, fact.kind].append((fact, rule_of(fact)))
    return {key: result for group in groups.values() for key, result in _of_entity(group)}


def _of_entity(group: list[tuple[Fact, Rule | None]]) -> Iterable[tuple[str, Result]]:
    earlier = earlier_ones(_offence(fact, rule) for fact, rule in group if rule)
    for fact, rule in group:
        why = fact.why or ("" if rule else NO_RULE)
        if why:
            yield fact.key, Result(Decimal(0), Decimal(0), why=why)
        else:
            yield fact.key, _result(fact, rule, len(earlier[fact.order]) + 1)


def _offence(fact: Fact, rule: Rule) -> Offence:
    return Offence(fact.order, fact.day, not fact.why, rule.ladder, fact.severity, fact.contract)


def _result(fact: Fact, rule: Rule, number: int) -> Result:
    step = step_for(rule.ladder.steps, number, fact.severity)
    found = Result(None, None, number, rule.name, besides=_besides(step))
    try:
        penalty = penalty_of(step, fact.basis, rule.ladder.share_percent, fact.invaded is not None)
    except UnknownBasis as missing:
        return replace(found, why=missing.figure)
    return replace(found, fine=penalty.fine, share=penalty.share)


def _besides(step: Any) -> tuple[tuple[str, Any], ...]:
    """What a step brings that is no sum; numbers as text, free of language."""
    values = ((name, getattr(step, name)) for name in BESIDES) if step else ()
    return tuple((n, str(v) if isinstance(v, Decimal) else v) for n, v in values if v)

"""Programmes for the dealer they pay: in names instead of codes, without a word of others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from channels_mgmt.core.scopes import Scope
from dealers.choices import SalesChannel
from dealers.models import ProductLine, Region, Shop, Tier
from rebates.rules.terms import Selection, Terms
from rebates.services.progress import Progress
from rebates.services.sight import Sight
from rebates.wording import plain_sentences
from rebates.wording.plain import benefit, bound

NAMED = {"product_lines": ProductLine, "regions": Region, "tiers": Tier, "shops": Shop}
SIDES = ("include", "exclude")


@dataclass(frozen=True, slots=True)
class StepRow:
    number: int
    begins: str
    benefit: str
    reached: bool
    current: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A programme's period with its rule."""

    progress: Progress
    sentences: list[str]
    steps: list[StepRow]


def told(found: Iterable[Progress], scope: Scope) -> list[Told]:
    """The rule of each in the language of the reader: a query for each kind of name."""
    found, sight = list(found), Sight(scope)
    seen = [sight.terms(progress.standing.terms) for progress in found]
    names = names_of(terms for terms, _unseen in seen)
    return [
        Told(progress, plain_sentences(named(terms, names), unseen), steps_of(progress))
        for progress, (terms, unseen) in zip(found, seen, strict=True)
    ]


def steps_of(progress: Progress) -> list[StepRow]:
    terms, step = progress.standing.terms, progress.standing.step
    ahead = progress.standing.ahead
    return [
        StepRow(
            number,
            bound(each, terms),
            benefit(each),
            reached=number <= step,
            current=number == step,
            ahead=ahead is not None and number == ahead.step,
        )
        for number, each in enumerate(terms.steps, start=1)
    ]


def names_of(versions: Iterable[Terms]) -> dict[str, dict[str, str]]:
    """The name of every code that a version has, by dimension."""
    asked: dict[str, set[str]] = {name: set() for name in NAMED}
    for terms in versions:
        for side in SIDES:
            for name in NAMED:
                asked[name] |= {*getattr(getattr(terms.scope, side), name)}
    names: dict[str, dict[str, Any]] = {
        name: {row.code: row.label for row in NAMED[name].objects.filter(code__in=codes)}
        for name, codes in asked.items()
        if codes
    }
    return names | {"channels": {value: str(label) for value, label in SalesChannel.choices}}


def named(terms: Terms, names: dict[str, dict[str, str]]) -> Terms:
    """The same with names in the place of codes; to be read, not to be calculated with."""

    def selection(codes: Selection) -> Selection:
        return replace(codes, **{
            name: tuple(known.get(code, code) for code in getattr(codes, name))
            for name, known in names.items()
        })  # fmt: skip

    sides = {side: selection(getattr(terms.scope, side)) for side in SIDES}
    return replace(terms, scope=replace(terms.scope, **sides))

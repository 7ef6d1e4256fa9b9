"""Programmes for the dealer they pay: in names instead of codes, without a word of others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from channels_mgmt.core.scopes import Scope
from dealers.choices import SalesChannel
from dealers.models import ProductLine, Region, Shop, Tier
from rebates.rules.scopes import Selection
from rebates.rules.terms import Terms
from rebates.services.progress import Progress
from rebates.services.sight import SCOPES, SIDES, Sight
from rebates.wording import plain, plain_sentences
from rebates.wording.plain import benefit, bound
from rebates.wording.plain_scopes import Unseen

NAMED = {"product_lines": ProductLine, "regions": Region, "tiers": Tier, "shops": Shop}


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
    conditions: list[str]  # a sentence for each gate; the other sentences leave them out
    steps: list[StepRow]


def told(found: Iterable[Progress], scope: Scope) -> list[Told]:
    """The rule of each in the language of the reader: a query for each kind of name."""
    found, sight = list(found), Sight(scope)
    seen = [sight.terms(progress.standing.terms) for progress in found]
    names = names_of(terms for terms, _unseen in seen)
    return [
        _told(progress, named(terms, names), unseen)
        for progress, (terms, unseen) in zip(found, seen, strict=True)
    ]


def _told(progress: Progress, terms: Terms, unseen: Unseen) -> Told:
    conditions = [*plain.conditions(terms)]
    rule = plain_sentences(replace(terms, gates=()), unseen)
    return Told(progress, rule, conditions, steps_of(progress))


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
        for selection in selections(terms):
            for name in NAMED:
                asked[name] |= {*getattr(selection, name)}
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

    scopes = {
        place: replace(scope, **{side: selection(getattr(scope, side)) for side in SIDES})
        for place in SCOPES
        if (scope := getattr(terms, place)) is not None
    }
    return replace(terms, **scopes)


def selections(terms: Terms) -> Iterator[Selection]:
    """What each scope of a version takes in and leaves out."""
    for place in SCOPES:
        if (scope := getattr(terms, place)) is not None:
            yield from (getattr(scope, side) for side in SIDES)

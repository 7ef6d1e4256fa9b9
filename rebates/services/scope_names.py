"""What a version names, in names instead of codes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from dealers.choices import SalesChannel
from dealers.models import ProductLine, Region, Shop, Tier

from ..rules.scopes import Selection
from ..rules.terms import Terms
from ..wording import plain_sentences
from ..wording.plain_scopes import Unseen
from .sight import SCOPES, SIDES, Sight

NAMED = {"product_lines": ProductLine, "regions": Region, "tiers": Tier, "shops": Shop}


def sentences_for(versions: Iterable[Terms], sight: Sight) -> list[list[str]]:
    """Each version in words, as far as it is in sight."""
    return [plain_sentences(*seen) for seen in seen_in_names(versions, sight)]


def seen_in_names(versions: Iterable[Terms], sight: Sight) -> list[tuple[Terms, Unseen]]:
    """Each version in names, as far as it is in sight, and how much is not: a query for each kind
    of name."""
    seen = [sight.terms(terms) for terms in versions]
    names = names_of(terms for terms, _unseen in seen)
    return [(named(terms, names), unseen) for terms, unseen in seen]


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

"""How much a person reads of whom a version is for: she may know that others are named, not who.

A code of a dealer or a shop that lies outside her part of the channel is counted, never shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from channels_mgmt.core.scopes import Scope, ScopedQuerySet

from ..rules.scopes import LineScope, OwnScope, Selection
from ..rules.terms import Terms
from .scope_codes import CODED

SIDES = ("include", "exclude")
SCOPES = ("scope", "target_scope", "earning_scope")
MEASURES = ("target_measure", "earning_measure")
UNSEEN = "_out_of_sight"
"""Ends the name of a count in a document; no programme file may have one, so that a document with
gaps cannot be taken in again."""


@dataclass(slots=True)
class Sight:
    """Which codes a scope sees: one query for each kind of them, however many versions are told."""

    scope: Scope
    known: dict[str, set[str]] = field(default_factory=dict)

    def seen(self, dimension: str, codes: Iterable[str]) -> list[str]:
        """Those of the codes that are in sight, in their order."""
        if not self._guarded(dimension):
            return list(codes)
        if dimension not in self.known:
            model, column = CODED[dimension]
            rows = ScopedQuerySet(model).visible_to(self.scope)
            self.known[dimension] = set(rows.values_list(column, flat=True))
        return [code for code in codes if code in self.known[dimension]]

    def _guarded(self, dimension: str) -> bool:
        reach = CODED[dimension][0].reach if dimension in CODED else None
        return not self.scope.everything and reach is not None and not reach.public

    def told(self, name: str, value: Any) -> Any:
        """A value of a version by its name, as a column or in its document."""
        if name in SCOPES:
            return self.document(value) if isinstance(value, Mapping) else value
        return self.version({name: value})[name]

    def version(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """A version object, with counts for the codes out of sight in each of its scopes."""
        told = dict(document)
        if isinstance(told.get("scope"), Mapping):
            told["scope"] = self.document(told["scope"])
        for name in MEASURES:
            measure = told.get(name)
            if isinstance(measure, Mapping) and isinstance(measure.get("scope"), Mapping):
                told[name] = {**measure, "scope": self.document(measure["scope"])}
        return told

    def document(self, scope: Mapping[str, Any]) -> dict[str, Any]:
        """A scope as it stands in a programme file, with counts for the codes out of sight."""
        told = dict(scope)
        for side in SIDES:
            if isinstance(scope.get(side), Mapping):
                told[side] = self._selection(scope[side])
        return told

    def _selection(self, selection: Mapping[str, Any]) -> dict[str, Any]:
        told = {}
        for dimension, codes in selection.items():
            told[dimension] = self.seen(dimension, codes)
            if hidden := len(codes) - len(told[dimension]):
                told[dimension + UNSEEN] = hidden
        return told

    def terms(self, terms: Terms) -> tuple[Terms, dict[tuple[str, str, str], int]]:
        """The terms with the codes in sight, and how many others each selection names, by the name
        of its scope, side and dimension."""
        hidden: dict[tuple[str, str, str], int] = {}
        seen = {
            place: self._lines(scope, place, hidden)
            for place in SCOPES
            if (scope := getattr(terms, place)) is not None
        }
        return replace(terms, **seen), hidden

    def _lines(
        self, scope: LineScope | OwnScope, place: str, hidden: dict[tuple[str, str, str], int]
    ) -> LineScope | OwnScope:
        sides = {}
        for side in SIDES:
            selection: Selection = getattr(scope, side)
            named = {each.name: getattr(selection, each.name) for each in fields(selection)}
            seen = {name: tuple(self.seen(name, codes)) for name, codes in named.items() if codes}
            hidden.update(
                {
                    (place, side, name): len(named[name]) - len(codes)
                    for name, codes in seen.items()
                    if len(codes) < len(named[name])
                }
            )
            sides[side] = replace(selection, **seen)
        return replace(scope, **sides)


def reaches_all(scope: Scope, terms: Terms) -> bool:
    """Whether a right covers all whom a version is for, in each of its scopes. One that passes
    through pays dealers that it does not name: it takes a right over everything."""
    if terms.pass_through and not scope.everything:
        return False
    lines = {terms.scope, terms.target_lines, terms.earning_lines}
    return all(reaches(scope, each) for each in lines)


def reaches(scope: Scope, lines: LineScope) -> bool:
    """Whether a right over this part of the channel covers all whom a version is for.

    One that names no dealers is for everybody: it takes a right over everything.
    """
    if scope.everything:
        return True
    sight = Sight(scope)
    named = [
        (each.name, getattr(getattr(lines, side), each.name))
        for side in SIDES
        for each in fields(Selection)
    ]
    return bool(lines.include.dealers) and all(
        len(sight.seen(dimension, codes)) == len(codes) for dimension, codes in named
    )

"""Who sees which rows: computed once a request, passed everywhere, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db.models import Manager, Model, Q, QuerySet

from .trees import within
from .verbs import Verb


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a person may see: all, some region subtrees (brand side), or some dealers."""

    everything: bool = False
    regions: tuple[str, ...] = ()  # paths of region subtrees
    dealers: frozenset[int] = frozenset()

    @property
    def brand_side(self) -> bool:
        return self.everything or bool(self.regions)

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.regions or self.dealers)

    def __or__(self, other: Self) -> "Scope":
        return Scope(
            self.everything or other.everything,
            tuple(dict.fromkeys(self.regions + other.regions)),
            self.dealers | other.dealers,
        )


def union(scopes: Iterable[Scope]) -> Scope:
    whole = Scope()
    for scope in scopes:
        whole |= scope
    return whole


@dataclass(frozen=True, slots=True)
class Reach:
    """How a model's rows are reached; every model declares one as ``reach``.

    ``public``: every signed-in person sees all rows (reference data).
    ``brand``: everybody on the brand side sees all rows, dealers none.
    ``dealer``/``region``: the columns that hold the dealer's id and the region's path; several
    region columns: any of them.
    ``dealer_sees``: what must hold besides before the dealer side sees a row.
    ``brand_sees``: the rows that everybody on the brand side sees besides those of her region.
    """

    public: bool = False
    brand: bool = False
    dealer: str = ""
    region: str | tuple[str, ...] = ()
    dealer_sees: Q = field(default_factory=Q)
    brand_sees: Q | None = None

    def admits(self, scope: Scope) -> bool:
        """Whether a person of this scope may know that such rows exist at all."""
        if scope.everything or (self.public and not scope.nothing):
            return True
        if scope.brand_side and (self.brand or self.region):
            return True
        return bool(self.dealer and scope.dealers)

    def shows_all(self, scope: Scope) -> bool:
        """Whether a person of this scope sees every row: then none need be looked for."""
        whole = self.public and not scope.nothing
        return scope.everything or whole or (self.brand and scope.brand_side)

    def rows(self, scope: Scope) -> Q | None:
        """The condition for the rows in scope; None means no row at all."""
        if self.shows_all(scope):
            return Q()
        columns = (self.region,) if isinstance(self.region, str) else self.region
        conditions = [within(column, path) for column in columns for path in scope.regions]
        if self.brand_sees is not None and scope.brand_side:
            conditions.append(self.brand_sees)
        if self.dealer and scope.dealers:
            conditions.append(Q(**{f"{self.dealer}__in": scope.dealers}) & self.dealer_sees)
        if not conditions:
            return None
        either = conditions[0]
        for condition in conditions[1:]:
            either |= condition
        return either


class ScopedQuerySet(QuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """The rows a scope may see, by the model's ``reach``."""
        rows = self.model.reach.rows(scope)
        return self.none() if rows is None else self.filter(rows)


ScopedManager = Manager.from_queryset(ScopedQuerySet)


@dataclass(frozen=True)
class Access:
    """What one person may see and do: one right per valid grant."""

    user: Any = None
    rights: tuple[tuple[frozenset[Verb], Scope], ...] = ()

    @cached_property
    def scope(self) -> Scope:
        return union(scope for _, scope in self.rights)

    def may(self, verb: Verb) -> bool:
        return any(verb in verbs for verbs, _ in self.rights)

    def to(self, verb: Verb) -> Scope:
        """The rows on which the person may do this: a right in one region is none in another."""
        return union(scope for verbs, scope in self.rights if verb in verbs)

    def reaches(self, verb: Verb, record: Model) -> bool:
        """Whether the person may do this to a stored record; asked of the database."""
        rows = ScopedQuerySet(type(record))
        return self.may(verb) and rows.visible_to(self.to(verb)).filter(pk=record.pk).exists()

    def for_reading(self) -> "Access":
        """The same for a request that changes nothing."""
        return ReadingAccess(self.user, self.rights)

    def require(self, verb: Verb, record: Model) -> None:
        """Raise PermissionDenied where the person may not do this to a stored record."""
        if not self.reaches(verb, record):
            raise PermissionDenied


class ReadingAccess(Access):
    """Of one request that changes nothing: what it asked of a record it does not ask again."""

    @cached_property
    def _reached(self) -> dict[tuple[Scope, type[Model], Any], bool]:
        return {}

    def reaches(self, verb: Verb, record: Model) -> bool:
        asked = self.to(verb), type(record), record.pk
        if asked not in self._reached:
            self._reached[asked] = super().reaches(verb, record)
        return self._reached[asked]


SYSTEM = Access(rights=((frozenset(Verb), Scope(everything=True)),))
"""The command line and the worker: no person, everything allowed."""

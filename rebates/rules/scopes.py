"""Which sales lines count: of which kinds, in and not in which parts of the trade."""

from dataclasses import dataclass, fields
from enum import StrEnum


class LineKind(StrEnum):
    SELL_IN = "sell_in"
    SELL_THROUGH = "sell_through"
    SELL_OUT = "sell_out"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes by dimension, each sorted and without doubles. An empty dimension says nothing."""

    product_lines: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    dealers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()


DIMENSIONS = tuple(field.name for field in fields(Selection))


@dataclass(frozen=True, slots=True)
class LineScope:
    """Which lines count: of one of the kinds, in every included dimension, in no excluded one."""

    kinds: tuple[LineKind, ...]
    include: Selection = Selection()
    exclude: Selection = Selection()


@dataclass(frozen=True, slots=True)
class OwnScope:
    """The scope of one measure: what it names takes the place of what the version's scope names in
    that dimension, what it does not name is the version's; what either excludes is excluded."""

    kinds: tuple[LineKind, ...] = ()
    include: Selection = Selection()
    exclude: Selection = Selection()

    def within(self, scope: LineScope) -> LineScope:
        """Which lines the measure counts in a version of this scope."""
        return LineScope(
            self.kinds or scope.kinds,
            Selection(
                *(
                    getattr(self.include, name) or getattr(scope.include, name)
                    for name in DIMENSIONS
                )
            ),
            Selection(
                *(
                    tuple(sorted({*getattr(self.exclude, name), *getattr(scope.exclude, name)}))
                    for name in DIMENSIONS
                )
            ),
        )

"""Whether what a programme's scope names exists: a misspelt code would silently pay nothing."""

from collections.abc import Iterable
from dataclasses import fields

from channels_mgmt.core.scopes import Scope, ScopedQuerySet
from dealers.choices import SalesChannel
from dealers.models import Dealer, ProductLine, Region, Shop, Tier
from pricing.models import SKU

from ..rules.faults import Fault
from ..rules.terms import LineScope, Selection

CODED = {
    "product_lines": (ProductLine, "code"),
    "skus": (SKU, "code"),
    "brands": (SKU, "brand"),
    "regions": (Region, "code"),
    "tiers": (Tier, "code"),
    "dealers": (Dealer, "code"),
    "shops": (Shop, "code"),
}
BATCH = 500  # names in one query; SQLite limits its parameters


def missing_codes(scope: LineScope, sight: Scope) -> list[Fault]:
    """One fault for each code that does not exist, at `scope.include.…` or `scope.exclude.…`.

    A code out of sight is answered as one that does not exist.
    """
    faults = []
    for side in ("include", "exclude"):
        selection: Selection = getattr(scope, side)
        for dimension in (field.name for field in fields(selection)):
            codes = getattr(selection, dimension)
            found = existing(dimension, codes, sight) if codes else set()
            faults += [
                Fault(f"scope.{side}.{dimension}", "no_such_code", code)
                for code in codes
                if code not in found
            ]
    return faults


def existing(dimension: str, codes: Iterable[str], sight: Scope) -> set[str]:
    """Those of the codes that exist, as far as the scope sees."""
    if dimension == "channels":
        return set(SalesChannel.values)
    model, column = CODED[dimension]
    rows = ScopedQuerySet(model).visible_to(sight)
    codes, found = list(codes), set()
    for start in range(0, len(codes), BATCH):
        chosen = {f"{column}__in": codes[start : start + BATCH]}
        found.update(rows.filter(**chosen).values_list(column, flat=True))
    return found

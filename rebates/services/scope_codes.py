"""Whether what a programme's scope names exists: a misspelt code would silently pay nothing."""

from collections.abc import Iterable

from channels_mgmt.core.scopes import Scope, ScopedQuerySet
from dealers.choices import Grade, SalesChannel
from dealers.models import Dealer, ProductLine, Region, Shop, Tier
from pricing.models import SKU
from rebates.conduct.choices import ViolationKind
from rebates.sales.service_facts import on_time_known

from ..rules.faults import Fault
from ..rules.gates import AtLeast, GateMeasure, GradeIs, NoViolation
from ..rules.scopes import DIMENSIONS, LineScope, OwnScope, Selection
from ..rules.terms import Terms

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


def missing_in(terms: Terms, sight: Scope) -> list[Fault]:
    """One fault for each code in the terms that does not exist: in its scopes, in its gates."""
    faults = missing_codes(terms.scope, sight, "scope")
    for scope, place in (
        (terms.target_scope, "target_measure.scope"),
        (terms.earning_scope, "earning_measure.scope"),
    ):
        faults += missing_codes(scope, sight, place) if scope else []
    return faults + _wrong_gates(terms)


def missing_codes(scope: LineScope | OwnScope, sight: Scope, place: str) -> list[Fault]:
    """One fault for each code that does not exist, at `include.…` or `exclude.…` of the place.

    A code out of sight is answered as one that does not exist.
    """
    faults = []
    for side in ("include", "exclude"):
        selection: Selection = getattr(scope, side)
        for dimension in DIMENSIONS:
            codes = getattr(selection, dimension)
            found = existing(dimension, codes, sight) if codes else set()
            faults += [
                Fault(f"{place}.{side}.{dimension}", "no_such_code", code)
                for code in codes
                if code not in found
            ]
    return faults


def _wrong_gates(terms: Terms) -> list[Fault]:
    """Kinds and grades that do not exist; a measure that nobody keeps the facts of."""
    faults = []
    for index, gate in enumerate(terms.gates):
        place = f"gates[{index}]"
        if isinstance(gate, NoViolation):
            faults += _unknown(gate.kinds, ViolationKind.values, f"{place}.no_violation")
        elif isinstance(gate, GradeIs):
            faults += _unknown(gate.grades, Grade.values, f"{place}.grade")
        elif isinstance(gate, AtLeast) and not _recorded(gate.measure):
            faults.append(Fault(f"{place}.measure", "no_facts", gate.measure.value))
    return faults


def _recorded(measure: GateMeasure) -> bool:
    """Whether anybody records what is measured."""
    return measure is not GateMeasure.ON_TIME_PERCENT or on_time_known()


def _unknown(codes: Iterable[str], known: Iterable[str], place: str) -> list[Fault]:
    return [
        Fault(place, "not_a_choice", code, {"choices": ", ".join(known)})
        for code in codes
        if code not in known
    ]


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

"""The matrix of roles and actions, made from ``dealers.roles``: what the page shows holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Scope, Verb

from ..choices import Role
from ..models.grants import EVERYWHERE_ROLES
from ..roles import DEALER_ROLES, PERMITS, moves_money
from .granting import REGION_ROLES

SUBJECTS = {
    "structure": _("Channel"),
    "contracts": _("Contracts"),
    "products": _("Products"),
    "masters": _("Master data"),
    "sales": _("Sales"),
    "programmes": _("Rebate programmes"),
    "runs": _("Settlement"),
    "entries": _("Payouts and adjustments"),
    "controls": _("Price controls"),
    "statements": _("Statements"),
    "penalties": _("Penalty rules"),
    "cases": _("Cases"),
    "people": _("People"),
    "jobs": _("Background work"),
}


@dataclass(frozen=True, slots=True)
class Column:
    role: Role
    reaches: Any
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Row:
    verb: Verb
    ticks: list[bool]


@dataclass(frozen=True, slots=True)
class Subject:
    label: Any
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: list[Column]
    subjects: list[Subject]


def reaches(role: Role) -> Any:
    """The rows of a role, in words: the bound that its grant must have."""
    if role in EVERYWHERE_ROLES:
        return _("Everything, or one region")
    return _("One region") if role in REGION_ROLES else _("One dealer")


def matrix_for(scope: Scope) -> Matrix:
    """All of it for the brand side; for dealers their own roles, with what these may do."""
    return matrix(Role if scope.brand_side else [r for r in Role if r in DEALER_ROLES])


def matrix(roles: Iterable[Role]) -> Matrix:
    roles = list(roles)
    subjects: dict[str, list[Row]] = {}
    for verb in Verb:
        ticks = [verb in PERMITS[role] for role in roles]
        if any(ticks):
            subjects.setdefault(verb.subject, []).append(Row(verb, ticks))
    return Matrix(
        [Column(role, reaches(role), moves_money(role)) for role in roles],
        [Subject(SUBJECTS[name], rows) for name, rows in subjects.items()],
    )

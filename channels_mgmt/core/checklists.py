"""What to look at before the sales of some days are settled; every floor adds what it knows of.

A floor registers a function in ``AppConfig.ready()``. It is asked what is to be settled and by whom
it is seen, and answers its items: also those of which there are none, which are then ticked off.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .choices import Status
from .scopes import Scope


class Weight(Status):
    """What an item means for what is to be settled."""

    BLOCKS = "blocks", "red", _("Wait")
    WARNS = "warns", "orange", _("Look")
    TELLS = "tells", "azure", _("Good to know")

    @classmethod
    def moves(cls):
        return {}


@dataclass(frozen=True, slots=True)
class Asked:
    """The days from ``date_from`` up to, not including, ``date_to``; codes, none means all."""

    date_from: datetime.date
    date_to: datetime.date
    programmes: tuple[str, ...] = ()
    dealers: tuple[str, ...] = ()

    @property
    def last_day(self) -> datetime.date:
        return self.date_to - datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Item:
    """How many there are of what should be looked at, and where that is mended."""

    name: str  # for programs
    label: Any
    count: int
    advice: Any = ""
    weight: Weight = Weight.WARNS
    page: str = ""  # the name of the address where it is mended
    query: str = ""
    key: int | None = None  # of the record whose page that is

    @property
    def url(self) -> str:
        """Made when it is shown: a command has no pages."""
        if not self.page:
            return ""
        address = reverse(self.page, args=[] if self.key is None else [self.key])
        return f"{address}?{self.query}" if self.query else address

    @property
    def blocks(self) -> bool:
        return bool(self.count) and self.weight == Weight.BLOCKS


CheckFunction = Callable[[Asked, Scope], Iterable[Item]]
_checks: dict[CheckFunction, bool] = {}


def register_check(check: CheckFunction, *, may_block: bool = False) -> None:
    """Ask this too. Only what may block is asked again before others may go on."""
    _checks[check] = may_block


def checklist(asked: Asked, scope: Scope) -> list[Item]:
    """Every item; those that keep the others waiting come first, ticked ones last."""
    weights = list(Weight)
    found = [item for check in _checks for item in check(asked, scope)]
    return sorted(found, key=lambda item: (not item.count, weights.index(item.weight)))


def blocking(asked: Asked, scope: Scope) -> list[Item]:
    """What keeps the days from being settled now."""
    checks = [check for check, may_block in _checks.items() if may_block]
    return [item for check in checks for item in check(asked, scope) if item.blocks]

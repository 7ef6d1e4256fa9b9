"""Two sides read the same history. The dealer side hears the names and reasons of its own people;
whatever anybody else did, the brand did.

Who works for a dealer is known on a floor above: it says so by ``colleagues_are``.
"""

import datetime
from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import AuditEntry, User
from .scopes import Scope

Act = tuple[int, datetime.date]  # a person's key, and the day on which she did something
Colleagues = Callable[[set[Act], Scope], set[Act]]
_registered: list[Colleagues] = []


def colleagues_are(function: Colleagues) -> None:
    """Register who says which of these acts were done by people of the scope's dealers."""
    _registered[:] = [function]


class Side:
    """Whom a reader hears of; one query, and none for the brand side, which hears of everybody."""

    def __init__(self, acts: Iterable[Act], scope: Scope) -> None:
        self.hears_all = scope.brand_side
        self.own: set[Act] = set()
        if acts and not self.hears_all:
            for colleagues in _registered:
                self.own |= colleagues(set(acts), scope)

    def hears(self, entry: AuditEntry) -> bool:
        """Whether she may know who wrote the entry, and why."""
        return self.hears_all or (entry.by_id, day_of(entry)) in self.own

    def who(self, entry: AuditEntry) -> str:
        if not self.hears(entry):
            return _("The brand")
        return str(entry.by) if entry.by else _("System")

    def reason(self, entry: AuditEntry) -> str:
        return entry.reason if self.hears(entry) else ""

    def names(self, people: Iterable[User]) -> dict[int, str]:
        """What the persons are called that an entry names as a value, such as who approved."""
        known = {pk for pk, _day in self.own}
        return {
            person.pk: str(person) if self.hears_all or person.pk in known else _("The brand")
            for person in people
        }


def day_of(entry: AuditEntry) -> datetime.date:
    return timezone.localdate(entry.at)

"""A brand's life: random operations by a seed, each done by the real services, and its log.

An operation is one act of one person (or of the command line). It gives back what it did, in
words; where the services refuse it, nothing may have changed. Nothing here depends on how many
operations are asked for: the first thousand of two thousand are the same thousand.
"""

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Dealer
from tests.simulation.expected import Expected
from tests.simulation.market import FIRST_DAY, Market

LAST_DAY = datetime.date(2026, 6, 30)
PACE = (0, 0, 1, 1, 2, 3)  # days between two operations
REFUSED = (PermissionDenied, ValidationError)
Operation = Callable[["Life"], str]


class NothingToDo(Exception):
    """There is nothing this operation could be done to: another one is chosen."""


class Refused(Exception):
    """Refused by the answer of a service, not by an exception of its own."""


class Life:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.today = FIRST_DAY
        self.market = Market()
        self.expected = Expected()
        self.folder = Path(tempfile.mkdtemp())
        self.numbers = 0
        self.wrong: list[str] = []  # what an operation found itself

    def number(self) -> int:
        """One that was not given before: for order numbers, codes and references."""
        self.numbers += 1
        return self.numbers

    def step(self, operations: dict[Operation, int]) -> tuple[str, str, str]:
        """Do one of the operations by weight: its name, "done" or "refused", and what it says."""
        later = self.today + datetime.timedelta(days=self.dice.choice(PACE))
        self.today = min(later, LAST_DAY)
        while True:
            [operation] = self.dice.choices(list(operations), list(operations.values()))
            try:
                return operation.__name__, "done", operation(self)
            except NothingToDo:
                continue
            except (*REFUSED, Refused) as refusal:
                return operation.__name__, "refused", _words(refusal)

    def maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def one_of(self, rows: QuerySet | list) -> Any:
        """Any of them, the later ones more often; raises NothingToDo where there is none."""
        rows = list(rows.order_by("pk")) if isinstance(rows, QuerySet) else rows
        if not rows:
            raise NothingToDo
        chosen = max(self.dice.randrange(len(rows)), self.dice.randrange(len(rows)))
        return rows[chosen]

    def who(self, verb: Verb) -> Access:
        """Somebody who has the right; now and then somebody who has not."""
        able = self.market.able(verb)
        return self.dice.choice(self.market.staff if self.maybe(0.05) else able)

    def dealer(self) -> Dealer:
        code = self.dice.choice(list(self.market.dealers))
        return Dealer.objects.get(code=code)

    def principal(self, dealer: Dealer) -> Access:
        """The dealer's own; now and then another dealer's."""
        codes = list(self.market.principals)
        code = self.dice.choice(codes) if self.maybe(0.05) else dealer.code
        return self.market.principals[code]

    def day_before(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=self.dice.randrange(days))


def _words(refusal: Exception) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)[:200]
    return str(refusal)[:200] or type(refusal).__name__

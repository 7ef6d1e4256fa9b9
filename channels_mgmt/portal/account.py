"""What stands on a dealer's account: balance, deposit, penalties, movements, statements."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from channels_mgmt.core.scopes import Scope
from dealers.choices import Account
from dealers.models import LedgerEntry
from rebates.choices import AnswerState
from rebates.fines.demands import open_demands
from rebates.fines.presenting import demand_words
from rebates.fines.stating import demand_facts
from rebates.models import Statement, TopUpDemand
from rebates.services.answers import days_left

DEALERS = frozenset(Account.of_dealer())
"""The accounts that are the dealer's; the others are the brand's."""
WAITING = (AnswerState.OPEN, AnswerState.REPLIED)
"""It is the dealer's turn."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A ledger entry from the dealer's side: `amount` is above zero when the dealer gains it.

    Between two of the dealer's own accounts nothing is gained: `amount` is what moves, and
    `given_by` the account it leaves.
    """

    entry: LedgerEntry
    account: Account
    amount: Decimal
    given_by: Account | None = None


def movement(entry: LedgerEntry) -> Movement:
    debit, credit = Account(entry.debit), Account(entry.credit)
    if credit not in DEALERS:
        return Movement(entry, debit, -entry.amount)
    return Movement(entry, credit, entry.amount, debit if debit in DEALERS else None)


def entries_of(scope: Scope) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.visible_to(scope).order_by("-date", "-id")


def movements(scope: Scope, limit: int) -> list[Movement]:
    return [movement(entry) for entry in entries_of(scope)[:limit]]


def penalties(scope: Scope) -> list[Movement]:
    """What was put to the account of fines, and what was taken off it again."""
    rows = entries_of(scope).filter(Q(debit=Account.FINES) | Q(credit=Account.FINES))
    signed = []
    for entry in rows:
        taken = entry.debit == Account.FINES
        signed.append(Movement(entry, Account.FINES, -entry.amount if taken else entry.amount))
    return signed


def penalties_in_total(scope: Scope) -> Decimal:
    """Yuan, above zero where the dealer has been fined."""
    return -entries_of(scope).balance([Account.FINES])


def demands(scope: Scope) -> list[tuple[TopUpDemand, str]]:
    """What the dealer still has to lodge, and until when, in words."""
    seen = TopUpDemand.objects.visible_to(scope).values("pk")
    found = open_demands().filter(pk__in=seen).select_related("contract")
    return [(demand, demand_words(demand_facts(demand))) for demand in found]


def statements(scope: Scope) -> QuerySet[Statement]:
    return Statement.objects.visible_to(scope).with_answer().defer("content")


def waiting(scope: Scope) -> list[Statement]:
    """The statements to which the dealer is to say something: replies first, then the oldest."""
    found = statements(scope).filter(answer__in=WAITING).select_related("reminder").order_by("id")
    return sorted(found, key=lambda statement: statement.answer != AnswerState.REPLIED)


def reminded(waiting: list[Statement]) -> list[tuple[Statement, int]]:
    """Those of which the dealer was reminded, and how many days are left, the most urgent first."""
    found = [
        (statement, days_left(statement))
        for statement in waiting
        if statement.answer == AnswerState.OPEN and hasattr(statement, "reminder")
    ]
    return sorted(found, key=lambda each: each[1])

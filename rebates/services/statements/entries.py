"""Ledger entries as the content of a statement holds them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.told import stored
from dealers.choices import Account
from dealers.models import Dealer, LedgerEntry
from dealers.services.ledger import entries_for
from dealers.services.manual_entries import kind_of

from ...fines.planning import Draw
from ...fines.posting import postings_of
from ...models import SettlementRun

BALANCE = frozenset(Account.of_balance())
DEPOSIT = frozenset({Account.DEPOSIT})


def effect(entry: LedgerEntry, accounts: frozenset[str]) -> Decimal:
    """What an entry adds to the accounts, in yuan: received less given."""
    return entry.amount * ((entry.credit in accounts) - (entry.debit in accounts))


def entry_facts(entry: LedgerEntry, accounts: frozenset[str]) -> dict[str, Any]:
    return {
        "entry": entry.pk,
        "date": str(entry.date),
        "debit": entry.debit,
        "credit": entry.credit,
        "amount": as_text(effect(entry, accounts)),
        "source": entry.source,
        "memo": stored(entry.memo),
        "reverses": entry.reverses_id,
        **_kind(entry),
    }


def _kind(entry: LedgerEntry) -> dict[str, str]:
    """The kind of an entry made by hand, only where its accounts do not tell."""
    made = getattr(entry, "manual_entry", None)
    if made is None or made.kind == kind_of(entry.debit, entry.credit):
        return {}
    return {"kind": made.kind}


def deposit_facts(dealer: Dealer, entries: Sequence[LedgerEntry]) -> dict[str, Any]:
    """The deposit is apart from the balance; its movements are those since the last statement."""
    moved = [entry_facts(entry, DEPOSIT) for entry in entries if effect(entry, DEPOSIT)]
    closing = LedgerEntry.objects.filter(dealer=dealer).balance([Account.DEPOSIT])
    closing += sum((effect(entry, DEPOSIT) for entry in entries if not entry.pk), NOTHING)
    total = sum((Decimal(entry["amount"]) for entry in moved), NOTHING)
    return {"opening": as_text(closing - total), "entries": moved, "closing": as_text(closing)}


def drawing_entries(run: SettlementRun, dealer: Dealer, draws: Sequence[Draw]) -> list[LedgerEntry]:
    """What a draft would draw, as the entries that it would write."""
    return entries_for(dealer=dealer, postings=postings_of(run, (), draws), source="settlement:")


def as_text(number: Decimal) -> str:
    return f"{number:f}"

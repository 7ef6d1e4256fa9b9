"""Movements on a dealer's accounts."""

from decimal import Decimal

from dealers.choices import Account
from dealers.models import Dealer, LedgerEntry, ManualEntry
from dealers.services.ledger import Posting, post
from dealers.services.manual_entries import posting_of, source_of

from .channel import make_dealer
from .common import START, numbers


def make_entry(amount: Decimal | str = "10.00", **more) -> LedgerEntry:
    values = {
        "account": Account.REBATES,
        "against": Account.BRAND_REBATE_EXPENSE,
        "amount": Decimal(amount),
        "date": START,
        "key": f"test:{next(numbers)}",
    }
    dealer, source = more.pop("dealer", None) or make_dealer(), more.pop("source", "test")
    [entry] = post(dealer=dealer, postings=[Posting(**(values | more))], source=source, by=None)
    return entry


def make_manual_entry(*, dealer: Dealer | None = None, **more) -> ManualEntry:
    """A deposit of 100.00 that was lodged and posted; another ``status`` leaves it so."""
    status = more.pop("status", "posted")
    values = {
        "kind": "deposit_lodged",
        "amount": Decimal("100"),
        "date": START,
        "reason": "contract",
    }
    entry = ManualEntry.objects.create(dealer=dealer or make_dealer(), **(values | more))
    if status == "posted":
        source, postings = source_of(entry), [posting_of(entry)]
        [entry.entry] = post(dealer=entry.dealer, postings=postings, source=source, by=None)
    entry.status = status
    entry.save()
    return entry

"""The ledger's one door: post and reverse."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.models import User

from ..choices import Account
from ..models import Dealer, LedgerEntry


def lock_dealer(dealer_id: int) -> Dealer:
    """Postings to one dealer follow each other, so that entry numbers never run backwards."""
    return Dealer.objects.select_for_update().get(pk=dealer_id)


def lock_dealers(dealers: Iterable[int]) -> list[Dealer]:
    """The same for several, always in the order of their keys: nobody waits for each other."""
    rows = Dealer.objects.select_for_update().filter(pk__in=set(dealers))
    return list(rows.order_by("pk"))


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement to a dealer's ``account``: yuan, negative for one away from it."""

    account: Account
    against: Account
    amount: Decimal
    date: datetime.date
    key: str
    memo: str = ""

    @property
    def sides(self) -> tuple[Account, Account, Decimal]:
        """From which account, to which, and how much: the amount as the ledger has it."""
        if self.amount > 0:
            return self.against, self.account, self.amount
        return self.account, self.against, -self.amount


@transaction.atomic
def post(
    *, dealer: Dealer, postings: Iterable[Posting], source: str, by: User | None
) -> list[LedgerEntry]:
    """Write the movements of one dealer at once; nothing is written for zero.

    Raises IntegrityError, with nothing written, when a key was posted before.
    """
    lock_dealer(dealer.pk)
    entries = entries_for(dealer=dealer, postings=postings, source=source, by=by)
    return LedgerEntry.objects.bulk_create(entries)


def entries_for(
    *, dealer: Dealer, postings: Iterable[Posting], source: str, by: User | None = None
) -> list[LedgerEntry]:
    """The entries of these movements, not written; none for zero."""
    return [_entry(dealer, posting, source, by) for posting in postings if posting.amount]


def _entry(dealer: Dealer, posting: Posting, source: str, by: User | None) -> LedgerEntry:
    debit, credit, amount = posting.sides
    return LedgerEntry(
        dealer=dealer,
        debit=debit,
        credit=credit,
        amount=amount,
        date=posting.date,
        source=source,
        key=posting.key,
        memo=posting.memo,
        posted_by=by,
    )


@transaction.atomic
def reverse(
    *,
    entry: LedgerEntry,
    source: str,
    by: User | None,
    memo: str = "",
    date: datetime.date | None = None,
) -> LedgerEntry:
    """Undo an entry by its mirror image, today or on a business date that is given.

    Raises ValidationError when that was done before.
    """
    lock_dealer(entry.dealer_id)
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise ValidationError(
            _("Ledger entry %(entry)s is reversed already.") % {"entry": entry.pk}
        )
    return LedgerEntry.objects.create(
        dealer_id=entry.dealer_id,
        debit=entry.credit,
        credit=entry.debit,
        amount=entry.amount,
        date=date or timezone.localdate(),
        source=source,
        key=reversal_key(entry),
        memo=memo,
        posted_by=by,
        reverses=entry,
    )


def reversal_key(entry: LedgerEntry) -> str:
    """The key of the entry that reverses this one."""
    return f"reverses:{entry.pk}"

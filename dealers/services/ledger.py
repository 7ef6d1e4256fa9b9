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


@transaction.atomic
def post(
    *,
    dealer: Dealer,
    account: Account,
    against: Account,
    amount: Decimal,
    date: datetime.date,
    source: str,
    key: str,
    by: User | None,
    memo: str = "",
    reverses: LedgerEntry | None = None,
) -> LedgerEntry | None:
    """Move ``amount`` yuan to the dealer's ``account`` (negative: away from it).

    Nothing is written for zero. Raises IntegrityError when ``key`` was posted before.
    """
    if amount == 0:
        return None
    lock_dealer(dealer.pk)
    debit, credit = (against, account) if amount > 0 else (account, against)
    return LedgerEntry.objects.create(
        dealer=dealer,
        debit=debit,
        credit=credit,
        amount=abs(amount),
        date=date,
        source=source,
        key=key,
        memo=memo,
        posted_by=by,
        reverses=reverses,
    )


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement to a dealer's ``account``: yuan, negative for one away from it."""

    account: Account
    against: Account
    amount: Decimal
    date: datetime.date
    key: str
    memo: str = ""


@transaction.atomic
def post_all(
    *, dealer: Dealer, postings: Iterable[Posting], source: str, by: User | None
) -> list[LedgerEntry]:
    """``post`` for many movements of one dealer, written at once."""
    lock_dealer(dealer.pk)
    return LedgerEntry.objects.bulk_create(
        LedgerEntry(
            dealer=dealer,
            debit=posting.against if posting.amount > 0 else posting.account,
            credit=posting.account if posting.amount > 0 else posting.against,
            amount=abs(posting.amount),
            date=posting.date,
            source=source,
            key=posting.key,
            memo=posting.memo,
            posted_by=by,
        )
        for posting in postings
        if posting.amount
    )


@transaction.atomic
def reverse(*, entry: LedgerEntry, source: str, by: User | None, memo: str = "") -> LedgerEntry:
    """Undo an entry by its mirror image; raises ValidationError when that was done before."""
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
        date=timezone.localdate(),
        source=source,
        key=f"reverses:{entry.pk}",
        memo=memo,
        posted_by=by,
        reverses=entry,
    )

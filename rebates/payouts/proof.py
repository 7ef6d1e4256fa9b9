"""Proves that payouts stand in the ledger as they were approved, and nothing besides."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.money import NOTHING
from dealers.models import LedgerEntry

from ..choices import BatchStatus, PaymentForm, PayoutStatus
from ..models import Payout, PayoutBatch, PayoutFile
from .paying import SOURCE, posting_of, source_of


def payout_problems() -> Iterator[str]:
    """Paid payouts = ledger entries, by two persons, within the balance; the files are true."""
    yield from entry_problems()
    yield from stray_problems()
    yield from person_problems()
    yield from batch_problems()
    yield from file_problems()


def entry_problems() -> Iterator[str]:
    rows = Payout.objects.exclude(entry=None) | Payout.objects.filter(status=PayoutStatus.PAID)
    related = rows.select_related("entry__reversed_by", "statement")
    for payout in related.order_by("pk").iterator(chunk_size=500):
        if not is_booked(payout):
            yield _("Payout %(payout)s is not in the ledger as it was paid.") % {
                "payout": payout.pk
            }
            continue
        back = getattr(payout.entry, "reversed_by", None)
        if (back is not None) != (payout.status == PayoutStatus.RETURNED):
            yield _("Payout %(payout)s is %(status)s, but the ledger says otherwise.") % {
                "payout": payout.pk,
                "status": payout.get_status_display(),
            }
        if not payout.beyond_balance and (balance := balance_after(payout.entry)) < 0:
            yield _("Payout %(payout)s left a balance of %(balance)s.") % {
                "payout": payout.pk,
                "balance": balance,
            }


def is_booked(payout: Payout) -> bool:
    """Whether the payout's own ledger entry is what the payout says, and its dealer's."""
    booked = payout.entry
    if booked is None or payout.settled_on is None:
        return False
    said = posting_of(payout)
    return (
        (booked.dealer_id, booked.source, booked.key, booked.date)
        == (payout.dealer_id, source_of(payout), said.key, said.date)
        and (booked.debit, booked.credit, booked.amount) == said.sides
        and payout.statement.dealer_id == payout.dealer_id
    )


def balance_after(entry: LedgerEntry) -> Decimal:
    """Entry numbers of a dealer never run backwards."""
    rows = LedgerEntry.objects.filter(dealer=entry.dealer_id, pk__lte=entry.pk)
    return rows.balance()


def stray_problems() -> Iterator[str]:
    booked = LedgerEntry.objects.filter(source__startswith=SOURCE)
    known = Q(payout__isnull=False) | Q(reverses__payout__isnull=False)
    for stray in booked.exclude(known):
        yield _("Ledger entry %(entry)s (%(source)s) belongs to no payout.") % {
            "entry": stray.pk,
            "source": stray.source,
        }


def person_problems() -> Iterator[str]:
    """Where one person did what takes two."""
    decided = PayoutBatch.objects.filter(status__in=[BatchStatus.APPROVED, BatchStatus.EXPORTED])
    for batch in decided.filter(Q(approved_by=None) | Q(approved_by=F("created_by"))):
        yield _("Payout batch %(batch)s was approved without a second person.") % {
            "batch": batch.pk
        }
    for payout in Payout.objects.filter(settled_by=F("batch__created_by")).order_by("pk"):
        yield _("Payout %(payout)s was settled by whoever proposed its batch.") % {
            "payout": payout.pk
        }


def batch_problems() -> Iterator[str]:
    sent = Q(payouts__form=PaymentForm.CASH) & ~Q(
        payouts__status__in=[PayoutStatus.WITHDRAWN, PayoutStatus.CARRIED]
    )
    exported = PayoutBatch.objects.filter(status=BatchStatus.EXPORTED)
    for batch in exported.annotate(
        rows=Count("payouts", filter=sent), amount=Sum("payouts__amount", filter=sent)
    ):
        if (batch.rows, batch.amount or NOTHING) != (batch.count, batch.total):
            yield _(
                "Payout batch %(batch)s: its file has %(count)s payments of %(total)s together, "
                "its payouts are %(rows)s of %(amount)s."
            ) % {
                "batch": batch.pk,
                "count": batch.count,
                "total": batch.total,
                "rows": batch.rows,
                "amount": batch.amount or NOTHING,
            }


def file_problems() -> Iterator[str]:
    """The bytes are those whose digest was written down when the file was made, in two places."""
    for file in PayoutFile.objects.select_related("batch").order_by("pk").iterator(chunk_size=50):
        found = hashlib.sha256(file.content).hexdigest()
        trail = history_of(file.batch).filter(action="exported").first()
        recorded = trail.after.get(f"sha256_{file.format}") if trail else None
        if not found == file.sha256 == recorded:
            yield _(
                "Payout batch %(batch)s: its file (%(format)s) is not the one that was made."
            ) % {
                "batch": file.batch_id,
                "format": file.format,
            }

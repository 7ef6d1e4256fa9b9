"""Proves that money moved by hand stands in the ledger as it was approved, and nothing besides."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..choices import ManualEntryStatus
from ..models import LedgerEntry, ManualEntry
from .manual_entries import SOURCE, posting_of, source_of


def manual_problems() -> Iterator[str]:
    """Every posted manual entry is its ledger entry, and was posted by a second person."""
    for entry in ManualEntry.objects.filter(status=ManualEntryStatus.POSTED).select_related(
        "dealer", "entry", "reverses__entry"
    ):
        if not is_booked(entry):
            yield _("Manual entry %(entry)s is not in the ledger as it was approved.") % {
                "entry": entry.pk
            }
        if entry.approved_by_id in (None, entry.created_by_id):
            yield _("Manual entry %(entry)s was posted without a second person.") % {
                "entry": entry.pk
            }
    booked = LedgerEntry.objects.filter(source__startswith=SOURCE)
    for stray in booked.exclude(manual_entry__status=ManualEntryStatus.POSTED):
        yield _("Ledger entry %(entry)s (%(source)s) belongs to no manual entry.") % {
            "entry": stray.pk,
            "source": stray.source,
        }


def is_booked(entry: ManualEntry) -> bool:
    """Whether the entry's own ledger entry is what the entry says."""
    booked, said = entry.entry, posting_of(entry)
    return booked is not None and (
        (booked.dealer_id, booked.source, booked.key, booked.date)
        == (entry.dealer_id, source_of(entry), said.key, said.date)
        and booked.reverses_id == (entry.reverses.entry_id if entry.reverses else None)
        and (booked.debit, booked.credit, booked.amount) == said.sides
    )

"""What a statement of account names behind its entries: settlement statements and payouts."""

from channels_mgmt.core.registry import detail_url
from channels_mgmt.core.scopes import Scope
from dealers.account.documents import Document
from dealers.models import LedgerEntry

from .models import Payout, Statement


def statements_behind(entries: list[LedgerEntry], scope: Scope) -> dict[int, Document]:
    """The statement of the run that posted an entry; a dealer has one of each run."""
    runs = {entry.pk: entry.source.partition(":")[2] for entry in entries}
    rows = (
        Statement.objects.visible_to(scope)
        .defer("content")
        .filter(
            dealer__in={entry.dealer_id for entry in entries},
            run__in={int(run) for run in runs.values() if run.isdecimal()},
        )
    )
    found = {(row.dealer_id, str(row.run_id)): row for row in rows}
    return {
        entry.pk: Document(row.number, detail_url(row))
        for entry in entries
        if (row := found.get((entry.dealer_id, runs[entry.pk])))
    }


def payouts_behind(entries: list[LedgerEntry], scope: Scope) -> dict[int, Document]:
    """The payout of an entry, also where the bank sent it back."""
    posted = {entry.pk: entry.reverses_id or entry.pk for entry in entries}
    rows = Payout.objects.visible_to(scope).filter(entry__in=set(posted.values()))
    found = {row.entry_id: row for row in rows.select_related("statement")}
    return {
        entry: Document(row.statement.number, detail_url(row))
        for entry, original in posted.items()
        if (row := found.get(original))
    }

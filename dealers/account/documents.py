"""The document behind a ledger entry: its source says what posted it, and upper floors know it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from channels_mgmt.core.registry import detail_url
from channels_mgmt.core.scopes import Scope

from ..models import LedgerEntry, ManualEntry


@dataclass(frozen=True, slots=True)
class Document:
    label: str
    url: str


Resolver = Callable[[list[LedgerEntry], Scope], dict[int, Document]]
_resolvers: dict[str, Resolver] = {}


def documents_from(prefix: str, resolver: Resolver) -> None:
    """Entries whose source is ``prefix:…`` get their documents from here, by the entry's key.

    The resolver names only what somebody of the scope may see.
    """
    _resolvers[prefix] = resolver


def documents_of(entries: Iterable[LedgerEntry], scope: Scope) -> dict[int, Document]:
    """By the entry's key; an entry without another document is its own."""
    found, by_prefix = {}, {}
    for entry in entries:
        found[entry.pk] = Document(f"#{entry.pk}", detail_url(entry))
        by_prefix.setdefault(entry.source.partition(":")[0], []).append(entry)
    for prefix, of_prefix in by_prefix.items():
        if prefix in _resolvers:
            found |= _resolvers[prefix](of_prefix, scope)
    return found


def manual_entries(entries: list[LedgerEntry], scope: Scope) -> dict[int, Document]:
    rows = ManualEntry.objects.visible_to(scope).filter(entry__in=entries)
    return {
        row.entry_id: Document(f"{row.get_kind_display()} #{row.pk}", detail_url(row))
        for row in rows.select_related("dealer")
    }

"""The chain of the audit trail, as arithmetic: what is hashed, and what proves it whole.

An entry's digest is of all its content. A seal's hash is of the hash before it, its number, its
entry and that entry's digest: whoever changes, removes, adds or reorders anything breaks it there.
The database writes the seals (``core.audit_seals``); nothing here reads it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

START = "0" * 64
"""What stands before the first seal."""


class Entry(NamedTuple):
    """An entry as it is stored; what cannot be read stands there as text, and is found so."""

    id: int
    at: str  # ISO, UTC, with microseconds
    by: int | None
    action: str
    model: str
    object_id: int
    label: str
    before: Any
    after: Any
    reason: str
    request_id: str
    digest: str


class Seal(NamedTuple):
    number: int
    entry: int
    hash: str


class Head(NamedTuple):
    number: int
    hash: str


class FaultCode(StrEnum):
    CONTENT = "content_changed"
    SEAL = "seal_changed"
    GAP = "seals_missing"
    ORDER = "seal_out_of_order"
    NO_ENTRY = "seal_without_entry"
    NO_SEAL = "entry_without_seal"
    HEAD = "head_mismatch"
    ANCHOR = "anchor_mismatch"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: the number in the chain, the id of the entry, or both."""

    code: FaultCode
    message: str
    number: int | None = None
    entry: int | None = None


CONTENT = tuple(name for name in Entry._fields if name not in ("id", "digest"))
_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=repr
)


def digest_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 of everything an entry says: the fields of ``Entry`` but its id and the digest."""
    text = _canonical.encode({name: entry[name] for name in CONTENT})
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_of(before: str, number: int, entry: int, digest: str) -> str:
    """The hash of a seal; the triggers of ``core.audit_seals`` compute the same."""
    text = f"{before}:{number}:{entry}:{digest}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check_chain(
    entries: Iterable[Entry], seals: Iterable[Seal], head: Head | None, anchor: Head | None = None
) -> Iterator[Fault]:
    """Every fault, in the order in which they are met; none when the chain is whole.

    Entries come by id, seals by number, both once through. ``anchor`` is a head that somebody kept
    elsewhere: the chain must still go through it. In memory are only entries that others overtook
    at commit. A fault does not hide those behind it: each seal is held against the one before it.
    """
    waiting = _Waiting(entries)
    last, known, kept = Head(0, START), True, None
    if anchor and anchor.number == 0:
        kept = START
    for seal in seals:
        if not isinstance(seal.number, int) or seal.number <= last.number:
            yield _out_of_order(seal)
            continue
        if seal.number != last.number + 1:
            yield _gap(last.number + 1, seal.number - 1)
            known = False  # what its hash was made of is gone
        digest = waiting.take(seal.entry)
        yield from waiting.faults()
        if digest is None:
            yield _no_entry(seal)
        elif known and seal.hash != hash_of(last.hash, seal.number, seal.entry, digest):
            yield _seal_changed(seal)
        last, known = Head(seal.number, seal.hash), True
        if anchor and anchor.number == seal.number:
            kept = seal.hash
    yield from waiting.rest()
    yield from _ends(last, head)
    if anchor and kept != anchor.hash:
        yield _lost_anchor(anchor)


class _Waiting:
    """Entries, read on by id as far as the seals ask; those passed by wait for their seal."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = iter(entries)
        self._digests: dict[int, str] = {}
        self._changed: list[int] = []
        self._last: float = float("-inf")

    def take(self, wanted: int) -> str | None:
        """The digest of the entry; None when there is none, or it has a seal already."""
        while isinstance(wanted, int) and self._last < wanted:
            entry = next(self._entries, None)
            if entry is None:
                break
            self._read(entry)
        return self._digests.pop(wanted, None)

    def _read(self, entry: Entry) -> None:
        self._last = entry.id
        self._digests[entry.id] = entry.digest
        if entry.digest != digest_of(entry._asdict()):
            self._changed.append(entry.id)

    def faults(self) -> Iterator[Fault]:
        for entry in self._changed:
            yield _content_changed(entry)
        self._changed.clear()

    def rest(self) -> Iterator[Fault]:
        """Entries that no seal asked for."""
        for entry in self._digests:
            yield _no_seal(entry)
        for entry in self._entries:
            self._read(entry)
            yield from self.faults()
            yield _no_seal(entry.id)
            self._digests.clear()


def _ends(last: Head, head: Head | None) -> Iterator[Fault]:
    if head == last:
        return
    if head is None:
        message = _("The head of the chain is missing; the last seal is %(last)s.")
    elif head.number > last.number:
        message = _("The chain ends at seal %(last)s, but its head is %(head)s: the end is gone.")
    elif head.number < last.number:
        message = _("The chain goes on to seal %(last)s, but its head is %(head)s.")
    else:
        message = _("The head of the chain, %(head)s, does not fit its last seal.")
    words = message % {"last": last.number, "head": head and head.number}
    yield Fault(FaultCode.HEAD, words, number=last.number)


def _content_changed(entry: int) -> Fault:
    message = _("Entry %(entry)s: its content is not what was recorded.") % {"entry": entry}
    return Fault(FaultCode.CONTENT, message, entry=entry)


def _seal_changed(seal: Seal) -> Fault:
    message = _(
        "Seal %(number)s (entry %(entry)s): its hash does not fit the seal before it and its entry."
    )
    words = message % {"number": seal.number, "entry": seal.entry}
    return Fault(FaultCode.SEAL, words, number=seal.number, entry=seal.entry)


def _gap(first: int, last: int) -> Fault:
    message = _("Seals %(first)s to %(last)s are missing.")
    if first == last:
        message = _("Seal %(first)s is missing.")
    return Fault(FaultCode.GAP, message % {"first": first, "last": last}, number=first)


def _out_of_order(seal: Seal) -> Fault:
    message = _("Seal %(number)s (entry %(entry)s) has no place in the chain.")
    words = message % {"number": seal.number, "entry": seal.entry}
    return Fault(FaultCode.ORDER, words, number=seal.number, entry=seal.entry)


def _no_entry(seal: Seal) -> Fault:
    message = _("Seal %(number)s: entry %(entry)s is gone, or an earlier seal has it.")
    words = message % {"number": seal.number, "entry": seal.entry}
    return Fault(FaultCode.NO_ENTRY, words, number=seal.number, entry=seal.entry)


def _no_seal(entry: int) -> Fault:
    message = _("Entry %(entry)s has no seal.") % {"entry": entry}
    return Fault(FaultCode.NO_SEAL, message, entry=entry)


def _lost_anchor(anchor: Head) -> Fault:
    message = _("The head that was kept, %(number)s:%(hash)s, is not in the chain any more.")
    words = message % {"number": anchor.number, "hash": anchor.hash}
    return Fault(FaultCode.ANCHOR, words, number=anchor.number)

"""A chain of the audit trail in memory."""

from typing import NamedTuple

from channels_mgmt.core.audit_chain import (
    START,
    Entry,
    Fault,
    Head,
    Seal,
    check_chain,
    digest_of,
    hash_of,
)


class Chain(NamedTuple):
    entries: dict[int, Entry]  # by the number of the seal
    seals: dict[int, Seal]
    head: Head

    def faults(self, anchor: Head | None = None) -> list[Fault]:
        entries = sorted(self.entries.values(), key=lambda entry: entry.id)
        seals = sorted(self.seals.values(), key=lambda seal: seal.number)
        return list(check_chain(entries, seals, self.head, anchor))

    def copy(self) -> "Chain":
        return Chain(dict(self.entries), dict(self.seals), self.head)


def entry_at(id: int) -> Entry:
    entry = Entry(
        id=id,
        at=f"2026-03-{id % 28 + 1:02}T08:{id % 60:02}:00.{id:06}+00:00",
        by=id % 7 + 1,
        action=("created", "changed", "moved")[id % 3],
        model="dealers.dealer",
        object_id=id % 500 + 1,
        label=f"经销商 {id}",
        before={"grade": "gold", "home_region": id % 31},
        after={"grade": "silver", "home_region": id % 37, "limit": f"{id}.50", "open": True},
        reason="合同到期" if id % 2 else "",
        request_id=f"{id:032x}",
        digest="",
    )
    return entry._replace(digest=digest_of(entry._asdict()))


def build(rows: int) -> Chain:
    """Numbers follow one another; entries overtook each other here and there at commit."""
    order = list(range(11, rows + 11))
    for start in range(0, rows, 50):  # one transaction of seven that took its time
        order[start : start + 7] = reversed(order[start : start + 7])
    entries, seals, last = {}, {}, START
    for number, id in enumerate(order, start=1):
        entries[number] = entry_at(id)
        last = hash_of(last, number, id, entries[number].digest)
        seals[number] = Seal(number, id, last)
    return Chain(entries, seals, Head(rows, last))

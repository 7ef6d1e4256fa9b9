"""Which versions hold in a trial. Pure: nothing is read or written."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..engine.schedule import Version

ALL_ALONG = datetime.date.min


def tried_versions(
    approved: Iterable[Version], drafts: Sequence[Version], without: Collection[str] = ()
) -> list[Version]:
    """The approved versions with the drafts in their place, programme by programme.

    As on approval, an earlier version ends where a draft of its programme begins; one that begins
    within the draft's days is set aside. `without` are codes of programmes that are left out.
    """
    found: list[Version] = list(drafts)
    for version in approved:
        if version.programme in without:
            continue
        own = [draft for draft in drafts if draft.programme_id == version.programme_id]
        left: Version | None = version
        for draft in sorted(own, key=lambda draft: draft.valid_from):
            left = left and beside(left, draft)
        if left:
            found.append(left)
    return sorted(found, key=lambda version: (version.programme_id, version.valid_from))


def beside(version: Version, draft: Version) -> Version | None:
    """What is left of an approved version once the draft is in force; None for nothing."""
    if not overlap(version, draft):
        return version
    if version.valid_from < draft.valid_from:
        return replace(version, valid_to=draft.valid_from)
    return None


def overlap(one: Version, other: Version) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )


def as_if_all_along(draft: Version) -> Version:
    """The draft as if it had been in force before the first day, and were without an end."""
    return replace(draft, valid_from=ALL_ALONG, valid_to=None)


def colliding(drafts: Sequence[Version]) -> tuple[Version, Version] | None:
    """Two drafts of one programme that would both be in force on a day."""
    for number, one in enumerate(drafts):
        for other in drafts[number + 1 :]:
            if one.programme_id == other.programme_id and overlap(one, other):
                return one, other
    return None

"""Ways to tamper with a chain in memory.

Each returns the chain as the database would hand it out then (entries by id, seals by number), and
the numbers of the chain at which it did so.
"""

import json
import random
from collections.abc import Callable
from typing import NamedTuple

from channels_mgmt.core.audit_chain import START, Entry, Fault, Head, Seal, digest_of, hash_of
from channels_mgmt.core.audit_reading import stored_json
from tests.audit.chains import Chain, entry_at

TEXTS = ("at", "action", "model", "label", "reason", "request_id")
NUMBERS = ("by", "object_id")
BYTES = [chr(code) for code in range(32, 127)]


class Tampering(NamedTuple):
    chain: Chain
    places: tuple[int, ...]


Tamper = Callable[[Chain, random.Random], Tampering]


def another(text: str, rng: random.Random) -> str:
    """The text with one character replaced; one more where there is none."""
    if not text:
        return rng.choice(BYTES)
    place = rng.randrange(len(text))
    byte = rng.choice([byte for byte in BYTES if byte != text[place]])
    return text[:place] + byte + text[place + 1 :]


def somewhere(chain: Chain, rng: random.Random) -> int:
    return rng.choice(range(1, chain.head.number + 1))


def changed(entry: Entry, rng: random.Random) -> Entry:
    """One byte of one field; of a JSON field as it is stored."""
    name = rng.choice((*TEXTS, *NUMBERS, "before", "after"))
    value = getattr(entry, name)
    if name in NUMBERS:
        return entry._replace(**{name: value + rng.choice((-1, 1, 10, 256))})
    if name in TEXTS:
        return entry._replace(**{name: another(value, rng)})
    return entry._replace(**{name: stored_json(another(json.dumps(value), rng), exact=True)})


def a_byte(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    chain.entries[n] = changed(chain.entries[n], rng)
    return Tampering(chain, (n,))


def a_byte_with_a_new_digest(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    entry = changed(chain.entries[n], rng)
    chain.entries[n] = entry._replace(digest=digest_of(entry._asdict()))
    return Tampering(chain, (n,))


def a_byte_with_a_new_digest_and_seal(chain: Chain, rng: random.Random) -> Tampering:
    chain, (n,) = a_byte_with_a_new_digest(chain, rng)
    before = chain.seals[n - 1].hash if n > 1 else START
    entry = chain.entries[n]
    chain.seals[n] = Seal(n, entry.id, hash_of(before, n, entry.id, entry.digest))
    return Tampering(chain, (n,))


def a_byte_of_a_digest(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    entry = chain.entries[n]
    chain.entries[n] = entry._replace(digest=another(entry.digest, rng))
    return Tampering(chain, (n,))


def a_byte_of_a_seal(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    seal = chain.seals[n]
    chain.seals[n] = seal._replace(hash=another(seal.hash, rng))
    return Tampering(chain, (n,))


def two_places(chain: Chain, rng: random.Random) -> tuple[int, int]:
    return tuple(rng.sample(range(1, chain.head.number + 1), 2))


def entries_swapped(chain: Chain, rng: random.Random) -> Tampering:
    a, b = two_places(chain, rng)
    one, other = chain.entries[a], chain.entries[b]
    chain.entries[a], chain.entries[b] = other._replace(id=one.id), one._replace(id=other.id)
    return Tampering(chain, (a, b))


def seals_swapped(chain: Chain, rng: random.Random) -> Tampering:
    a, b = two_places(chain, rng)
    one, other = chain.seals[a], chain.seals[b]
    chain.seals[a], chain.seals[b] = other._replace(number=a), one._replace(number=b)
    return Tampering(chain, (a, b))


def order_swapped(chain: Chain, rng: random.Random) -> Tampering:
    """Two seals point at each other's entry."""
    a, b = two_places(chain, rng)
    one, other = chain.seals[a], chain.seals[b]
    chain.seals[a], chain.seals[b] = (
        one._replace(entry=other.entry),
        other._replace(entry=one.entry),
    )
    return Tampering(chain, (a, b))


def an_entry_deleted(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    del chain.entries[n]
    return Tampering(chain, (n,))


def a_seal_deleted(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    del chain.seals[n]
    return Tampering(chain, (n,))


def entry_and_seal_deleted(chain: Chain, rng: random.Random) -> Tampering:
    n = somewhere(chain, rng)
    del chain.entries[n], chain.seals[n]
    return Tampering(chain, (n,))


def the_tail_deleted(chain: Chain, rng: random.Random) -> Tampering:
    kept = rng.randrange(chain.head.number - min(100, chain.head.number), chain.head.number)
    for n in range(kept + 1, chain.head.number + 1):
        del chain.entries[n], chain.seals[n]
    return Tampering(chain, (kept + 1,))


def an_entry_inserted(chain: Chain, rng: random.Random) -> Tampering:
    """Past the trigger: nothing sealed it. Its place is that of the ids around it."""
    id = rng.choice((rng.randrange(-50, 11), len(chain.entries) + rng.randrange(11, 99)))
    chain.entries[-1] = entry_at(id)
    return Tampering(chain, (-1,))


def entry_and_seal_inserted_at_the_end(chain: Chain, rng: random.Random) -> Tampering:
    """With the right hash, but past the head."""
    number, last = chain.head
    entry = entry_at(len(chain.entries) + rng.randrange(11, 99))
    chain.entries[number + 1] = entry
    hash_ = hash_of(last, number + 1, entry.id, entry.digest)
    chain.seals[number + 1] = Seal(number + 1, entry.id, hash_)
    return Tampering(chain, (number + 1,))


def entry_and_seal_inserted(chain: Chain, rng: random.Random) -> Tampering:
    """In the middle, with the numbers after it moved on, and the head with them."""
    n = somewhere(chain, rng)
    for moved in range(chain.head.number, n - 1, -1):
        chain.seals[moved + 1] = chain.seals[moved]._replace(number=moved + 1)
        chain.entries[moved + 1] = chain.entries[moved]
    entry = entry_at(len(chain.entries) + rng.randrange(11, 99))
    before = chain.seals[n - 1].hash if n > 1 else START
    chain.entries[n] = entry
    chain.seals[n] = Seal(n, entry.id, hash_of(before, n, entry.id, entry.digest))
    return Tampering(chain._replace(head=Head(chain.head.number + 1, chain.head.hash)), (n,))


def the_head_moved(chain: Chain, rng: random.Random) -> Tampering:
    number, hash_ = chain.head
    wrong = rng.choice(
        [Head(number - 1, hash_), Head(number + 1, hash_), Head(number, another(hash_, rng)), None]
    )
    return Tampering(chain._replace(head=wrong), (number,))


WAYS: tuple[Tamper, ...] = (
    a_byte,
    a_byte_with_a_new_digest,
    a_byte_with_a_new_digest_and_seal,
    a_byte_of_a_digest,
    a_byte_of_a_seal,
    entries_swapped,
    seals_swapped,
    order_swapped,
    an_entry_deleted,
    a_seal_deleted,
    entry_and_seal_deleted,
    the_tail_deleted,
    an_entry_inserted,
    entry_and_seal_inserted_at_the_end,
    entry_and_seal_inserted,
    the_head_moved,
)


def located(tampering: Tampering, faults: list[Fault]) -> bool:
    """Whether each tampered place, or the one beside it, is named by a fault."""
    numbers = {entry.id: number for number, entry in tampering.chain.entries.items()}
    named = {fault.number for fault in faults if fault.number is not None}
    named |= {numbers[fault.entry] for fault in faults if fault.entry in numbers}
    return all(named & {place - 1, place, place + 1} for place in tampering.places)

"""Whoever tampers with a chain is found, and at the place where she did so."""

import random

import pytest

from channels_mgmt.core.audit_chain import FaultCode, Head, check_chain, digest_of, hash_of
from tests.audit.chains import build, entry_at
from tests.audit.ways import WAYS, located, the_tail_deleted

CHAIN = build(400)


def test_it_works():
    assert CHAIN.faults() == []
    assert build(0).faults() == build(1).faults() == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_way_of_tampering_is_found_and_located(way):
    for seed in range(40):
        tampering = way(CHAIN.copy(), random.Random(f"{way.__name__} {seed}"))
        faults = tampering.chain.faults()
        assert faults, f"{way.__name__} {seed} was not found"
        assert located(tampering, faults), f"{way.__name__} {seed}: {tampering.places} {faults}"


@pytest.mark.prove
def test_a_thousand_random_tamperings_of_ten_thousand_rows_are_found_and_located():
    chain = build(10_000)
    assert chain.faults() == []
    for seed in range(1_000):
        rng = random.Random(seed)
        way = WAYS[seed % len(WAYS)]
        tampering = way(chain.copy(), rng)
        faults = tampering.chain.faults()
        assert faults, f"{way.__name__} {seed} was not found"
        assert located(tampering, faults), f"{way.__name__} {seed}: {tampering.places}"


def test_a_fault_does_not_hide_what_lies_behind_it():
    chain = CHAIN.copy()
    for place in (20, 21, 150, 399):
        chain.entries[place] = chain.entries[place]._replace(reason="another")
    del chain.seals[77], chain.entries[300]
    found = [(fault.code, fault.number or fault.entry) for fault in chain.faults()]
    ids = {place: chain.entries[place].id for place in (20, 21, 150, 399, 77)}
    assert sorted(found) == sorted(
        [
            *((FaultCode.CONTENT, ids[place]) for place in (20, 21, 150, 399)),
            (FaultCode.GAP, 77),
            (FaultCode.NO_SEAL, ids[77]),
            (FaultCode.NO_ENTRY, 300),
        ]
    )


def cut(places: int):
    """The chain without its end, and a head that was set back to fit."""
    chain = CHAIN.copy()
    for number in range(400 - places + 1, 401):
        del chain.entries[number], chain.seals[number]
    return chain._replace(head=Head(400 - places, chain.seals[400 - places].hash))


def test_a_tail_cut_off_together_with_its_head_is_found_by_a_head_kept_elsewhere():
    assert cut(3).faults() == []
    (fault,) = cut(3).faults(CHAIN.head)
    assert (fault.code, fault.number) == (FaultCode.ANCHOR, 400)
    assert cut(3).faults(Head(397, CHAIN.seals[397].hash)) == []


def test_a_chain_written_anew_from_the_start_is_found_by_a_head_kept_elsewhere():
    chain = build(500)
    forged = chain.copy()
    entry = entry_at(chain.entries[1].id)._replace(reason="never")
    forged.entries[1] = entry._replace(digest=digest_of(entry._asdict()))
    last = "0" * 64
    for number, seal in chain.seals.items():
        last = hash_of(last, number, seal.entry, forged.entries[number].digest)
        forged.seals[number] = seal._replace(hash=last)
    forged = forged._replace(head=Head(500, last))
    assert forged.faults() == []
    assert [fault.code for fault in forged.faults(chain.head)] == [FaultCode.ANCHOR]


@pytest.mark.parametrize(
    ("anchor", "kept"),
    [
        (Head(0, "0" * 64), True),
        (Head(0, "1" * 64), False),
        (Head(200, CHAIN.seals[200].hash), True),
        (Head(200, CHAIN.seals[201].hash), False),
        (Head(401, CHAIN.seals[400].hash), False),
    ],
)
def test_a_head_kept_elsewhere_must_be_in_the_chain(anchor, kept):
    assert (CHAIN.faults(anchor) == []) is kept


def test_memory_holds_only_entries_that_others_overtook():
    """Entries are read on as the seals ask for them, never all at once."""
    read = 0
    rows = sorted(CHAIN.entries.values(), key=lambda entry: entry.id)

    def entries():
        nonlocal read
        for entry in rows:
            read += 1
            yield entry

    def seals():
        for number, seal in CHAIN.seals.items():
            assert read <= number + 7
            yield seal

    assert list(check_chain(entries(), seals(), CHAIN.head)) == []
    assert read == 400


def test_the_end_of_a_chain_says_how_much_is_gone():
    tampering = the_tail_deleted(CHAIN.copy(), random.Random(1))
    (fault,) = tampering.chain.faults()
    assert fault.code == FaultCode.HEAD
    assert f"ends at seal {fault.number}, but its head is 400" in fault.message

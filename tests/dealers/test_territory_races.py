"""Exclusive territories never overlap, whoever grants them at the same moment.

Processes of their own grant at random: nested regions, lines, channels and dates that meet.
"""

import datetime
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, connections

from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.models import Dealer, ProductLine, Region, Territory
from dealers.services import territories
from dealers.services.territories import check_overlap, save_territory
from tests import factories as make

FIRST = datetime.date(2025, 1, 1)
CHANNELS = ("", "offline", "online", "tmall", "jd")
GUARD = "territory_exclusive"


@pytest.fixture
def map_of_many(transactional_db, regions):
    kitchen = make.make_line("kitchen")
    for code in ("hoods", "stoves"):
        make.make_line(code, kitchen)
    for _ in range(4):
        make.make_dealer(home_region=regions.guangdong, ecommerce_team=True)


def any_territory(rng: random.Random, choices: dict[str, list[int]]) -> Territory:
    start = FIRST + datetime.timedelta(days=rng.randrange(60))
    end = None if rng.random() < 0.2 else start + datetime.timedelta(days=rng.randrange(1, 20))
    return Territory(
        dealer_id=rng.choice(choices["dealers"]),
        region_id=rng.choice(choices["regions"]),
        product_line_id=rng.choice([None, *choices["lines"]]),
        channel=rng.choice(CHANNELS),
        exclusive=rng.random() < 0.9,
        valid_from=start,
        valid_to=end,
    )


def the_same_territory(rng: random.Random, choices: dict[str, list[int]]) -> Territory:
    """Each process for a dealer of its own: rows of one dealer would wait for one another."""
    (dealer,), region = choices["own"], choices["regions"][0]
    return Territory(dealer_id=dealer, region_id=region, channel="", valid_from=FIRST)


def grant_at_random(seed: int, tries: int, choices, barrier, granted) -> None:
    """The work of one process; how many were granted goes into the queue."""
    connections.close_all()  # the parent's connection is not ours
    rng, count = random.Random(seed), 0
    barrier.wait()
    for _ in range(tries):
        try:
            save_territory(
                instance=any_territory(rng, choices), access=SYSTEM, verb=Verb.CHANGE_STRUCTURE
            )
            count += 1
        except (ValidationError, IntegrityError, OperationalError):
            pass  # refused: nothing is written
    connections.close_all()
    granted.put(count)


def at_once(processes: int, tries: int) -> int:
    """How many territories were granted in all."""
    fork = multiprocessing.get_context("fork")
    barrier, granted = fork.Barrier(processes), fork.Queue()
    choices = {
        "dealers": list(Dealer.objects.values_list("pk", flat=True)),
        "regions": list(Region.objects.values_list("pk", flat=True)),
        "lines": list(ProductLine.objects.values_list("pk", flat=True)),
    }
    connections.close_all()
    workers = [
        fork.Process(target=grant_at_random, args=(seed, tries, own, barrier, granted))
        for seed, own in enumerate(shares(choices, processes))
    ]
    for worker in workers:
        worker.start()
    total = sum(granted.get(timeout=300) for _ in workers)
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * processes
    return total


def shares(choices: dict[str, list[int]], processes: int) -> list[dict[str, list[int]]]:
    dealers = choices["dealers"]
    return [choices | {"own": [dealers[n % len(dealers)]]} for n in range(processes)]


def overlaps() -> int:
    """Territories that the rule, asked of each, finds in conflict with another."""

    def meets(territory: Territory) -> bool:
        try:
            check_overlap(territory)
        except ValidationError:
            return True
        return False

    return sum(meets(territory) for territory in Territory.objects.select_related("region"))


@pytest.mark.parametrize(
    ("processes", "tries"), [(4, 25), pytest.param(8, 200, marks=pytest.mark.prove)]
)
def test_no_two_exclusive_territories_overlap(map_of_many, processes, tries):
    granted = at_once(processes, tries)
    assert granted == Territory.objects.count() > processes
    assert overlaps() == 0


def test_without_the_guard_they_do(map_of_many, monkeypatch):
    """The proof that the test above would see it: all have looked before the first one writes."""
    everybody = multiprocessing.get_context("fork").Barrier(4)

    def look_and_wait(territory: Territory) -> None:
        check_overlap(territory)
        everybody.wait(timeout=30)

    monkeypatch.setattr(territories, "lock_table", lambda model: None)
    monkeypatch.setitem(globals(), "any_territory", the_same_territory)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(territories, "check_overlap", look_and_wait)
    else:  # one writer at a time: only without the check does anything get through
        monkeypatch.setattr(territories, "check_overlap", lambda territory: None)
    with guard_off():
        assert at_once(4, 1) == overlaps() == 4


@contextmanager
def guard_off() -> Iterator[None]:
    """Without the constraint, where there is one: it comes back as the migrations had made it."""
    definition = constraint()
    if definition:
        alter_table(f"DROP CONSTRAINT {GUARD}")
    try:
        yield
    finally:
        Territory.objects.all().delete()
        if definition:
            alter_table(f"ADD CONSTRAINT {GUARD} {definition}")
    assert constraint() == definition


def constraint() -> str:
    """The constraint in the words of the database; nothing on SQLite."""
    if connection.vendor != "postgresql":
        return ""
    asked = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [GUARD])
        return cursor.fetchone()[0]


def alter_table(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE dealers_territory {change}")


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has the constraint"
)
@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ({"region": "440000"}, {"region": "440100"}, True),
        ({"region": "440100"}, {"region": "440000"}, True),
        ({"region": "440100"}, {"region": "440300"}, False),
        ({}, {"line": "hoods"}, True),
        ({"line": "kitchen"}, {"line": "hoods"}, True),
        ({"line": "hoods"}, {"line": "stoves"}, False),
        ({}, {"channel": "jd"}, True),
        ({"channel": "online"}, {"channel": "jd"}, True),
        ({"channel": "offline"}, {"channel": "jd"}, False),
        ({"channel": "offline"}, {"channel": "online"}, False),
        ({"channel": "tmall"}, {"channel": "jd"}, False),
        ({"valid_to": datetime.date(2025, 2, 1)}, {"valid_from": datetime.date(2025, 2, 1)}, False),
        ({"valid_to": datetime.date(2025, 2, 2)}, {"valid_from": datetime.date(2025, 2, 1)}, True),
        ({"exclusive": False}, {}, False),
    ],
)
def test_the_database_itself_refuses_an_overlap(map_of_many, first, second, refused):
    make_granted(**first)
    if refused:
        with pytest.raises(IntegrityError, match=GUARD):
            make_granted(**second)
    else:
        make_granted(**second)


def make_granted(region: str = "440000", line: str = "", **more) -> Territory:
    """Past the service: straight into the table."""
    values = {"channel": "", "valid_from": FIRST, **more}
    return Territory.objects.create(
        dealer=Dealer.objects.first(),
        region=Region.objects.get(code=region),
        product_line=ProductLine.objects.filter(code=line).first(),
        **values,
    )


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has the constraint"
)
def test_a_region_that_moves_takes_its_territories_along(map_of_many, regions):
    make_granted("440000")
    make_granted("330100")
    regions.hangzhou.parent = regions.guangdong
    with pytest.raises(IntegrityError, match=GUARD):
        regions.hangzhou.save()

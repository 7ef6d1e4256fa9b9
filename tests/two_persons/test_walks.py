"""Whatever several people press while their roles change: never the same person twice."""

from collections import Counter

import pytest

from dealers.services import grants, manual_entries
from rebates.models import ProgrammeVersion
from rebates.services import runs, versions
from tests.settlement.world import World
from tests.two_persons.walks import (
    ENTRIES,
    GRANTS,
    PERSONNEL,
    RUNS,
    SUBJECTS,
    VERSIONS,
    Api,
    Services,
    Walk,
)

FEW = {Services: range(8, 48), Api: range(12, 40)}
MANY = {Services: range(400), Api: range(400, 600)}


@pytest.fixture
def world(db) -> World:
    world = World()
    world.programme()
    world.sell("D1", "60000.00")
    world.settle()  # 1,200.00 to pay out, and a posted run that is nobody's own
    world.sell("D1", "100.00")
    return world


def walked(world, way, seeds, *, stop: int = 0) -> tuple[list[str], Counter]:
    """What was found and what was done, by all seeds or until ``stop`` violations are found."""
    found, done = [], Counter()
    for seed in seeds:
        if stop and len(found) >= stop:
            break
        walk = Walk(world, seed, way)
        found += [f"seed {seed}: {violation}" for violation in walk]
        done += walk.done
    return found, done


def assert_much_was_done(done: Counter) -> None:
    """A walk in which everything is refused would prove nothing."""
    assert not {*RUNS, *VERSIONS, *ENTRIES, *GRANTS, "refused"} - set(done), done
    assert sum(done[verb] for verb in set(PERSONNEL)) > 10, done


@pytest.mark.parametrize("way", FEW)
def test_nobody_approves_what_the_same_person_had_a_hand_in(way, world):
    found, done = walked(world, way, FEW[way])
    assert found == []
    assert_much_was_done(done)
    assert not done["stopped by the database"]  # words first


@pytest.mark.prove
@pytest.mark.parametrize("way", MANY)
def test_nor_in_many_more_walks(way, world):
    found, done = walked(world, way, MANY[way])
    assert found == []
    assert_much_was_done(done)


def test_without_the_rule_the_walks_find_who_broke_it(world, monkeypatch):
    """The negative control: the same walks see it where the services do not look."""
    for module in (runs, versions, manual_entries, grants):
        monkeypatch.setattr(module, "second_person", lambda record, access: access.user)
    kinds = len(SUBJECTS)
    of_versions = range(list(SUBJECTS).index(ProgrammeVersion), 200, kinds)
    found, done = walked(world, Services, of_versions, stop=2)
    assert len(found) == 2
    assert done["stopped by the database"]  # who proposed it herself is stopped there

"""One legal entity under many codes: found for one case, and for all of them at once, the same."""

import random

import pytest

from rebates.conduct.services.entities import Entities, cases_of_entity
from tests.conduct.making import make_case
from tests.factories import START, make_dealer

pytestmark = pytest.mark.django_db
CODES = ("91440101MA9XQ0BTXA", "91440101MA9XQ0BT5B", "91440101MA9XQ0BT8C")


def test_it_works():
    """Reopened under another code with the old credit code, then merged into a third."""
    old, new, third = make_dealer("OLD"), make_dealer("NEW"), make_dealer("THIRD")
    make_case(dealer=old, uscc=CODES[0])
    make_case(dealer=new, uscc=CODES[0])
    merged(new, third)
    stranger = make_case(dealer=make_dealer("OTHER")).dealer
    found = Entities()
    assert found.of(old.pk) == found.of(new.pk) == found.of(third.pk) != found.of(stranger.pk)


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_find_the_same(seed):
    chance = random.Random(seed)
    dealers = [make_dealer(f"D{n}") for n in range(8)]
    for number in range(1, len(dealers)):
        if chance.random() < 0.3:
            merged(dealers[number], dealers[chance.randrange(number)])
    cases = [
        make_case(dealer=chance.choice(dealers), uscc=chance.choice(["", "", *CODES]))
        for _ in range(10)
    ]
    entities = Entities()
    for case in cases:
        own = entities.of(case.dealer_id)
        together = {one.pk for one in cases if entities.of(one.dealer_id) == own}
        assert {one.pk for one in cases_of_entity(case)} == together


def merged(dealer, into) -> None:
    dealer.merged_into, dealer.merged_on = into, START
    dealer.save()

"""The permission matrix of those who work for a dealer."""

import pytest

from tests.access.matrix import everything, faults, offered_bodies
from tests.access.people import Of, Who, client_of

OWNERS = {
    Who.PRINCIPAL: (Of.OWN, Of.CITY, Of.FOREIGN),
    Who.CLERK: (Of.OWN,),
}


@pytest.mark.parametrize("who", OWNERS)
def test_every_address_answers_as_the_policy_says(who, world, regions, dealers, hq_client):
    rows = {owner: world[owner] for owner in OWNERS[who]}
    bodies = offered_bodies(hq_client, rows)
    client = client_of(who, regions, dealers)
    before = everything()
    assert faults(client, who, rows, bodies) == {}
    assert everything() == before

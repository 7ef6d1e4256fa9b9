"""The permission matrix of those who work for a dealer."""

import pytest

from tests.access.matrix import everything, faults, nearest_and_all, offered_bodies
from tests.access.people import Of, Who, client_of

pytestmark = pytest.mark.once

NEAREST = {
    Who.PRINCIPAL: (Of.OWN, Of.CITY),
    Who.CLERK: (Of.OWN,),
}


@pytest.mark.parametrize(("who", "owners"), nearest_and_all(NEAREST))
def test_every_address_answers_as_the_policy_says(who, owners, world, regions, dealers, hq_client):
    rows = {owner: world[owner] for owner in owners}
    bodies = offered_bodies(hq_client, rows)
    client = client_of(who, regions, dealers)
    before = everything()
    assert faults(client, who, rows, bodies) == {}
    assert everything() == before

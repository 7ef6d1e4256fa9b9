"""The permission matrix of those who see the whole channel, and of the managers of a part of it."""

import pytest

from tests.access.matrix import everything, faults, offered_bodies
from tests.access.people import Of, Who, client_of

OWNERS = {
    Who.HQ: (Of.FOREIGN,),
    Who.FINANCE: (Of.OWN,),
    Who.AUDITOR: (Of.FOREIGN,),
    Who.SUPERUSER: (Of.FOREIGN,),
    Who.PROVINCE: (Of.PROVINCE, Of.FOREIGN),
    Who.CITY: (Of.CITY, Of.PROVINCE, Of.FOREIGN),
}


@pytest.mark.parametrize("who", OWNERS)
def test_every_address_answers_as_the_policy_says(who, world, regions, dealers, hq_client):
    rows = {owner: world[owner] for owner in OWNERS[who]}
    bodies = offered_bodies(hq_client, rows)
    client = client_of(who, regions, dealers)
    before = everything()
    assert faults(client, who, rows, bodies) == {}
    assert everything() == before

"""The permission matrix of those who have no right, or none any more, or none yet."""

import pytest

from dealers.roles import access_of
from tests.access.matrix import everything, faults_of_nobody
from tests.access.people import Nobody, Of, client_of_nobody, user_of

pytestmark = pytest.mark.once
AS_GOOD_AS_WITHOUT = (Nobody.ENDED, Nobody.WAITING, Nobody.REFUSED)
EVERYBODY = [
    pytest.param(nobody, marks=pytest.mark.prove if nobody in AS_GOOD_AS_WITHOUT else ())
    for nobody in Nobody
]


@pytest.mark.parametrize("nobody", AS_GOOD_AS_WITHOUT)
def test_a_grant_that_does_not_hold_gives_no_right(db, nobody):
    """So the matrix of whoever is without is enough; the proof asks each of them everything."""
    assert access_of(user_of(nobody)).rights == ()


@pytest.mark.parametrize("nobody", EVERYBODY)
def test_nothing_is_there_for_nobody(nobody, world):
    client = client_of_nobody(nobody)
    before = everything()
    assert faults_of_nobody(client, nobody, world[Of.OWN]) == {}
    assert everything() == before

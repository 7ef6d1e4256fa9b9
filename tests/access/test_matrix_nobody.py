"""The permission matrix of those who have no right, or none any more, or none yet."""

import pytest

from tests.access.matrix import everything, faults_of_nobody
from tests.access.people import Nobody, Of, client_of_nobody


@pytest.mark.parametrize("nobody", Nobody)
def test_nothing_is_there_for_nobody(nobody, world):
    client = client_of_nobody(nobody)
    before = everything()
    assert faults_of_nobody(client, nobody, world[Of.OWN]) == {}
    assert everything() == before

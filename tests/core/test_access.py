"""What a person reaches is asked once while nothing changes, and each time while something may."""

import pytest

from channels_mgmt.core.scopes import Verb
from dealers.middleware import access_for

ASKED = (Verb.CHANGE_STRUCTURE, Verb.CHANGE_CONTRACTS, Verb.PROPOSE_ENTRIES)


@pytest.fixture
def access_to(hq, rf):
    """The access of headquarters in a request of some method."""

    def access_to(method: str):
        request = rf.generic(method, "/")
        request.user = hq.user
        return access_for(request)

    return access_to


def test_it_works(access_to, dealers, django_assert_num_queries):
    access = access_to("GET")
    with django_assert_num_queries(1):
        assert all(access.reaches(verb, dealers.guangzhou) for verb in ASKED)
    with django_assert_num_queries(1):
        assert access.reaches(ASKED[0], dealers.hangzhou)


def test_what_changes_something_asks_each_time(access_to, dealers, django_assert_num_queries):
    access = access_to("POST")
    with django_assert_num_queries(len(ASKED)):
        assert all(access.reaches(verb, dealers.guangzhou) for verb in ASKED)


def test_no_request_knows_what_another_asked(access_to, dealers):
    assert access_to("GET").reaches(Verb.CHANGE_STRUCTURE, dealers.guangzhou)
    gone = type(dealers.guangzhou)(pk=0)
    assert not access_to("GET").reaches(Verb.CHANGE_STRUCTURE, gone)


def test_a_right_in_one_region_is_none_in_another(province, dealers):
    access = province.for_reading()
    assert access == access.for_reading()
    for dealer, within in ((dealers.guangzhou, True), (dealers.hangzhou, False)):
        assert access.reaches(Verb.OPEN_CASES, dealer) is within
        assert access.reaches(Verb.DECIDE_CASES, dealer) is within
        assert not access.reaches(Verb.POST_RUNS, dealer)

"""What the dealer side reads in a history: what changed and when; who and why only of its own."""

import datetime

import pytest
from django.utils import timezone

from channels_mgmt.core.audit import record
from channels_mgmt.core.history import changes_of
from channels_mgmt.core.registry import pages_of
from dealers.choices import GrantStatus, Role
from tests.factories import make_grant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def dealer(dealers):
    return dealers.guangzhou


@pytest.fixture
def clerk(dealer):
    """A colleague of the principal who reads."""
    user = make_user("clerk", full_name="Clerk Chen")
    make_grant(user=user, role=Role.CLERK, dealer=dealer)
    return user


def told(dealer, access) -> list[tuple[str, str]]:
    return [(str(c.who), c.reason) for c in changes_of(dealer, access.scope)]


def change(dealer, by, **more) -> None:
    values = {"before": {"grade": "gold"}, "after": {"grade": "silver"}, "reason": "secret plan"}
    record("changed", dealer, by=by, **(values | more))


def test_it_works(dealer, dealer_user, dealer_client, clerk):
    manager = make_user("manager", full_name="Manager Shen")
    change(dealer, manager)
    change(dealer, clerk, reason="we asked for it")
    for address in (f"/dealers/{dealer.pk}/", f"/dealers/{dealer.pk}/history/"):
        html = dealer_client.get(address).content.decode()
        assert "The brand" in html
        assert "Clerk Chen" in html
        assert "we asked for it" in html
        assert "Silver" in html
        assert "Manager Shen" not in html
        assert "secret plan" not in html


@pytest.mark.parametrize("who", ["hq", "province", "finance", "stranger", None])
def test_whoever_is_no_colleague_is_the_brand(who, dealer, dealer_user, request):
    change(dealer, request.getfixturevalue(who).user if who else None)
    assert told(dealer, dealer_user) == [("The brand", "")]


def test_her_own_changes_and_those_of_colleagues_are_told_in_full(dealer, dealer_user, clerk):
    change(dealer, clerk)
    change(dealer, dealer_user.user)
    names = [str(dealer_user.user), "Clerk Chen"]
    assert told(dealer, dealer_user) == [(name, "secret plan") for name in names]


@pytest.mark.parametrize("who", ["hq", "province", "finance"])
def test_the_brand_side_reads_everything(who, dealer, hq, clerk, request):
    change(dealer, clerk)
    change(dealer, hq.user)
    change(dealer, None)
    reader = request.getfixturevalue(who)
    names = ["System", str(hq.user), "Clerk Chen"]
    assert told(dealer, reader) == [(name, "secret plan") for name in names]


TODAY = timezone.localdate()
BEFORE = TODAY - datetime.timedelta(days=30)
GRANTS = [
    # what the person was granted, whether she was a colleague today
    ({"valid_from": BEFORE}, True),
    ({"valid_from": BEFORE, "valid_to": TODAY}, True),  # her last day
    ({"valid_from": BEFORE, "valid_to": TODAY - datetime.timedelta(days=2)}, False),
    ({"valid_from": TODAY + datetime.timedelta(days=2)}, False),
    ({"status": GrantStatus.PROPOSED}, False),
    ({"status": GrantStatus.REFUSED}, False),
]


@pytest.mark.parametrize(("grant", "colleague"), GRANTS)
def test_a_colleague_is_who_worked_for_the_dealer_on_the_day(grant, colleague, dealer, dealer_user):
    user = make_user("other", full_name="Other")
    make_grant(user=user, role=Role.CLERK, dealer=dealer, **grant)
    change(dealer, user)
    expected = ("Other", "secret plan") if colleague else ("The brand", "")
    assert told(dealer, dealer_user) == [expected]


@pytest.mark.parametrize("superuser", [True, False])
def test_who_acts_for_the_brand_too_acts_for_the_brand(superuser, dealer, dealer_user):
    user = make_user("both", full_name="Both", is_superuser=superuser)
    make_grant(user=user, role=Role.CLERK, dealer=dealer)
    if not superuser:
        make_grant(user=user, role=Role.HEADQUARTERS)
    change(dealer, user)
    assert told(dealer, dealer_user) == [("The brand", "")]


def test_a_person_named_as_a_value_is_told_by_the_same_rule(dealer, dealer_user, hq, clerk):
    grant = make_grant(user=make_user("third"), role=Role.CLERK, dealer=dealer)
    record("changed", grant, by=hq.user, before={"user": clerk.pk}, after={"user": hq.user.pk})
    for reader, after in ((dealer_user, "The brand"), (hq, str(hq.user))):
        (told,) = changes_of(grant, reader.scope)
        assert [(d.before, d.after) for d in told.differences] == [("Clerk Chen", after)]


def test_a_dealer_reads_of_no_field_that_the_page_does_not_show(
    dealer, dealer_user, hq, monkeypatch
):
    record("changed", dealer, by=hq.user, after={"code": "X", "grade": "gold", "note": "said so"})
    monkeypatch.setattr(pages_of(type(dealer)), "detail", ("grade",))
    for reader, labels in ((dealer_user, {"Grade", "Note"}), (hq, {"Code", "Grade", "Note"})):
        (told,) = changes_of(dealer, reader.scope)
        assert {d.label for d in told.differences} == labels

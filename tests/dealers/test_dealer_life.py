"""A dealer's life: applicant → active → suspended → terminated, each move with its reason."""

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.models import AuditEntry
from dealers.choices import DealerStatus
from dealers.models import Dealer
from dealers.services.dealers import change_status
from tests.factories import make_dealer, make_tier

pytestmark = pytest.mark.django_db
MOVES = {
    ("applicant", "active"),
    ("applicant", "terminated"),
    ("active", "suspended"),
    ("active", "terminated"),
    ("suspended", "active"),
    ("suspended", "terminated"),
}


@pytest.mark.parametrize("old", DealerStatus.values)
@pytest.mark.parametrize("new", DealerStatus.values)
def test_which_status_may_follow_which(old, new, hq):
    dealer = make_dealer(status=old)
    move = {"dealer": dealer, "to": DealerStatus(new), "access": hq, "reason": "as agreed"}
    if (old, new) in MOVES:
        assert change_status(**move).status == new
    else:
        with pytest.raises(ValidationError, match="cannot become"):
            change_status(**move)


def test_a_move_is_recorded_with_who_and_why(hq):
    change_status(
        dealer=make_dealer("D1"), to=DealerStatus.SUSPENDED, access=hq, reason=" late payment "
    )
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.reason, entry.action) == (hq.user, "late payment", "moved")
    assert (entry.before, entry.after) == ({"status": "active"}, {"status": "suspended"})


def test_a_move_without_a_reason_is_refused(hq):
    dealer = make_dealer()
    with pytest.raises(ValidationError):
        change_status(dealer=dealer, to=DealerStatus.SUSPENDED, access=hq, reason="  ")
    dealer.refresh_from_db()
    assert dealer.status == "active"


def test_the_page_offers_the_moves_that_lead_on(hq_client, dealers):
    def offered(status: str) -> list[str]:
        Dealer.objects.filter(pk=dealers.guangzhou.pk).update(status=status)
        page = hq_client.get(f"/dealers/{dealers.guangzhou.pk}/").content.decode()
        address = f"/dealers/{dealers.guangzhou.pk}/"
        return [n for n in ("activate", "suspend", "terminate") if f'"{address}{n}/?' in page]

    assert offered("applicant") == ["activate", "terminate"]
    assert offered("active") == ["suspend", "terminate"]
    assert offered("suspended") == ["activate", "terminate"]
    assert offered("terminated") == []


def test_a_dealer_is_suspended_by_the_button(hq_client, dealers):
    address = f"/dealers/{dealers.guangzhou.pk}/suspend/"
    assert "Reason" in hq_client.get(address).content.decode()
    assert hq_client.post(address, {"reason": ""}).status_code == 422
    assert hq_client.post(address, {"reason": "late"}).status_code == 302
    dealers.guangzhou.refresh_from_db()
    assert dealers.guangzhou.status == "suspended"
    again = hq_client.post(address, {"reason": "late"}, follow=True)
    assert "cannot become" in again.content.decode()


def test_the_button_is_there_for_who_has_the_verb_alone(
    province_client, dealer_client, stranger_client, dealers
):
    address = f"/dealers/{dealers.guangzhou.pk}/suspend/"
    for client in (province_client, dealer_client):
        assert address not in client.get(f"/dealers/{dealers.guangzhou.pk}/").content.decode()
        assert client.get(address).status_code == 403
        assert client.post(address, {"reason": "x"}).status_code == 403
    assert stranger_client.post(address, {"reason": "x"}).status_code == 404
    dealers.guangzhou.refresh_from_db()
    assert dealers.guangzhou.status == "active"


def test_a_suspended_dealer_still_signs_in_and_sees_its_page(dealer_client, dealers):
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(status="suspended")
    assert dealer_client.get("/").status_code == 200
    assert dealer_client.get(f"/dealers/{dealers.guangzhou.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("upper", "lower", "allowed"),
    [
        ("national", "provincial", True),
        ("provincial", "outlet", True),
        ("city", "city", False),
        ("outlet", "city", False),
    ],
)
def test_the_upstream_dealer_has_a_higher_tier(upper, lower, allowed):
    upstream = make_dealer(tier=make_tier(upper))
    dealer = Dealer(
        code="X",
        name="x",
        tier=make_tier(lower),
        upstream=upstream,
        home_region=upstream.home_region,
    )
    if allowed:
        dealer.full_clean()
    else:
        with pytest.raises(ValidationError, match="does not stand above"):
            dealer.full_clean()

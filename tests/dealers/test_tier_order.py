"""Channel tiers: their labels, their order, and what becomes of one that was dropped."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.models import AuditEntry
from dealers.models import Tier
from dealers.services.tier_order import move_tier
from tests.conftest import signed_in
from tests.factories import make_dealer, make_placement, make_tier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tiers(db) -> None:
    """National, provincial, city, outlet, with gaps between their ranks."""
    for rank, code in ((2, "national"), (4, "provincial"), (5, "city"), (9, "outlet")):
        Tier.objects.filter(pk=make_tier(code).pk).update(rank=rank + 20)
    Tier.objects.exclude(code__in=("national", "provincial", "city", "outlet")).delete()


def order() -> list[str]:
    return list(Tier.objects.values_list("code", flat=True))


def moved(code: str, access, *, up: bool) -> list[str]:
    move_tier(tier=Tier.objects.get(code=code), up=up, access=access)
    return order()


def test_it_works(hq):
    assert moved("city", hq, up=True) == ["national", "city", "provincial", "outlet"]
    assert moved("city", hq, up=False) == ["national", "provincial", "city", "outlet"]
    assert list(Tier.objects.values_list("rank", flat=True)) == [22, 24, 25, 29]


@pytest.mark.parametrize("code", ["national", "provincial", "city", "outlet"])
@pytest.mark.parametrize("up", [True, False])
def test_up_and_down_again_changes_nothing(code, up, hq):
    before = dict(Tier.objects.values_list("code", "rank"))
    if (code, up) in (("national", True), ("outlet", False)):
        with pytest.raises(ValidationError, match="est tier"):
            moved(code, hq, up=up)
    else:
        moved(code, hq, up=up)
        moved(code, hq, up=not up)
    assert dict(Tier.objects.values_list("code", "rank")) == before


def test_both_tiers_have_it_in_their_history(hq):
    moved("city", hq, up=True)
    entries = AuditEntry.objects.filter(model="dealers.tier").order_by("label")
    found = [(e.label, e.by, e.before, e.after) for e in entries]
    assert [(label, before, after) for label, _by, before, after in found] == [
        ("City", {"rank": 25}, {"rank": 24}),
        ("Provincial", {"rank": 24}, {"rank": 25}),
    ]
    assert {by for _label, by, *_states in found} == {hq.user}


def test_not_past_those_who_stand_below(hq, dealers):
    with pytest.raises(ValidationError, match=r"GZ .*stands below .*GD"):
        moved("city", hq, up=True)
    assert order() == ["national", "provincial", "city", "outlet"]
    assert moved("outlet", hq, up=True) == ["national", "provincial", "outlet", "city"]


def test_nor_past_those_who_stood_below_once(hq, dealers):
    """What was settled then must stay explainable."""
    upper, lower = make_dealer(tier=make_tier("city")), make_dealer(tier=make_tier("outlet"))
    day = datetime.date(2025, 1, 1)
    make_placement(dealer=lower, upstream=upper)
    make_placement(dealer=lower, upstream=None, valid_from=day)
    with pytest.raises(ValidationError, match="stands below"):
        moved("outlet", hq, up=True)


def test_an_upstream_dealer_who_was_of_another_tier_then_is_no_hindrance(hq, dealers):
    upper, lower = make_dealer(tier=make_tier("city")), make_dealer(tier=make_tier("outlet"))
    day = datetime.date(2025, 1, 1)
    make_placement(dealer=upper, tier=make_tier("provincial"))
    make_placement(dealer=upper, tier=make_tier("city"), valid_from=day)
    make_placement(dealer=lower, upstream=upper)
    make_placement(dealer=lower, upstream=None, valid_from=day)
    assert moved("outlet", hq, up=True)[2:] == ["outlet", "city"]


def test_only_who_may_change_all_of_the_channel_moves_tiers(province, dealer_user):
    for access in (province, dealer_user):
        with pytest.raises(PermissionDenied):
            moved("city", access, up=True)


def test_the_pages_offer_what_is_possible(hq_client, province_client):
    def offered(client, code: str) -> list[str]:
        tier = Tier.objects.get(code=code)
        page = client.get(f"/tiers/{tier.pk}/").content.decode()
        return [name for name in ("up", "down") if f"/tiers/{tier.pk}/{name}/" in page]

    assert offered(hq_client, "national") == ["down"]
    assert offered(hq_client, "city") == ["up", "down"]
    assert offered(hq_client, "outlet") == ["up"]
    assert offered(province_client, "city") == []


def test_by_button_and_by_api(hq_client, dealers):
    tier = Tier.objects.get(code="outlet")
    assert hq_client.post(f"/tiers/{tier.pk}/up/").status_code == 302
    assert order()[2:] == ["outlet", "city"]
    answer = hq_client.post(f"/api/v1/tiers/{tier.pk}/down/")
    assert (answer.status_code, answer.json()["rank"]) == (200, 29)
    city = Tier.objects.get(code="city")
    refused = hq_client.post(f"/api/v1/tiers/{city.pk}/up/")
    assert (refused.status_code, "stands below" in refused.content.decode()) == (400, True)
    page = hq_client.post(f"/tiers/{city.pk}/up/", follow=True).content.decode()
    assert "stands below" in page


def test_a_new_tier_stands_below_all_others(hq):
    values = {"code": "kiosk", "name": "小店", "home_level": "county"}
    assert signed_in(hq).post("/tiers/add/", values).status_code == 302
    assert order() == ["national", "provincial", "city", "outlet", "kiosk"]


def test_a_dropped_tier_says_so_and_takes_no_new_dealer(hq_client, regions):
    Tier.objects.filter(code="city").update(dropped_on=datetime.date(2025, 7, 1))
    tier = Tier.objects.get(code="city")
    assert "Dropped from 2025-07-01 on" in hq_client.get(f"/tiers/{tier.pk}/").content.decode()
    assert "2025-07-01" in hq_client.get("/tiers/").content.decode()
    form = hq_client.get("/dealers/add/").content.decode()
    assert ('value="outlet"' in form, 'value="city"' in form) == (True, False)

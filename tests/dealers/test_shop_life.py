"""A shop's life: open → suspended → closed, by button, API and file, each with its reason."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from channels_mgmt.core.models import AuditEntry
from dealers.choices import ShopStatus
from dealers.models import Dealer, Shop
from dealers.services.shops import EVER, change_shop_status, closed_since
from tests.factories import make_shop
from tests.imports.world import codes, take

pytestmark = pytest.mark.django_db
MOVES = {
    ("open", "suspended"),
    ("open", "closed"),
    ("suspended", "open"),
    ("suspended", "closed"),
}


@pytest.fixture
def shop(dealers) -> Shop:
    return make_shop("JD", platform="jd", operator=dealers.guangzhou)


@pytest.mark.parametrize("old", ShopStatus.values)
@pytest.mark.parametrize("new", ShopStatus.values)
def test_which_status_may_follow_which(old, new, hq):
    shop = make_shop(status=old)
    move = {"shop": shop, "to": ShopStatus(new), "access": hq, "reason": "as agreed"}
    if (old, new) in MOVES:
        assert change_shop_status(**move).status == new
    else:
        with pytest.raises(ValidationError, match="cannot become"):
            change_shop_status(**move)


def test_a_move_is_recorded_with_who_and_why(hq, shop):
    change_shop_status(shop=shop, to=ShopStatus.SUSPENDED, access=hq, reason=" fees unpaid ")
    entry = AuditEntry.objects.get(model="dealers.shop")
    assert (entry.by, entry.reason, entry.action) == (hq.user, "fees unpaid", "moved")
    assert (entry.before, entry.after) == ({"status": "open"}, {"status": "suspended"})


def test_a_move_without_a_reason_is_refused(hq, shop):
    with pytest.raises(ValidationError) as refused:
        change_shop_status(shop=shop, to=ShopStatus.CLOSED, access=hq, reason=" ")
    assert "reason" in refused.value.message_dict
    shop.refresh_from_db()
    assert shop.status == "open"


def test_whoever_lacks_the_verb_moves_nothing(province, shop):
    with pytest.raises(PermissionDenied):
        change_shop_status(shop=shop, to=ShopStatus.CLOSED, access=province, reason="x")


def test_the_shop_of_a_closed_dealer_does_not_open_again(hq, shop, dealers):
    change_shop_status(shop=shop, to=ShopStatus.SUSPENDED, access=hq, reason="x")
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(status="terminated")
    with pytest.raises(ValidationError, match="the shop stays as it is"):
        change_shop_status(shop=shop, to=ShopStatus.OPEN, access=hq, reason="x")


def test_the_page_offers_the_moves_that_lead_on(hq_client, shop):
    def offered(status: str) -> list[str]:
        Shop.objects.update(status=status)
        page = hq_client.get(f"/shops/{shop.pk}/").content.decode()
        return [n for n in ("reopen", "suspend", "close") if f"/shops/{shop.pk}/{n}/?" in page]

    assert offered("open") == ["suspend", "close"]
    assert offered("suspended") == ["reopen", "close"]
    assert offered("closed") == []


def test_a_shop_is_suspended_by_the_button(hq_client, shop):
    address = f"/shops/{shop.pk}/suspend/"
    assert hq_client.post(address, {"reason": ""}).status_code == 422
    assert hq_client.post(address, {"reason": "fees"}).status_code == 302
    shop.refresh_from_db()
    assert shop.status == "suspended"


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("suspend", "open", "suspended"),
        ("close", "open", "closed"),
        ("close", "suspended", "closed"),
        ("reopen", "suspended", "open"),
    ],
)
def test_a_shop_is_moved_by_the_api(hq_client, shop, verb, before, after):
    Shop.objects.update(status=before)
    address = f"/api/v1/shops/{shop.pk}/{verb}/"
    assert hq_client.post(address, {}).status_code == 400
    answer = hq_client.post(address, {"reason": "fees"})
    assert (answer.status_code, answer.json()["status"]) == (200, after)
    again = hq_client.post(address, {"reason": "fees"})
    assert (again.status_code, "cannot become" in again.content.decode()) == (400, True)


def file(status: str) -> str:
    return f"code,name,platform,operator,status\nJD,JD,jd,GZ,{status}\n"


@pytest.mark.parametrize("old", ShopStatus.values)
@pytest.mark.parametrize("new", [*ShopStatus.values, ""])
def test_a_file_moves_a_shop_as_a_button_would(old, new, shop):
    Shop.objects.update(status=old)
    report = take("shops", file(new))
    good = new in ("", old) or (old, new) in MOVES
    assert codes(report) == ([] if good else [(2, "status", "status_move")])
    assert Shop.objects.get().status == (new or old if good else old)


def test_a_new_shop_of_a_file_is_open_unless_it_says_otherwise(dealers):
    take("shops", "code,name,platform,status\nA,A,jd,\nB,B,jd,closed\n")
    assert dict(Shop.objects.values_list("code", "status")) == {"A": "open", "B": "closed"}


def test_since_when_a_shop_is_closed(hq, shop):
    today = timezone.localdate()
    assert closed_since() == {}
    change_shop_status(shop=shop, to=ShopStatus.SUSPENDED, access=hq, reason="x")
    change_shop_status(shop=shop, to=ShopStatus.CLOSED, access=hq, reason="x")
    never = make_shop("NEVER", status="closed")
    assert closed_since() == {shop.pk: today, never.pk: EVER}


def test_a_file_that_closes_a_shop_says_since_when(shop):
    take("shops", file("closed"))
    assert closed_since() == {shop.pk: timezone.localdate()}


def found(client, **filters) -> list[str]:
    """The codes in the list and by the API, which filter alike."""
    answer = client.get("/shops/export/", {"format": "csv", **filters})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    by_api = [shop["code"] for shop in client.get("/api/v1/shops/", filters).json()["results"]]
    assert [row.split(",")[0] for row in text.splitlines()[1:]] == by_api
    return by_api


def test_the_flagship_reads_as_such(hq_client, shop):
    flagship = make_shop("FLAG")
    words = "The brand's flagship"
    assert words in hq_client.get(f"/shops/{flagship.pk}/").content.decode()
    assert words not in hq_client.get(f"/shops/{shop.pk}/").content.decode()
    assert found(hq_client, flagship="true") == ["FLAG"]
    assert found(hq_client, flagship="false") == ["JD"]


def test_shops_are_found_by_their_status(hq_client, shop):
    make_shop("SHUT", status="closed")
    assert found(hq_client, status="closed") == ["SHUT"]
    assert found(hq_client, status="open") == ["JD"]

"""Products, prices and online exclusives on their pages."""

import re
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.scopes import SYSTEM, Verb
from pricing.models import SKU, Exclusive, Price
from pricing.services.exclusives import save_exclusive
from tests.factories import START, make_exclusive, make_line, make_price, make_shop, make_sku

pytestmark = pytest.mark.django_db


def error_at(answer, field: str) -> str:
    found = re.search(rf'id="id_{field}_error">(.*?)</div>', answer.content.decode(), re.S)
    return found[1] if found else ""


def test_a_product_is_added(hq_client):
    make_line("hoods")
    values = {"code": "H1", "name": "油烟机", "product_line": "hoods", "vat_rate": "13"}
    assert hq_client.post("/products/add/", values | {"list_price": "3999"}).status_code == 302
    sku = SKU.objects.get(code="H1")
    assert (sku.list_price, sku.vat_rate) == (D("3999.00"), D("13.00"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("barcode", "6901234567893", "wrong check digit"),
        ("vat_rate", "101", "less than or equal to 100"),
        ("vat_rate", "-1", "greater than or equal to 0"),
        ("list_price", "-1", "greater than or equal to 0"),
        ("list_price", "1.00001", "decimal places"),
        ("product_line", "nowhere", "is not known here"),
    ],
)
def test_what_is_wrong_with_a_product_stands_at_the_field(field, value, words, hq_client):
    make_line("hoods")
    values = {"code": "H1", "name": "油烟机", "product_line": "hoods", "vat_rate": "13"}
    answer = hq_client.post("/products/add/", values | {field: value})
    assert answer.status_code == 422
    assert words in error_at(answer, field)


def test_products_are_found_by_the_line_above_theirs(hq_client):
    hoods = make_line("hoods", make_line("kitchen"))
    make_sku("H1", product_line=hoods)
    make_sku("B1", product_line=make_line("bath"))
    page = hq_client.get("/products/?product_line=kitchen").content.decode()
    assert ">H1<" in page
    assert ">B1<" not in page


def test_a_list_gives_one_price_from_a_day_on(hq_client, regions):
    price = make_price(region=regions.guangdong)
    again = {
        "price_list": price.price_list.code,
        "tier": price.tier.code,
        "region": "440000",
        "sku": price.sku.code,
        "price": "90",
        "valid_from": START.isoformat(),
    }
    answer = hq_client.post("/prices/add/", again)
    assert "has a price for it from that day already" in answer.content.decode()
    assert hq_client.post("/prices/add/", again | {"valid_from": "2024-02-01"}).status_code == 302
    assert Price.objects.count() == 2


def test_prices_end_after_they_begin(hq_client, regions):
    price = make_price()
    answer = hq_client.get(f"/prices/{price.pk}/edit/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', answer)[1]
    values = {
        "price_list": price.price_list.code,
        "tier": price.tier.code,
        "region": price.region.code,
        "sku": price.sku.code,
        "price": "90",
        "valid_from": "2024-01-01",
        "valid_to": "2024-01-01",
        "seen": seen,
    }
    refused = hq_client.post(f"/prices/{price.pk}/edit/", values)
    assert "must be later" in refused.content.decode()


@pytest.mark.parametrize(("online_exclusive", "allowed"), [(True, True), (False, False)])
def test_only_an_online_exclusive_product_is_allotted(online_exclusive, allowed):
    sku = make_sku(online_exclusive=online_exclusive)
    allotment = Exclusive(sku=sku, shop=make_shop(), valid_from=START)
    values = {"instance": allotment, "access": SYSTEM, "verb": Verb.CHANGE_PRODUCTS}
    if allowed:
        assert save_exclusive(**values).pk
    else:
        with pytest.raises(ValidationError, match="is not online-exclusive"):
            save_exclusive(**values)


def test_a_dealer_sees_the_exclusives_of_its_own_shops(dealer_client, dealers):
    own = make_exclusive(shop=make_shop(operator=dealers.guangzhou))
    foreign = make_exclusive(shop=make_shop(operator=dealers.hangzhou))
    page = dealer_client.get("/exclusives/").content.decode()
    assert own.sku.code in page
    assert foreign.sku.code not in page


def test_prices_of_other_tiers_are_not_for_dealers(dealer_client):
    make_price()
    assert dealer_client.get("/prices/").status_code == 404
    assert dealer_client.get("/api/v1/prices/").status_code == 404

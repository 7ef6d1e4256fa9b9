"""A product: its model, its life, its barcode and its twins; by form, file, list and API."""

import datetime
import re

import pytest

from pricing.models import SKU
from tests.factories import (
    START,
    make_exclusive,
    make_line,
    make_price,
    make_sale,
    make_shop,
    make_sku,
)
from tests.imports.world import codes, take

pytestmark = pytest.mark.django_db
MARCH, JUNE = datetime.date(2025, 3, 1), datetime.date(2025, 6, 1)
VALUES = {"code": "H1", "name": "油烟机", "product_line": "hoods", "vat_rate": "13"}


@pytest.fixture(autouse=True)
def line(db):
    return make_line("hoods")


def added(client, **more):
    answer = client.post("/products/add/", VALUES | more)
    return answer.status_code, answer.content.decode()


def test_it_works(hq_client):
    life = {"launched_on": "2025-03-01", "discontinued_on": "2025-06-01"}
    assert added(hq_client, model="CXW-200", **life)[0] == 302
    sku = SKU.objects.get()
    assert (sku.model, sku.launched_on, sku.discontinued_on) == ("CXW-200", MARCH, JUNE)


def test_a_product_ends_after_it_began(hq_client):
    life = {"launched_on": "2025-06-01", "discontinued_on": "2025-06-01"}
    status, page = added(hq_client, **life)
    assert (status, "must be later than “launched on”" in page) == (422, True)


@pytest.mark.parametrize(
    "typed", ["6901234567892", "690 1234 567892", "690-1234-567892", "６９０１２３４５６７８９２"]
)
def test_a_barcode_is_read_as_people_type_it(typed, hq_client):
    assert added(hq_client, barcode=typed)[0] == 302
    assert SKU.objects.get().barcode == "6901234567892"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("6901234567893", "has a wrong check digit: it should end in 2"),
        ("690123456789", "has a wrong check digit: it should end in"),
        ("69012345", "has a wrong check digit"),
        ("690123456", "is not a barcode: 8, 12, 13 or 14 digits"),
        ("69O1234567892", "is not a barcode"),
    ],
)
def test_what_is_wrong_with_a_barcode_stands_beside_it(typed, words, hq_client):
    status, page = added(hq_client, barcode=typed)
    error = re.search(r'id="id_barcode_error">(.*?)</div>', page, re.S)
    assert status == 422
    assert words in error[1]
    assert f'value="{typed}"' in page


def listed(client, **filters) -> set[str]:
    """The codes in the file of the list, and by the API."""
    answer = client.get("/products/export/", {"format": "csv", **filters})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    by_api = client.get("/api/v1/products/", filters).json()["results"]
    found = {row.split(",")[0] for row in text.splitlines()[1:]}
    assert found == {one["code"] for one in by_api}
    return found


def test_products_are_found_by_what_they_are(hq_client):
    make_sku("A", brand="Lan", model="M1")
    make_sku("B", brand="Zao", model="M1", online_exclusive=True)
    make_sku("C", brand="Zao", model="M2")
    assert listed(hq_client, brand="Zao") == {"B", "C"}
    assert listed(hq_client, model="M1") == {"A", "B"}
    assert listed(hq_client, brand="Zao", model="M1") == {"B"}
    assert listed(hq_client, online_exclusive="true") == {"B"}
    assert listed(hq_client, q="M2") == {"C"}


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025-02-28", {"ALWAYS", "OLD"}),
        ("2025-03-01", {"ALWAYS", "OLD", "NEW", "SHORT"}),
        ("2025-05-31", {"ALWAYS", "OLD", "NEW", "SHORT"}),
        ("2025-06-01", {"ALWAYS", "NEW"}),
    ],
)
def test_products_on_sale_on_a_day(day, found, hq_client):
    make_sku("ALWAYS")
    make_sku("NEW", launched_on=MARCH)
    make_sku("OLD", discontinued_on=JUNE)
    make_sku("SHORT", launched_on=MARCH, discontinued_on=JUNE)
    assert listed(hq_client, on_sale=day) == found


HEADER = "sku,name,product_line,model,launched_on,discontinued_on,online_exclusive"


def test_a_file_brings_model_and_life():
    assert take("products", f"{HEADER}\nH1,x,hoods,M1,2025-03-01,2025-06-01,\n").accepted == 1
    sku = SKU.objects.get()
    assert (sku.model, sku.launched_on, sku.discontinued_on) == ("M1", MARCH, JUNE)
    assert take("products", "sku,name,product_line\nH1,x,hoods\n").duplicates == 1  # left alone


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("H1,x,hoods,,2025-06-01,2025-06-01,", ("discontinued_on", "ends_before_launch")),
        ("OLD,x,hoods,,2025-06-01,,", None),  # the empty cell empties its end
        ("H1,x,hoods,,2025-13-01,,", ("launched_on", "no_such_day")),
    ],
)
def test_what_a_file_cannot_say_of_a_life(row, fault):
    make_sku("OLD", discontinued_on=JUNE)
    found = codes(take("products", f"{HEADER}\n{row}\n"))
    assert [error[1:] for error in found] == ([fault] if fault else [])


def test_a_launch_after_the_stored_end_is_named_where_it_stands():
    make_sku("OLD", discontinued_on=JUNE)
    report = take("products", "sku,name,product_line,launched_on\nOLD,x,hoods,2025-07-01\n")
    assert codes(report) == [(2, "launched_on", "ends_before_launch")]


@pytest.mark.parametrize(
    ("end", "good"), [(None, False), (datetime.date(2999, 1, 1), False), (JUNE, True)]
)
def test_what_a_shop_holds_stays_online_exclusive(end, good, hq_client):
    sku = make_sku("E1", online_exclusive=True, product_line=make_line("hoods"))
    make_exclusive(sku=sku, valid_to=end)
    text = f"{HEADER}\nE1,{sku.name},hoods,,,,no\n"
    assert [code for *_, code in codes(take("products", text, dry_run=True))] == (
        [] if good else ["still_allotted"]
    )
    page = hq_client.get(f"/products/{sku.pk}/edit/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    answer = hq_client.post(
        f"/products/{sku.pk}/edit/", VALUES | {"code": "E1", "name": sku.name, "seen": seen}
    )
    sku.refresh_from_db()
    assert (answer.status_code == 302, not sku.online_exclusive) == (good, good)
    assert ("end that first" in answer.content.decode()) is not good


def test_twins_are_shown_on_both_sides(hq_client):
    twin = make_sku("T1")
    online = make_sku("E1", online_exclusive=True, twin=twin)
    shop = make_shop("JD", name="京东店")
    make_exclusive(sku=online, shop=shop)
    page = hq_client.get(f"/products/{online.pk}/").content.decode()
    assert f'<a href="/products/{twin.pk}/">T1</a>' in page
    assert "京东店" in page
    assert "no shop holds it today" not in page
    page = hq_client.get(f"/products/{twin.pk}/").content.decode()
    assert f'<a href="/products/{online.pk}/">E1</a>' in page
    assert "E1" in hq_client.get(f"/shops/{shop.pk}/").content.decode()


def test_an_exclusive_that_no_shop_holds_today_says_so(hq_client):
    sku = make_sku("E1", online_exclusive=True)
    make_exclusive(sku=sku, valid_to=JUNE)
    page = hq_client.get(f"/products/{sku.pk}/").content.decode()
    assert "no shop holds it today" in page


def test_a_dealer_sees_which_of_its_own_shops_hold_a_product(dealer_client, dealers):
    sku = make_sku("E1", online_exclusive=True)
    make_exclusive(sku=sku, shop=make_shop("MINE", operator=dealers.guangzhou))
    make_exclusive(sku=sku, shop=make_shop("THEIRS", operator=dealers.hangzhou))
    page = dealer_client.get(f"/products/{sku.pk}/").content.decode()
    assert ("MINE" in page, "THEIRS" in page) == (True, False)


@pytest.mark.parametrize(
    ("validity", "outside"),
    [
        ((START, None), False),
        ((START, MARCH), True),  # it had ended by the launch
        ((START, datetime.date(2025, 3, 2)), False),
        ((datetime.date(2025, 5, 31), None), False),
        ((JUNE, None), True),
    ],
)
def test_prices_that_hold_on_no_day_of_its_life_are_said(validity, outside, hq_client, dealers):
    sku = make_sku("H1", launched_on=MARCH, discontinued_on=JUNE)
    make_price(sku=sku, valid_from=validity[0], valid_to=validity[1])
    page = hq_client.get(f"/products/{sku.pk}/").content.decode()
    assert ("Prices outside its life" in page) is outside


def test_prices_of_other_tiers_are_not_said_to_dealers(dealer_client):
    sku = make_sku("H1", discontinued_on=JUNE)
    make_price(sku=sku, valid_from=JUNE)
    assert "outside its life" not in dealer_client.get(f"/products/{sku.pk}/").content.decode()


def test_sell_in_outside_its_life_is_a_finding_with_a_way_to_the_lines(hq_client, dealers):
    sku = make_sku("H1", launched_on=MARCH, discontinued_on=JUNE)
    days = ("2025-02-28", "2025-02-01", "2025-03-01", "2025-05-31", "2025-06-01")
    for day in days:
        make_sale(sku=sku, dealer=dealers.guangzhou, date=day)
    make_sale(sku=sku, dealer=dealers.guangzhou, date="2025-07-01", quantity=-1, amount="-1")
    make_sale(sku=sku, dealer=dealers.guangzhou, date="2025-07-01", kind="sell_out")
    page = hq_client.get(f"/products/{sku.pk}/").content.decode()
    links = re.findall(r'href="(/sales/\?sku=H1[^"]*)">(\d+)<', page)
    assert [(address.partition("sell_in&amp;")[2], n) for address, n in links] == [
        ("date_to=2025-02-28", "2"), ("date_from=2025-06-01", "1"),
    ]  # fmt: skip
    assert "sell-in outside" not in hq_client.get(f"/products/{make_sku().pk}/").content.decode()

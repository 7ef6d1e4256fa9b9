"""The pages of stock and of returns show all rows, page by page; the API gives the same."""

import datetime

import pytest
from django.urls import reverse

from channels_mgmt.core import paging
from tests import factories as make

STOCK, RETURNS = reverse("sales:stock"), reverse("sales:returns")
API_STOCK, API_RETURNS = reverse("api:stock"), reverse("api:returns")
DAY = datetime.date(2024, 3, 15)


@pytest.fixture
def stocked(dealers):
    """Five products at one dealer, one at another province's."""
    for number in range(5):
        held = {"sku": make.make_sku(f"H{number}"), "quantity": 10 + number, "date": DAY}
        make.make_sale(dealer=dealers.guangzhou, **held)
    make.make_sale(dealer=dealers.zhejiang, quantity=99, sku=make.make_sku("Z"), date=DAY)


@pytest.fixture
def returned(dealers):
    sku = make.make_sku("B1")
    sold = make.make_sale(quantity=9, dealer=dealers.guangzhou, sku=sku, source="ERP",
                          order_number="SO1")  # fmt: skip
    back = [
        make.make_sale("-1", quantity=-1, dealer=dealers.guangzhou, sku=sku, source="ERP",
                       date=DAY, order_number=f"R{n}", returns_order="SO1" if n else "")
        for n in range(5)
    ]  # fmt: skip
    make.make_sale("-1", quantity=-1, dealer=dealers.zhejiang, date=DAY, order_number="Z1")
    return sold, back


def test_the_stock_is_shown_page_by_page(stocked, hq_client, monkeypatch):
    monkeypatch.setattr(paging.Cut.__init__, "__defaults__", (2,))
    pages = [hq_client.get(STOCK, {"day": "2024-03-15", "page": n}) for n in (1, 2, 3)]
    shown = [row.sku.code for page in pages for row in page.context["rows"]]
    assert sorted(shown) == ["H0", "H1", "H2", "H3", "H4", "Z"]
    assert "Page 2 of 3" in pages[1].content.decode()
    assert {page.context["totals"]["pieces"] for page in pages} == {99 + 60}


def test_the_returns_are_shown_page_by_page(returned, hq_client, monkeypatch):
    monkeypatch.setattr(paging.Cut.__init__, "__defaults__", (2,))
    pages = [hq_client.get(RETURNS, {"page": n}) for n in (1, 2, 3)]
    shown = [row.line.order_number for page in pages for row in page.context["rows"]]
    assert sorted(shown) == ["R0", "R1", "R2", "R3", "R4", "Z1"]
    assert "Page 3 of 3" in pages[2].content.decode()


def test_a_page_that_is_not_there_is_the_last_one(stocked, hq_client):
    assert hq_client.get(STOCK, {"page": "999"}).status_code == 200
    assert hq_client.get(RETURNS, {"page": "none"}).status_code == 200


def rows(client, url: str, **query) -> list[dict]:
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_the_stock_by_api(stocked, hq_client):
    found = rows(hq_client, API_STOCK, day="2024-03-15")
    assert len(found) == 6
    assert found[0] == {
        "dealer": "GZ", "sku": "H0", "computed": 10, "counted": None, "difference": None,
    }  # fmt: skip
    [one] = rows(hq_client, API_STOCK, day="2024-03-15", sku="H3")
    assert one["computed"] == 13
    assert rows(hq_client, API_STOCK, day="2024-03-15", differing="1") == []


def test_the_stock_by_api_comes_in_pages(stocked, hq_client):
    query, found = {"day": "2024-03-15", "page_size": 4}, []
    for page in (1, 2):
        found += rows(hq_client, API_STOCK, **query, page=page)
    assert [row["sku"] for row in found] == ["H0", "H1", "H2", "H3", "H4", "Z"]
    assert hq_client.get(API_STOCK, query | {"page": 3}).status_code == 404


def test_a_count_stands_beside_the_stock(stocked, dealers, hq_client):
    make.make_stock_count(dealer=dealers.guangzhou, sku=make.make_sku("H9"), quantity=3, date=DAY)
    [one] = rows(hq_client, API_STOCK, counted="1")  # of the last count's day
    assert (one["sku"], one["computed"], one["counted"], one["difference"]) == ("H9", 0, 3, 3)


@pytest.mark.parametrize("query", [{"day": "yesterday"}, {"dealer": "NOBODY"}])
def test_a_question_that_makes_no_sense_is_a_400(stocked, hq_client, query):
    assert hq_client.get(API_STOCK, query).status_code == 400


def test_the_returns_by_api(returned, hq_client):
    sold, _back = returned
    found = {row["order_number"]: row for row in rows(hq_client, API_RETURNS)}
    assert len(found) == 6
    named, unnamed = found["R1"], found["R0"]
    assert named["verdict"] == "linked"
    assert [one["id"] for one in named["originals"]] == [sold.pk]
    assert (unnamed["verdict"], unnamed["probable"]["id"]) == ("unnamed", sold.pk)
    assert {row["verdict"] for row in rows(hq_client, API_RETURNS, verdict="linked")} == {"linked"}


def test_the_returns_by_api_go_on_by_cursor(returned, hq_client):
    first = hq_client.get(API_RETURNS, {"page_size": 4}).json()
    second = hq_client.get(first["next"]).json()
    assert len(first["results"] + second["results"]) == 6
    assert second["next"] is None


@pytest.mark.parametrize("client", ["dealer_client", "province_client"])
def test_nobody_sees_what_is_not_hers(stocked, returned, client, request):
    client = request.getfixturevalue(client)
    assert {row["dealer"] for row in rows(client, API_STOCK, day="2024-03-15")} == {"GZ"}
    assert {row["dealer"] for row in rows(client, API_RETURNS)} == {"GZ"}
    assert client.get(API_STOCK, {"dealer": "ZJ"}).status_code == 400


def test_a_stranger_sees_nothing_of_them(stocked, returned, stranger_client):
    assert "GZ" not in {row["dealer"] for row in rows(stranger_client, API_RETURNS)}

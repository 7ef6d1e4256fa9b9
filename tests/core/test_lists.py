"""A list: what is asked for is found, sorted, paged and counted."""

import re

import pytest

from channels_mgmt.core.pages import listing
from dealers.models import Dealer
from tests.factories import (
    make_batch,
    make_dealer,
    make_entry,
    make_region,
    make_sale,
    make_sku,
    make_territory,
    make_tier,
)

pytestmark = pytest.mark.django_db


def codes(client, address: str) -> list[str]:
    """The codes in the first column."""
    return re.findall(r'<tr>\s*<td class="[^"]*"><a href="[^"]*">(.+?)</a>', page(client, address))


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_works(hq_client, dealers):
    assert codes(hq_client, "/dealers/") == ["GD", "GZ", "HZ", "ZJ"]
    assert "4 rows" in page(hq_client, "/dealers/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=GZ", ["GZ"]),
        ("q=经销商G", ["GD", "GZ"]),
        ("q=Dealer Z", ["GZ", "HZ", "ZJ"]),
        ("q=dealer gz", ["GZ"]),
        ("tier=provincial", ["GD", "ZJ"]),
        ("home_region=440000", ["GD", "GZ"]),
        ("home_region=440100", ["GZ"]),
        ("home_region=000000&tier=city", ["GZ", "HZ"]),
        ("upstream=GD", ["GZ"]),
        ("ecommerce_team=true", ["GZ"]),
        ("ecommerce_team=false", ["GD", "HZ", "ZJ"]),
        ("ecommerce_team=unknown", ["GD", "GZ", "HZ", "ZJ"]),
        ("status=suspended", []),
        ("status=", ["GD", "GZ", "HZ", "ZJ"]),
    ],
)
def test_filters_find_what_they_say(query, expected, hq_client, dealers):
    assert codes(hq_client, f"/dealers/?{query}") == expected


@pytest.mark.parametrize("query", ["upstream=NOBODY", "tier=x", "status=asleep"])
def test_a_filter_that_makes_no_sense_finds_nothing_and_says_so(query, hq_client, dealers):
    assert codes(hq_client, f"/dealers/?{query}") == []
    assert "alert-danger" in page(hq_client, f"/dealers/?{query}")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code", ["GD", "GZ", "HZ", "ZJ"]),
        ("-code", ["ZJ", "HZ", "GZ", "GD"]),
        ("name", ["GD", "GZ", "HZ", "ZJ"]),  # no index, not offered: the list's own order
        ("-password", ["GD", "GZ", "HZ", "ZJ"]),
    ],
)
def test_only_declared_columns_sort(sort, expected, hq_client, dealers):
    assert codes(hq_client, f"/dealers/?sort={sort}") == expected


def test_a_column_sorts_up_then_down_then_as_the_list_is(hq_client, dealers):
    assert 'href="?sort=code"' in page(hq_client, "/dealers/")
    assert 'href="?sort=-code"' in page(hq_client, "/dealers/?sort=code")
    assert 'href="?sort="' in page(hq_client, "/dealers/?sort=-code")
    assert 'aria-sort="descending"' in page(hq_client, "/dealers/?sort=-code")


def test_pages_keep_the_filter_and_hold_25_rows(hq_client, regions):
    tier = make_tier()
    for number in range(60):
        make_dealer(f"D{number:02}", tier=tier, home_region=regions.guangzhou)
    assert codes(hq_client, "/dealers/?tier=city&page=2") == [f"D{n}" for n in range(25, 50)]
    assert codes(hq_client, "/dealers/?page=99") == [f"D{n}" for n in range(50, 60)]
    assert len(codes(hq_client, "/dealers/?page=no")) == 25
    assert "?tier=city&amp;page=3" in page(hq_client, "/dealers/?tier=city&page=2")


def test_a_long_list_is_not_counted_to_its_end(hq_client, regions, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_LIMIT", 30)
    tier = make_tier()
    for number in range(40):
        make_dealer(f"D{number:02}", tier=tier, home_region=regions.guangzhou)
    assert "More than 30 rows" in page(hq_client, "/dealers/")


def test_an_empty_list_says_what_to_do_next(hq_client, province_client):
    assert "There is nothing here yet." in page(hq_client, "/dealers/")
    assert 'href="/dealers/add/"' in page(hq_client, "/dealers/")
    assert 'href="/dealers/add/"' not in page(province_client, "/dealers/")
    assert "Nothing matches the filter." in page(hq_client, "/dealers/?q=x")


def test_effective_dated_records_are_found_by_a_day(hq_client, dealers):
    make_territory(dealer=dealers.guangzhou, valid_from="2024-01-01", valid_to="2024-07-01")
    for day, found in [("2023-12-31", 0), ("2024-01-01", 1), ("2024-06-30", 1), ("2024-07-01", 0)]:
        assert len(codes(hq_client, f"/territories/?valid_on={day}")) == found


def test_money_is_written_for_people_and_stands_on_the_right(hq_client, dealers):
    make_entry("1234567.50", dealer=dealers.guangzhou)
    assert '<td class="number">1,234,567.50</td>' in page(hq_client, "/ledger/")


def test_a_status_is_a_badge_in_its_tone(hq_client, dealers):
    Dealer.objects.filter(code="GZ").update(status="suspended")
    assert '<span class="badge bg-orange-lt">Suspended</span>' in page(hq_client, "/dealers/")


@pytest.mark.parametrize(
    ("term", "expected"),
    [("4401", ["440100"]), ("guangzhou", ["440100"]), ("广州", ["440100"]), ("nowhere", [])],
)
def test_a_look_up_offers_codes_with_their_names(term, expected, hq_client, regions):
    for address in (f"/regions/options/?q={term}", f"/regions/options/?home_region={term}"):
        options = page(hq_client, address)
        assert re.findall(r'value="(\w+)"', options) == expected
    assert not expected or "Guangzhou · Guangdong" in options


def test_a_look_up_offers_at_most_20_rows(hq_client, regions):
    for number in range(30):
        make_region(f"5{number:05}", regions.country)
    assert page(hq_client, "/regions/options/").count("<option") == 20


def test_a_list_that_adds_up_shows_the_total_of_all_its_pages(hq_client, dealers):
    batch, sku = make_batch(), make_sku()
    for _turn in range(30):
        make_sale("10.10", dealer=dealers.guangzhou, sku=sku, batch=batch)
    foot = page(hq_client, "/sales/").partition("<tfoot>")[2]
    assert ">303.00<" in foot

"""“What does it cost?” says the price and why no other counts."""

import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from pricing.models import Price, PriceList
from pricing.price_tester import explain
from tests import factories as make

DAY = datetime.date(2025, 6, 1)
NOW = timezone.now()


def listed(code: str, **more) -> PriceList:
    return PriceList.objects.create(code=code, **{"published_at": NOW, **more})


@pytest.fixture
def sku(db):
    return make.make_sku("H1", list_price=D("2000"))


@pytest.fixture
def why(sku, dealers):
    """What is said of each price, by its amount."""

    def ask(day: datetime.date = DAY) -> dict[int, str]:
        rows = Price.objects.all()
        found = explain(sku=sku, dealer=dealers.guangzhou, day=day, rows=rows)
        return {int(one.price.price): one.why for one in found.considered}

    return ask


def test_every_price_says_why_it_counts_or_not(sku, why, regions):
    standard = listed("STANDARD")
    old = listed("OLD")
    listed("NEW", supersedes=old, valid_from=DAY)
    later = {"valid_from": DAY + datetime.timedelta(1)}
    ended = {"valid_from": datetime.date(2023, 1, 1), "valid_to": DAY}
    prices = [
        (1, standard, {"region": regions.guangzhou}, "the most specific"),
        (2, standard, {"region": regions.guangdong}, "more specific region"),
        (3, standard, {"region": regions.hangzhou}, "another region: Hangzhou"),
        (4, standard, {"tier": make.make_tier("provincial")}, "for the tier “Provincial”"),
        (5, standard, later, "begins on 2025-06-02"),
        (6, standard, ended, "ended before 2025-06-01"),
        (7, listed("DRAFT", published_at=None), {}, "a draft"),
        (8, old, {}, "NEW took the place of its list on 2025-06-01"),
        (9, listed("NEXT", supersedes=standard, **later), {}, "counts from 2025-06-02"),
        (10, standard, {"region": regions.guangzhou, "valid_from": datetime.date(2022, 1, 1)},
         "later price of the same list"),
    ]  # fmt: skip
    for amount, price_list, terms, _words in prices:
        make.make_price(price=D(amount), sku=sku, price_list=price_list, **terms)
    said = why()
    assert [amount for amount, *_rest, words in prices if words not in said[amount]] == []


def test_a_contradiction_names_the_lists(sku, why):
    make.make_price(price=D(1), sku=sku, price_list=listed("ONE"))
    make.make_price(price=D(2), sku=sku, price_list=listed("TWO"))
    assert set(why().values()) == {"equally specific in several lists: ONE, TWO"}


def test_the_page_shows_price_reasons_and_control(sku, dealers, hq_client):
    make.make_price(price=D("1234.5"), sku=sku, price_list=listed("STANDARD"))
    make.make_control(sku=sku, floor=D(95), unit="percent")
    asked = {"sku": "H1", "dealer": "GZ", "day": "2025-06-01"}
    page = hq_client.get("/price-tester/", asked).content.decode()
    for words in ("1,234.50", "the most specific one", "1,900.00"):
        assert words in page


def test_the_page_says_why_there_is_no_one_price(sku, dealers, hq_client):
    def said() -> str:
        asked = {"sku": "H1", "dealer": "GZ", "day": "2025-06-01"}
        return hq_client.get("/price-tester/", asked).content.decode()

    assert "H1 has no price for City in Guangzhou on 2025-06-01." in said()
    make.make_price(price=D(1), sku=sku, price_list=listed("ONE"))
    assert "has no price" not in said()
    make.make_price(price=D(2), sku=sku, price_list=listed("TWO"))
    assert "in several lists that are equally specific: ONE, TWO." in said()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sku": "H9", "dealer": "GZ", "day": "2025-06-01"}, "“H9” is not known here"),
        ({"sku": "H1", "dealer": "GZ", "day": "yesterday"}, "valid date"),
        ({"sku": "H1", "dealer": "", "day": "2025-06-01"}, "required"),
        ({"sku": "H1", "dealer": "GZ", "day": "2025-06-01"}, "no price in any list"),
    ],
)
def test_what_was_typed_stays_and_the_fault_is_named(asked, words, sku, dealers, hq_client):
    page = hq_client.get("/price-tester/", asked).content.decode()
    assert words in page
    assert f'value="{asked["sku"]}"' in page


def test_only_the_brand_asks_and_a_manager_only_about_her_dealers(
    sku, dealers, dealer_client, province_client
):
    assert dealer_client.get("/price-tester/").status_code == 404
    asked = {"sku": "H1", "dealer": "HZ", "day": "2025-06-01"}
    assert "“HZ” is not known here" in province_client.get("/price-tester/", asked).content.decode()

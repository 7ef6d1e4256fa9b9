"""Where the dealer may sell, and what it pays: its own, and nothing of other tiers and regions."""

import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from pricing.models import PriceList
from tests import factories as make
from tests.factories import make_territory
from tests.portal.reading import text

pytestmark = pytest.mark.django_db


class TestTerritory:
    def test_where_what_how_and_how_long(self, dealer_client, dealers, regions):
        line = make.make_line("hoods", name_en="Range hoods")
        make_territory(dealer=dealers.guangzhou, product_line=line, channel="tmall",
                       exclusive=False)  # fmt: skip
        make_territory(dealer=dealers.guangzhou, region=regions.shenzhen,
                       valid_to=datetime.date(2025, 1, 1))  # fmt: skip
        make_territory(dealer=dealers.hangzhou)
        page = text(dealer_client, "/portal/territory/")
        assert "Guangzhou <span" in page
        assert "Range hoods · Tmall" in page
        assert "not exclusive" in page
        assert "since 2024-01-01" in page
        assert "Ended (1)" in page
        assert "until before 2025-01-01" in page
        assert "Hangzhou" not in page


class TestPrices:
    def price(self, amount: str, **more) -> None:
        region, tier = more.pop("region"), make.make_tier(more.pop("tier", "city"))
        made = make.make_price(
            price=D(amount), region=region, tier=tier,
            price_list=PriceList.objects.get_or_create(
                code=f"list-{region.code}", defaults={"published_at": timezone.now()})[0],
            **more,
        )  # fmt: skip
        assert made.price_list.published_at

    @pytest.fixture
    def sku(self):
        return make.make_sku("HOOD-1", name_en="A hood", list_price=D("3999"))

    def test_the_most_specific_region_of_the_own_tier(self, dealer_client, regions, sku):
        self.price("1111.11", region=regions.country, sku=sku)
        self.price("2222.22", region=regions.guangdong, sku=sku)
        self.price("3333.33", region=regions.hangzhou, sku=sku)
        self.price("4444.44", region=regions.country, sku=sku, tier="provincial")
        page = text(dealer_client, "/portal/prices/")
        shown = [a for a in ("1,111.11", "2,222.22", "3,333.33", "4,444.44") if a in page]
        assert shown == ["2,222.22"]

    def test_todays_alone(self, dealer_client, regions, sku):
        for start, end, amount in [("2024-01-01", "2024-07-01", "11.11"),
                                   ("2024-07-01", None, "22.22"),
                                   ("2999-01-01", None, "33.33")]:  # fmt: skip
            self.price(amount, region=regions.country, sku=sku, valid_from=start, valid_to=end)
        page = text(dealer_client, "/portal/prices/")
        assert [a for a in ("11.11", "22.22", "33.33") if a in page] == ["22.22"]

    @pytest.mark.parametrize(
        ("q", "found"),
        [("hood", True), ("HOOD-1", True), ("oven", False), ("A hood", True)],
    )
    def test_search(self, dealer_client, regions, sku, q, found):
        self.price("22.22", region=regions.country, sku=sku)
        assert ("22.22" in text(dealer_client, f"/portal/prices/?q={q}")) is found

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_the_same_as_a_file(self, dealer_client, regions, sku, form):
        self.price("22.22", region=regions.country, sku=sku)
        self.price("44.44", region=regions.country, sku=sku, tier="provincial")
        answer = dealer_client.get(f"/portal/prices/?format={form}")
        assert answer.status_code == 200
        assert f".{form}" in answer.headers["Content-Disposition"]
        body = b"".join(answer)
        if form == "csv":
            assert "HOOD-1" in body.decode()
            assert "22.22" in body.decode()
            assert "44.44" not in body.decode()

    def test_the_lists_of_the_brand_stay_with_the_brand(self, dealer_client, regions, sku):
        self.price("22.22", region=regions.country, sku=sku)
        for address in ("/prices/", "/price-lists/", "/api/v1/prices/", "/api/v1/price-lists/"):
            assert dealer_client.get(address).status_code == 404
        assert "list-000000" not in text(dealer_client, "/portal/prices/")

    def test_many_prices_ask_no_more(self, dealer_client, regions, django_assert_max_num_queries):
        for number in range(60):
            self.price("1", region=regions.country, sku=make.make_sku(f"S{number}"))
        with django_assert_max_num_queries(14):
            page = text(dealer_client, "/portal/prices/")
        assert "60 prices" in page
        assert "Page 1 of 2" in page

"""The small parts that the demo is made of: places, names, flows of pieces, orders."""

from collections import Counter
from datetime import date

import pytest

from channels_mgmt.demo import places, prices, products
from channels_mgmt.demo.digest import digest
from channels_mgmt.demo.flows import Flow, Market
from channels_mgmt.demo.lines import Shelf, Writer, assortment
from channels_mgmt.demo.naming import Namer, uscc
from channels_mgmt.demo.scales import stream
from dealers.uscc import validate_uscc
from tests.demo.conftest import SEED, SMALL

MODELS = products.catalogue()


class TestPlaces:
    @pytest.mark.parametrize(
        ("code", "short"),
        [
            ("440000", "广东"),
            ("150000", "内蒙古"),
            ("450000", "广西"),
            ("110000", "北京"),
            ("440100", "广州"),
            ("440103", "荔湾区"),  # a county keeps its kind: 城区 alone would name nothing
        ],
    )
    def test_a_company_is_named_after_the_short_name_of_its_place(self, code, short):
        assert places.places()[code].short == short

    def test_a_brand_begins_in_the_cities_it_chose_and_goes_on_in_the_order_of_the_table(self):
        found = [city.code for city in places.cities_of("440000", 7)]
        assert found == ["440100", "440600", "440300", "440500", "440400", "440200", "440700"]

    def test_cities_without_counties_have_no_room_for_outlets(self):
        assert "441900" not in [city.code for city in places.cities_of("440000", 99)]

    def test_a_municipality_has_counties_and_no_cities(self):
        assert places.cities_of("110000", 9) == []
        assert len(places.counties_within("110000")) == 16


class TestNames:
    def test_no_two_companies_of_a_place_share_a_name(self):
        namer = Namer(stream(SEED, "names"))
        names = [namer.name("广州", "Guangzhou", "city") for _ in range(100)]
        assert len(set(names)) == 100

    def test_a_name_reads_the_same_in_both_languages(self):
        namer = Namer(stream(SEED, "names"))
        name, name_en = namer.name("广州", "Guangzhou", "city")
        assert name.startswith("广州")
        assert name.endswith("厨电销售有限公司")
        assert name_en.startswith("Guangzhou ")
        assert name_en.endswith(" Kitchen Sales")

    @pytest.mark.parametrize("number", [1, 7, 31, 99999])
    def test_credit_codes_carry_their_region_and_check_character(self, number):
        validate_uscc(uscc("440606", number))
        assert uscc("440606", number)[2:8] == "440606"


class TestChance:
    def test_each_purpose_has_its_own_chance(self):
        one, same, other = (stream(1, *name) for name in (("a",), ("a",), ("b",)))
        assert one.random() == same.random() != other.random()

    def test_a_digest_depends_on_the_values_and_their_order(self):
        one, two = {"a": "1"}, {"a": "2"}
        assert digest([one, two]) == digest([dict(one), two])
        assert digest([one, two]) != digest([two, one])


@pytest.fixture(scope="module")
def flows(dealers):
    return list(Market(dealers, SMALL, SEED, "2025-05").flows())


class TestFlows:
    def test_a_dealer_buys_about_what_it_sells(self, flows):
        """Over the channel; one dealer's month may lie a fifth above or below."""
        pieces = Counter()
        for flow in flows:
            if not flow.shop:
                pieces[flow.kind] += flow.pieces
        consumers = [flow for flow in flows if flow.kind == "sell_out"]
        direct = sum(flow.pieces for flow in consumers if flow.dealer.tier != "outlet")
        to_outlets = sum(
            flow.pieces for flow in flows if flow.buyer and flow.buyer.tier == "outlet"
        )
        assert 0.8 < pieces["sell_in"] / (direct + to_outlets) < 1.2

    def test_only_who_deals_with_the_brand_has_sell_in(self, flows):
        assert {f.dealer.tier for f in flows if f.kind == "sell_in"} == {
            "national", "provincial", "city",
        }  # fmt: skip

    def test_supplies_go_to_a_dealers_own_downstream(self, flows):
        supplies = [flow for flow in flows if flow.kind == "sell_through"]
        assert supplies
        assert all(flow.buyer.upstream == flow.dealer.code for flow in supplies)

    def test_the_flagship_sells_for_dealers_who_hold_their_city_alone(self, flows):
        served = [flow.dealer for flow in flows if flow.shop == "TMALL-LANZAO"]
        assert served
        assert all(dealer.exclusive for dealer in served)


class TestOrders:
    @pytest.fixture
    def writer(self):
        shelf = Shelf(assortment(MODELS, (), (), ""))
        return Writer(date(2025, 2, 1), stream(SEED, "orders"), lambda flow: shelf)

    @pytest.mark.parametrize(("pieces", "lines"), [(1, 5), (5, 5), (100, 7), (1_000, 24)])
    def test_lines_have_whole_pieces_that_add_up(self, writer, dealers, pieces, lines):
        written = writer.lines(Flow("sell_in", dealers[1], pieces, lines))
        assert sum(line.quantity for line in written) == pieces
        assert min(line.quantity for line in written) >= 1
        assert len(written) == min(pieces, lines)

    def test_the_brand_invoices_on_working_days(self, writer, dealers):
        written = writer.lines(Flow("sell_in", dealers[1], 500, 60))
        assert {line.day.strftime("%Y-%m") for line in written} == {"2025-02"}
        assert all(line.day.weekday() < 5 for line in written)

    def test_a_top_up_order_stays_below_the_amount(self, writer, dealers):
        flow = Flow("sell_in", dealers[1], 0, 1)
        (line,) = writer.top_up(flow, 10_000_00)
        assert 0 <= 10_000_00 - line.amount < line.fen
        assert writer.top_up(flow, 1_00) == []

    def test_a_return_takes_back_at_the_price_paid_and_refers_to_its_line(self, writer, dealers):
        (sold, *_others) = writer.lines(Flow("sell_in", dealers[1], 30, 1))
        back = sold.returned(3, date(2025, 3, 1), "RT1").row()
        assert back["quantity"] == "-3"
        assert back["unit_price"] == sold.row()["unit_price"]
        assert back["amount"] == prices.yuan(-3 * sold.fen)
        assert (back["returns_order"], back["returns_line"]) == (sold.order, "1")

    def test_a_shelf_holds_what_both_sides_are_granted(self):
        both = assortment(MODELS, ("KITCHEN",), ("HOODS", "WATER"), "")
        assert {model.line for model in both} == {"HOODS-SIDE", "HOODS-TOP"}

    def test_an_exclusive_stands_only_on_the_shelf_of_its_shop(self):
        exclusives = {
            shop: {model.sku for model in assortment(MODELS, (), (), shop) if model.exclusive}
            for shop in ("", "TMALL-LANZAO", "JD-LANZAO")
        }
        assert exclusives == {"": set(), "TMALL-LANZAO": {"CXW-E605"}, "JD-LANZAO": {"JZT-E304"}}

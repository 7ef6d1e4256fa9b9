"""The demo's sales as rows, without a database."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal as D

from channels_mgmt.demo import prices, products, programmes
from channels_mgmt.demo.digest import digest
from channels_mgmt.demo.network import build_network, dealer_rows
from channels_mgmt.demo.sales import SalesBook
from channels_mgmt.demo.scales import SCALES
from tests.demo.maps import region_path


def rows_of(scale: str, seed: int):
    dealers = build_network(SCALES[scale], seed)
    yield from dealer_rows(dealers)
    for _month, rows in SalesBook(dealers, products.catalogue(), SCALES[scale], seed).months():
        yield from rows


class TestDeterminism:
    def test_the_same_seed_gives_the_same_rows(self):
        assert digest(rows_of("tiny", 7)) == digest(rows_of("tiny", 7))

    def test_another_seed_gives_other_rows(self):
        assert digest(rows_of("tiny", 7)) != digest(rows_of("tiny", 8))

    def test_the_demo_that_everybody_sees_does_not_change_by_accident(self, dealers, sales):
        assert digest(dealer_rows(dealers))[:16] == "d07c6f33ed613445"
        assert digest(sales)[:16] == "a17531c2c9105ca3"


class TestSales:
    def test_there_are_about_25_thousand_lines_from_2025_to_october_2026(self, months, sales):
        assert 22_000 < len(sales) < 28_000
        assert list(months)[0] == "2025-01"
        assert list(months)[-1] == "2026-10"
        for month, rows in months.items():
            assert {row["date"][:7] for row in rows} == {month}

    def test_every_line_has_its_natural_key_once(self, sales):
        keys = Counter((r["source"], r["order_number"], r["line_number"], r["kind"]) for r in sales)
        assert max(keys.values()) == 1

    def test_the_amount_is_quantity_times_unit_price(self, sales):
        for row in sales:
            assert D(row["amount"]) == int(row["quantity"]) * D(row["unit_price"])

    def test_a_return_is_negative_and_refers_to_an_earlier_line_that_it_does_not_exceed(
        self, sales
    ):
        lines = {(r["order_number"], r["line_number"]): r for r in sales}
        returned = [row for row in sales if row["returns_order"]]
        assert len(returned) > 300
        assert all((int(r["quantity"]) < 0) == bool(r["returns_order"]) for r in sales)
        for row in returned:
            original = lines[row["returns_order"], row["returns_line"]]
            assert original["date"] < row["date"]
            assert -int(row["quantity"]) <= int(original["quantity"])
            for column in ("dealer", "sku", "kind", "unit_price", "region", "channel", "shop"):
                assert row[column] == original[column]

    def test_each_line_is_returned_once_at_most_also_by_the_late_returns(self, book, sales):
        back = [r for r in [*sales, *book.late_returns()] if r["returns_order"]]
        once = Counter((r["returns_order"], r["returns_line"]) for r in back)
        assert max(once.values()) == 1

    def test_late_returns_belong_to_a_quarter_that_is_settled_before_they_come(self, book, sales):
        late = book.late_returns()
        known = {(r["order_number"], r["line_number"]) for r in sales}
        assert late
        assert {r["date"] for r in late} == {"2026-06-29"}
        assert all((r["returns_order"], r["returns_line"]) in known for r in late)

    def test_dealers_sell_only_what_they_are_granted(self, dealers, sales):
        granted = {dealer.code: dealer.lines for dealer in dealers}
        lines = {model.sku: model.line for model in products.catalogue()}
        for row in sales:
            mine = granted[row["dealer"]]
            assert not mine or any(products.within_line(lines[row["sku"]], g) for g in mine)

    def test_dealers_sell_to_consumers_inside_their_territory(self, dealers, sales):
        homes = {dealer.code: dealer.region for dealer in dealers}
        for row in sales:
            if row["kind"] == "sell_out":
                assert homes[row["dealer"]] in region_path(row["region"])

    def test_sell_in_and_sell_through_cost_what_the_price_list_says(self, dealers, sales):
        by_code = {dealer.code: dealer for dealer in dealers}
        models = {model.sku: model for model in products.catalogue()}
        for row in sales:
            if row["kind"] in ("sell_in", "sell_through") and not row["returns_order"]:
                buyer = by_code[row["counterparty"] or row["dealer"]]
                year = int(row["date"][:4])
                fen = prices.tier_fen(models[row["sku"]], buyer.tier, year, buyer.province)
                assert row["unit_price"] == prices.yuan(fen)

    def test_exclusives_are_sold_in_their_shop_alone(self, sales):
        for row in sales:
            if row["sku"] in products.SHOP_OF:
                assert row["shop"] == products.SHOP_OF[row["sku"]]

    def test_the_months_follow_the_season(self, months):
        sold = {m: sum(D(r["amount"]) for r in rows) for m, rows in months.items()}
        assert sold["2025-11"] == max(v for m, v in sold.items() if m < "2026-01")
        assert sold["2025-02"] == min(v for m, v in sold.items() if m < "2026-01")

    def test_some_dealers_end_a_quarter_just_short_of_a_step(self, dealers, sales):
        tiers = {dealer.code: dealer.tier for dealer in dealers}
        bought = defaultdict(D)
        for row in sales:
            if row["kind"] == "sell_in" and tiers[row["dealer"]] == "city":
                day = date.fromisoformat(row["date"])
                bought[day.year, (day.month - 1) // 3, row["dealer"]] += D(row["amount"])
        short = [
            bound - amount
            for amount in bought.values()
            for bound in programmes.QUARTER_BOUNDS
            if 0 < bound - amount < 15_000
        ]
        assert 8 <= len(short) <= len(bought) // 4

    def test_two_dealers_have_a_month_below_zero(self, months):
        bought = defaultdict(D)
        for row in months["2026-02"]:
            if row["kind"] == "sell_in" and not row["shop"]:
                bought[row["dealer"]] += D(row["amount"])
        assert sum(amount < 0 for amount in bought.values()) == 2

    def test_a_dealer_that_left_sells_no_more(self, dealers, sales):
        gone = {dealer.code: dealer.last_month for dealer in dealers if dealer.last_month}
        assert len(gone) == 2
        for row in sales:
            if row["dealer"] in gone and not row["returns_order"]:
                assert row["date"][:7] <= gone[row["dealer"]]

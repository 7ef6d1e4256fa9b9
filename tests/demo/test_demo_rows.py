"""The generated rows of the demo brand, without a database."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal as D

import pytest

from channels_mgmt.demo import network, places, prices, products, programmes
from channels_mgmt.demo.digest import digest
from channels_mgmt.demo.network import build_network, dealer_rows, shop_rows, territory_rows
from channels_mgmt.demo.people import PEOPLE
from channels_mgmt.demo.sales import SalesBook
from channels_mgmt.demo.scales import DEFAULT_SEED, SCALES
from dealers.uscc import validate_uscc
from pricing.barcodes import validate_gtin
from rebates.rules.parsing import parse_terms
from rebates.rules.terms import CapOn, Cumulation, Method

SMALL = SCALES["small"]
SEED = DEFAULT_SEED


@pytest.fixture(scope="module")
def dealers():
    return build_network(SMALL, SEED)


@pytest.fixture(scope="module")
def book(dealers):
    return SalesBook(dealers, products.catalogue(), SMALL, SEED)


@pytest.fixture(scope="module")
def months(book):
    return dict(book.months())


@pytest.fixture(scope="module")
def sales(months):
    return [row for rows in months.values() for row in rows]


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


class TestProducts:
    def test_there_are_sixty_and_every_twentieth_is_sold_online_only(self):
        models = products.catalogue()
        assert (len(models), sum(m.exclusive for m in models)) == (60, 3)

    def test_models_and_barcodes_are_valid_and_given_once(self):
        rows = products.product_rows(products.catalogue())
        for row in rows:
            validate_gtin(row["barcode"])
        assert len({row["barcode"] for row in rows}) == len({row["sku"] for row in rows}) == 60

    def test_an_exclusive_names_an_offline_twin_of_its_own_line(self):
        models = {model.sku: model for model in products.catalogue()}
        pairs = [(m, models[m.twin]) for m in models.values() if m.exclusive]
        assert all(not twin.exclusive and m.line == twin.line for m, twin in pairs)

    def test_parents_come_before_their_lines(self):
        seen = {""}
        for row in products.product_line_rows():
            assert row["parent"] in seen
            seen.add(row["code"])
        assert {model.line for model in products.catalogue()} <= seen

    @pytest.mark.parametrize("model", products.catalogue(), ids=lambda m: m.sku)
    def test_each_tier_pays_more_than_the_one_above_and_less_than_the_consumer(self, model):
        for year in (2025, 2026):
            paid = [prices.tier_fen(model, tier, year) for tier in prices.TIERS]
            assert paid == sorted(set(paid))
            assert paid[-1] < model.retail * 82

    @pytest.mark.parametrize(
        ("fen", "text"), [(0, "0.00"), (5, "0.05"), (123456, "1234.56"), (-50, "-0.50")]
    )
    def test_fen_are_written_as_yuan(self, fen, text):
        assert prices.yuan(fen) == text


class TestNetwork:
    @pytest.mark.parametrize(
        ("scale", "at_least", "at_most"),
        [("tiny", 15, 25), ("small", 115, 125), ("medium", 350, 450), ("large", 950, 1050)],
    )
    def test_a_scale_has_about_its_number_of_dealers(self, scale, at_least, at_most):
        assert at_least <= len(build_network(SCALES[scale], SEED)) <= at_most

    @pytest.mark.parametrize("scale", SCALES)
    def test_codes_names_and_credit_codes_are_valid_and_given_once(self, scale):
        rows = dealer_rows(build_network(SCALES[scale], SEED))
        for row in rows:
            validate_uscc(row["uscc"])
        for column in ("code", "name", "uscc"):
            assert len({row[column] for row in rows}) == len(rows), column

    def test_each_dealer_is_homed_at_the_level_of_its_tier_in_a_real_region(self, dealers):
        levels = {"national": "country", "provincial": "province", "city": "city",
                  "outlet": "county"}  # fmt: skip
        for dealer in dealers:
            assert places.places()[dealer.region].level == levels[dealer.tier], dealer.code

    def test_upstream_dealers_come_first_and_stand_higher(self, dealers):
        seen = {}
        for dealer in dealers:
            if dealer.upstream:
                above = seen[dealer.upstream]
                assert prices.TIERS.index(above.tier) < prices.TIERS.index(dealer.tier)
            seen[dealer.code] = dealer

    def test_there_are_dealers_of_every_status_and_grade(self, dealers):
        assert Counter(d.status for d in dealers).keys() == {
            "active", "applicant", "suspended", "terminated",
        }  # fmt: skip
        assert {d.grade for d in dealers} == {"platinum", "gold", "silver", "standard"}

    @pytest.mark.parametrize("scale", SCALES)
    def test_exclusive_territories_do_not_overlap(self, scale):
        rows = territory_rows(build_network(SCALES[scale], SEED))
        exclusive = [row for row in rows if row["exclusive"] == "true"]
        for i, one in enumerate(exclusive):
            for other in exclusive[i + 1 :]:
                assert not overlap(one, other), (one, other)

    def test_shops_are_run_by_dealers_with_an_e_commerce_team_and_one_by_the_brand(self, dealers):
        teams = {dealer.code for dealer in dealers if dealer.ecommerce}
        operators = [shop["operator"] for shop in shop_rows()]
        assert operators.count("") == 1
        assert {operator for operator in operators if operator} <= teams

    @pytest.mark.parametrize("scale", SCALES)
    def test_the_people_of_the_dealer_side_work_for_dealers_of_different_places(self, scale):
        found = {dealer.code: dealer for dealer in build_network(SCALES[scale], SEED)}
        theirs = [found[person.dealer] for person in PEOPLE if person.dealer]
        assert [dealer.region for dealer in theirs] == ["440100", "330100"]


def region_path(code: str) -> list[str]:
    path = [code]
    while parent := places.places()[path[-1]].parent:
        path.append(parent)
    return path


def overlap(one: dict, other: dict) -> bool:
    regions = one["region"] in region_path(other["region"]) or (
        other["region"] in region_path(one["region"])
    )
    a, b = one["product_line"], other["product_line"]
    lines = not a or not b or products.within_line(a, b) or products.within_line(b, a)
    return regions and lines and one["channel"] == other["channel"]


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


@pytest.fixture(scope="module")
def terms():
    return [
        parse_terms(version)
        for programme in programmes.document()["programmes"]
        for version in programme["versions"]
    ]


class TestProgrammes:
    def test_each_method_benefit_and_period_is_there(self, terms):
        assert {t.method for t in terms} == set(Method)
        assert {str(t.period) for t in terms} == {"month", "quarter", "half", "year"}
        for benefit in ("percent", "per_unit", "lump_sum"):
            assert any(getattr(step, benefit) for t in terms for step in t.steps), benefit

    def test_both_caps_and_a_progressive_one_are_there(self, terms):
        assert {t.cap.on for t in terms if t.cap} == set(CapOn)
        assert {t.cumulation for t in terms} == set(Cumulation)

    def test_versions_follow_each_other_without_a_gap(self):
        changed = 0
        for programme in programmes.document()["programmes"]:
            ends = [version["valid_to"] for version in programme["versions"]]
            starts = [version["valid_from"] for version in programme["versions"]]
            assert starts == [programmes.START, *ends[:-1]]
            assert ends[-1] is None
            changed += len(ends) > 1
        assert changed == 2

    def test_it_names_only_lines_tiers_and_shops_that_exist(self, terms):
        lines = {code for code, *_ in products.LINES}
        shops = {shop["code"] for shop in network.shop_rows()}
        for t in terms:
            assert set(t.scope.include.product_lines) <= lines
            assert set(t.scope.include.tiers) <= set(prices.TIERS)
            assert set(t.scope.include.shops) <= shops

"""The demo's products, dealers and programmes as rows, without a database."""

from collections import Counter

import pytest

from channels_mgmt.demo import network, places, prices, products, programmes
from channels_mgmt.demo.network import build_network, dealer_rows, shop_rows, territory_rows
from channels_mgmt.demo.people import PEOPLE
from channels_mgmt.demo.scales import DEFAULT_SEED, SCALES
from dealers.uscc import validate_uscc
from pricing.barcodes import validate_gtin
from rebates.rules.parsing import parse_terms
from rebates.rules.terms import CapOn, Cumulation, Method
from tests.demo.maps import region_path

SEED = DEFAULT_SEED


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
        assert [dealer.region for dealer in theirs] == [
            "440100",
            "330100",
            "440600",
            "440100",
            "440000",
        ]


def overlap(one: dict, other: dict) -> bool:
    regions = one["region"] in region_path(other["region"]) or (
        other["region"] in region_path(one["region"])
    )
    a, b = one["product_line"], other["product_line"]
    lines = not a or not b or products.within_line(a, b) or products.within_line(b, a)
    return regions and lines and one["channel"] == other["channel"]


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

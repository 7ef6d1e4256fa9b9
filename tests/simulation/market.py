"""The small brand whose life is simulated: what it has on the first day, and who works for it."""

import datetime
from decimal import Decimal as D

from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from dealers.choices import Role
from dealers.models import Brand, Dealer
from pricing.models import PriceList
from pricing.services.price_lists import publish_list
from rebates.services.programmes import import_programmes
from tests.conduct.making import make_rule_version
from tests.conftest import person
from tests.factories import (
    make_contract,
    make_dealer,
    make_line,
    make_price,
    make_region,
    make_sku,
    make_target,
    make_tier,
)
from tests.payouts.papers import make_bank_account

BEGINNING = datetime.date(2017, 1, 1)
FIRST_DAY = datetime.date(2018, 4, 1)  # of the life that is simulated
REGIONS = (  # code, parent; a province, its cities, a county
    ("000000", None),
    ("440000", "000000"), ("440100", "440000"), ("440106", "440100"), ("440300", "440000"),
    ("330000", "000000"), ("330100", "330000"), ("330106", "330100"),
)  # fmt: skip
DEALERS = (  # code, tier, home region, upstream dealer
    ("P-GD", "provincial", "440000", None),
    ("P-ZJ", "provincial", "330000", None),
    ("C-GZ", "city", "440100", "P-GD"),
    ("C-SZ", "city", "440300", "P-GD"),
    ("C-HZ", "city", "330100", "P-ZJ"),
    ("O-TH", "outlet", "440106", "C-GZ"),
    ("O-TX", "outlet", "440106", "C-GZ"),
    ("O-XH", "outlet", "330106", "C-HZ"),
)
SKUS = {
    f"{line[:-1].upper()}-{number}": (line, brand)
    for line, brands in (
        ("hoods", ("Alpha", "Alpha", "Beta", "Beta")),
        ("stoves", ("Alpha", "Alpha", "Beta")),
        ("ovens", ("Alpha", "Beta", "Beta")),
    )
    for number, brand in enumerate(brands, start=1)
}
LADDER = (
    {"number": 1, "fixed": D(500)},
    {"number": 2, "fixed": D(900), "suspension_days": 7},
    {"number": 3, "rebate_percent": D(20)},
)


class Market:
    """Eight dealers on three tiers, ten products, eight regions; seven people of the brand, and a
    principal for each dealer."""

    def __init__(self) -> None:
        Brand.objects.create(name="某品牌", name_en="A Brand")
        self.regions = {}
        for code, parent in REGIONS:
            self.regions[code] = make_region(code, self.regions.get(parent))
        self.tiers = {code: make_tier(code) for code in ("provincial", "city", "outlet")}
        self.skus = self._skus()
        self.people()
        self.dealers: dict[str, Dealer] = {}
        for place in DEALERS:
            self._dealer(*place)
        make_rule_version(valid_from=BEGINNING, steps=LADDER)
        self._first_prices()
        import_programmes(document={"programmes": FIRST_PROGRAMMES}, access=SYSTEM)

    def people(self) -> None:
        hq, finance = Role.HEADQUARTERS, Role.FINANCE
        self.staff = [
            person("hq-1", hq), person("hq-2", hq), person("hq-3", hq),
            person("finance-1", finance), person("finance-2", finance),
            person("finance-3", finance), person("auditor", Role.AUDITOR),
        ]  # fmt: skip
        self.principals: dict[str, Access] = {}

    def able(self, verb: Verb) -> list[Access]:
        """The people of the brand who have the right."""
        return [access for access in self.staff if access.may(verb)]

    @property
    def boss(self) -> Access:
        return self.staff[0]

    def _skus(self) -> dict:
        kitchen = make_line("kitchen")
        lines = {code: make_line(code, kitchen) for code in ("hoods", "stoves", "ovens")}
        return {
            code: make_sku(code, product_line=lines[line], brand=brand)
            for code, (line, brand) in SKUS.items()
        }

    def _dealer(self, code: str, tier: str, home: str, upstream: str | None) -> None:
        dealer = make_dealer(
            code,
            tier=self.tiers[tier],
            home_region=self.regions[home],
            upstream=self.dealers.get(upstream),
            status="active",
        )
        self.dealers[code] = dealer
        self.principals[code] = person(f"of-{code}", Role.PRINCIPAL, dealer=dealer)
        make_bank_account(dealer=dealer)
        make_contract(dealer=dealer, valid_from=BEGINNING, valid_to=datetime.date(2018, 7, 1))
        for year in (2018, 2019):
            make_target(
                dealer=dealer,
                period_from=datetime.date(year, 1, 1),
                period_to=datetime.date(year + 1, 1, 1),
                amount=D(400_000),
            )

    def _first_prices(self) -> None:
        for number, sku in enumerate(self.skus.values(), start=1):
            for tier in self.tiers.values():
                make_price(sku=sku, tier=tier, price=D(900 + 100 * number), valid_from=BEGINNING)
        [price_list] = PriceList.objects.all()
        publish_list(price_list=price_list, access=self.boss, reason="first prices")


def terms(**changes) -> dict:
    """A version of the programme file that has been valid from the beginning."""
    return {
        "valid_from": str(BEGINNING),
        "scope": {"kinds": ["sell_in"]},
        "target_measure": {"of": "net_amount"},
        "steps": [{"from": "0", "percent": "1"}, {"from": "60000", "percent": "2.25"}],
        "method": "whole",
        "period": "quarter",
    } | changes


def programme(code: str, *, more: dict | None = None, **changes) -> dict:
    return {"code": code, "name": code, "versions": [terms(**changes)]} | (more or {})


GROWTH = [{"from": "90", "percent": "1"}, {"from": "120", "percent": "2", "lump_sum": "150"}]
FIRST_PROGRAMMES = [
    programme("WHOLE", more={"payment_form": "cash"}),
    programme("PROGRESSIVE", method="graduated", cumulation="progressive"),
    programme(
        "GROWTH", target_measure={"of": "growth_percent"}, steps=GROWTH, period="year",
        baseline={"when_missing": "amount", "amount": "80000"}, more={"payment_form": "cash"},
    ),
    programme(
        "ATTAINED", target_measure={"of": "attainment_percent"},
        steps=[{"from": "60", "percent": "0.8"}, {"from": "100", "percent": "1.6"}],
        gates=[{"no_violation": ["cross_region", "false_data"], "else_multiply": "0.5"}],
    ),
    programme(
        "BUDGET", target_measure={"of": "quantity"}, earning_measure={"of": "quantity"},
        steps=[{"from": "5", "per_unit": "33.33"}], budget={"amount": "2500"},
    ),
    programme(
        "MINIMUM", period="month", minimum={"amount": "120", "carry_over": True},
        steps=[{"from": "0", "percent": "0.7"}], more={"payment_form": "goods"},
    ),
    programme("BEST-1", method="stacked", more={"exclusion_group": "BEST"}),
    programme(
        "BEST-2", earning_measure={"of": "net_amount", "scope": {"include": {"brands": ["Alpha"]}}},
        steps=[{"from": "10000", "percent": "4"}], more={"exclusion_group": "BEST"},
    ),
    programme(
        "UPSTREAM", pass_through=True, period="quarter",
        steps=[{"from": "20000", "percent": "0.5"}],
        gates=[{"payment_days": [[15, "1"], [45, "0.8"], [90, "0.5"]]}],
    ),
    programme(
        "JOINED", more={"enrolment": "contract"}, cap={"on": "benefit", "amount": "3000"},
        gates=[{"grade": ["gold", "platinum"], "else_multiply": "0.9"}],
    ),
]  # fmt: skip
"""One of each sort; later versions are of any."""

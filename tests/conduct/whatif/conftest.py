"""A spring of trade: what Guangzhou sold in Hangzhou, and a rule for it."""

import datetime

import pytest

from dealers.models import Territory
from rebates.conduct.models import PenaltyTrial
from rebates.conduct.whatif.calculating import calculate_trial
from rebates.conduct.whatif.starting import start_trial
from tests import factories as make
from tests.conduct.making import make_rule, make_rule_version, make_setting

DAYS = {"date_from": datetime.date(2026, 3, 1), "date_to": datetime.date(2026, 4, 1)}
DAY = datetime.date(2026, 3, 10)
SINCE = datetime.date(2025, 1, 1)
DOUBLE = ({"number": 1, "fixed": 200_000}, {"number": 2, "fixed": 300_000})


@pytest.fixture
def rule(db):
    """100,000, then 150,000, then the authorisation."""
    return make_rule_version(rule=make_rule("CR"), share_percent=0)


@pytest.fixture
def draft(rule):
    """Twice as much, from the beginning of the year on."""
    return make_rule_version(
        rule=rule.rule, status="draft", steps=DOUBLE, share_percent=0,
        valid_from=datetime.date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def territories(dealers) -> dict[str, Territory]:
    return {
        dealer.code: make.make_territory(dealer=dealer)
        for dealer in (dealers.guangzhou, dealers.hangzhou)
    }


@pytest.fixture
def setting(db):
    return make_setting("line_outside", valid_from=SINCE)


@pytest.fixture
def sell(setting, rule, territories, dealers, regions):
    """``sell(days)``: a piece from Guangzhou to Hangzhou, so many days after the tenth of March."""
    sku = make.make_sku(list_price=200)

    def sold(days: int = 0, **more):
        values = {"dealer": dealers.guangzhou, "sku": sku, "region": regions.hangzhou}
        day = DAY + datetime.timedelta(days)
        return make.make_sale("100", kind="sell_out", date=day, **(values | more))

    return sold


@pytest.fixture
def tried(hq):
    """``tried(drafts=[…])``: a what-if of March, worked out."""

    def calculated(**terms) -> PenaltyTrial:
        return calculate_trial(trial=start_trial(access=hq, **{**DAYS, **terms}))

    return calculated


def fines(trial: PenaltyTrial) -> list[tuple[str, str]]:
    """Before and after of each case, by day; "–" where there is none."""
    rows = trial.cases.order_by("day", "key")
    return [(said(row, "before"), said(row, "after")) for row in rows]


def said(row, side: str) -> str:
    if row.sides[side] is None:
        return "–"
    fine, besides = getattr(row, side), row.sides[side]["besides"]
    why = row.sides[side]["why"]
    text = why or " + ".join(map(str, [*([int(fine)] if fine else []), *besides.values()]))
    return text or "0"

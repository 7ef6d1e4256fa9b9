"""A brand that has settled 2023 and has a draft of 2024: what a reviewer sets beside each other."""

import datetime

import pytest
from django.utils import timezone

from channels_mgmt.core.checklists import Asked
from rebates.models import SettlementRun
from rebates.sales.cells import mark_changed
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.runs import approve_run, start_run
from tests import factories as make

YEAR = Asked(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def sell(db):
    """``sell(dealer, "100", "2024-03-15")``: taken in now."""

    def sold(dealer, amount: str, on: str = "2024-03-15", **more):
        mark_changed([day(on)])
        batch = make.make_batch(status="committed", committed_at=timezone.now(), kind="sales")
        return make.make_sale(amount, dealer=dealer, date=day(on), batch=batch, **more)

    return sold


@pytest.fixture
def programme(db):
    version = make.make_version(valid_from=day("2020-01-01"), status="approved", period="year")
    return version.programme


@pytest.fixture
def draft_of(programme, hq):
    def drafted(year: int, **more) -> SettlementRun:
        days = {"date_from": datetime.date(year, 1, 1), "date_to": datetime.date(year + 1, 1, 1)}
        return calculate(run=start_run(access=hq, **days, **more))

    return drafted


@pytest.fixture
def posted_of(draft_of, finance):
    def posted(year: int, **more) -> SettlementRun:
        run = approve_run(run=draft_of(year, **more), access=finance, reason="checked")
        return post_run(run=run, access=finance)

    return posted


@pytest.fixture
def before(sell, dealers, posted_of) -> SettlementRun:
    """2023: Guangzhou sold much, Hangzhou something."""
    sell(dealers.guangzhou, "100000", "2023-03-15")
    sell(dealers.hangzhou, "50000", "2023-03-15")
    return posted_of(2023)


@pytest.fixture
def draft(before, sell, dealers, draft_of) -> SettlementRun:
    """2024: Guangzhou sold half as much again, Hangzhou nothing, Guangdong is new."""
    sell(dealers.guangzhou, "150000")
    sell(dealers.guangdong, "10000")
    return draft_of(2024)

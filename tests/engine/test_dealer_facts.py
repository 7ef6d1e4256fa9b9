"""What is known of dealers apart from their sales, and how often the database is asked for it."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_mgmt.core.periods import Period
from rebates.engine.dealer_facts import DealerFacts, Goal
from rebates.engine.schedule import Measured, Version
from rebates.rules.parsing import parse_terms
from tests.factories import make_payment, make_target
from tests.settlement.world import version_document

QUARTERS = [Period.parse(f"2012Q{number}") for number in range(1, 5)]
SPEED = {"gates": [{"payment_days": [[15, "1"], [30, "0.8"]]}]}
GATED = {"gates": [{"measure": "attainment_percent", "at_least": "90"}]}


def measured(window: Period, **terms) -> Measured:
    version = Version(1, 1, 1, "P", date(2012, 1, 1), None, parse_terms(version_document(**terms)))
    return Measured(version, window, window, window, window)


def known_now(world) -> DealerFacts:
    return DealerFacts([dealer.pk for dealer in world.dealers.values()], timezone.now())


def test_payments_are_read_once_for_all_windows(world):
    dealer = world.dealers["D1"]
    for month, day in ((2, 10), (5, 31), (8, 25)):
        world.sell("D1", "100", f"2012-{month:02}-01")
        make_payment("100", dealer=dealer, date=date(2012, month, day))
    facts = known_now(world)
    with CaptureQueriesContext(connection) as asked:
        days = [facts.of(measured(window, **SPEED), dealer.pk).payment_days for window in QUARTERS]
    assert days == [9, 30, 24, None]
    assert len(asked) <= 3


@pytest.mark.parametrize(
    ("rows", "goal"),
    [
        pytest.param([("2012-01-01", "2012-04-01", "300")], "300", id="one row"),
        pytest.param([("2012-01-01", "2012-02-01", "100"), ("2012-02-01", "2012-04-01", "150")],
                     "250", id="rows that cover every day"),
        pytest.param([("2012-01-01", "2012-02-01", "100")], None, id="a target for a month"),
        pytest.param([("2012-01-01", "2013-01-01", "900")], None, id="a target of the year"),
        pytest.param([("2012-01-01", "2012-04-01", "0")], None, id="nothing was asked"),
    ],
)  # fmt: skip
def test_a_goal_counts_where_the_targets_cover_every_day(world, rows, goal):
    dealer = world.dealers["D1"]
    for start, end, amount in rows:
        make_target(dealer=dealer, amount=D(amount), period_from=date.fromisoformat(start),
                    period_to=date.fromisoformat(end))  # fmt: skip
    found = known_now(world).goal(measured(QUARTERS[0], **GATED), dealer.pk)
    assert found == (goal and Goal(int(goal) * 10_000, in_pieces=False))

"""A run posts the difference between what is due now and what was posted before."""

import pytest
from django.core.exceptions import ValidationError

from dealers.models import LedgerEntry
from rebates.choices import RunStatus
from rebates.services.books import verify
from rebates.services.reversing import reverse_run
from tests.settlement.world import D, amounts, line


def test_it_works(world):
    world.programme()
    world.sell("D1", "60000.00")
    run = world.settle()
    assert (run.status, amounts(run)) == (RunStatus.POSTED, {("D1", "2012"): D("1200.00")})
    assert world.balance("D1") == D("1200.00")
    assert list(verify()) == []


def test_a_draft_touches_no_ledger(world):
    world.programme()
    world.sell("D1", "60000.00")
    assert world.draft().status == RunStatus.DRAFT
    assert not LedgerEntry.objects.exists()


def test_an_unchanged_world_posts_nothing(world):
    world.programme()
    world.sell("D1", "60000.00")
    world.settle()
    again = world.settle()
    assert amounts(again) == {("D1", "2012"): D(0)}
    assert line(again, "D1").due == line(again, "D1").already_posted == D("1200.00")
    assert LedgerEntry.objects.count() == 1


def test_a_late_line_posts_the_difference(world):
    world.programme()
    world.sell("D1", "60000.00")
    world.settle()
    world.sell("D1", "40000.00")  # 100,000: 3 % on everything
    assert amounts(world.settle()) == {("D1", "2012"): D("1800.00")}
    assert world.balance("D1") == D("3000.00")


def test_settle_return_settle_is_as_good_as_settling_once_at_the_end(world):
    world.programme()
    world.sell("D1", "60000.00")
    world.sell("D2", "60000.00")
    world.settle(dealers=["D1"])
    for dealer in ("D1", "D2"):
        world.sell(dealer, "-15000.00")
    world.settle()
    assert world.balance("D1") == world.balance("D2") == D("450.00")


def test_returning_everything_restores_the_balance_to_the_fen(world):
    world.programme()
    world.sell("D1", "60000.01")
    world.settle()
    world.sell("D1", "-60000.01")
    assert amounts(world.settle()) == {("D1", "2012"): D("-1200.00")}
    assert world.balance("D1") == 0


def test_a_dealer_without_a_line_in_scope_gets_none(world):
    world.programme(scope={"kinds": ["sell_in"], "include": {"skus": ["OVEN-1"]}})
    world.sell("D1", "60000.00", sku="HOOD-1")
    world.sell("D2", "60000.00", sku="OVEN-1")
    assert amounts(world.draft()) == {("D2", "2012"): D("1200.00")}


def test_a_zero_is_a_line_that_says_what_is_missing(world):
    world.programme(steps=[{"from": "100000", "percent": "3"}])
    world.sell("D1", "61800.00")
    found = line(world.draft(), "D1")
    assert (found.due, found.explanation["outcome"]) == (0, "below_first_step")
    assert found.explanation["slices"][0]["missing"] == "38200"


def test_what_was_taken_in_after_the_cut_off_is_left_out(world):
    world.programme()
    world.sell("D1", "60000.00")
    first = world.draft()
    world.sell("D1", "40000.00")
    again = world.draft(as_of=first.as_of)
    assert (amounts(again), again.input_digest) == (amounts(first), first.input_digest)
    assert world.draft().input_digest != first.input_digest


def test_a_reversal_takes_back_what_was_posted_and_it_can_be_settled_anew(world):
    world.programme()
    world.sell("D1", "60000.00")
    run = world.settle()
    reversal = world.reverse(run)
    run.refresh_from_db()
    assert (run.status, reversal.status) == (RunStatus.REVERSED, RunStatus.POSTED)
    assert amounts(reversal) == {("D1", "2012"): D("-1200.00")}
    assert world.balance("D1") == 0
    assert amounts(world.settle()) == {("D1", "2012"): D("1200.00")}
    assert list(verify()) == []


def test_a_later_difference_stays_when_the_first_run_is_reversed(world):
    world.programme()
    world.sell("D1", "60000.00")
    first = world.settle()
    world.sell("D1", "40000.00")
    world.settle()
    world.reverse(first)
    assert world.balance("D1") == D("1800.00")
    assert amounts(world.settle()) == {("D1", "2012"): D("1200.00")}
    assert list(verify()) == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reversal_needs_a_reason(world, reason):
    world.programme()
    world.sell("D1", "60000.00")
    run = world.settle()
    with pytest.raises(ValidationError, match="Say why"):
        reverse_run(run=run, access=world.manager, reason=reason)


def test_a_run_is_reversed_once_and_a_reversal_never(world):
    world.programme()
    world.sell("D1", "60000.00")
    run = world.settle()
    reversal = world.reverse(run)
    with pytest.raises(ValidationError, match="reversed by run"):
        reverse_run(run=run, access=world.manager, reason="again")
    with pytest.raises(ValidationError, match="is a reversal itself"):
        reverse_run(run=reversal, access=world.manager, reason="again")


def test_a_draft_cannot_be_reversed(world):
    with pytest.raises(ValidationError, match="cannot become"):
        reverse_run(run=world.draft(), access=world.manager, reason="wrong")

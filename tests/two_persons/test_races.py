"""Two who decide at the same time: one of them does, and nothing is posted twice."""

from decimal import Decimal as D

import pytest

from channels_mgmt.core.audit import history_of
from dealers.choices import EntryKind, Role
from dealers.models import LedgerEntry
from dealers.roles import access_of
from dealers.services.manual_entries import approve_entry, propose_entry, refuse_entry
from rebates.models import Programme
from rebates.services.books import verify
from rebates.services.runs import approve_run, discard_run
from rebates.services.versions import approve_version, change_draft, propose_version
from tests import factories as make
from tests.settlement.test_races import at_once, refusals
from tests.settlement.world import World, version_document

WHY = {"reason": "as agreed"}


@pytest.fixture
def world(transactional_db) -> World:
    """A world that is committed, so that threads see it, with 1,200.00 to pay out."""
    world = World()
    world.programme()
    world.sell("D1", "60000.00")
    world.settle()
    return world


@pytest.fixture
def hq(world):
    return access_of(make.make_grant(role=Role.HEADQUARTERS).user)


@pytest.fixture
def finances(world):
    return [access_of(make.make_grant(role=Role.FINANCE).user) for _ in range(3)]


@pytest.fixture
def propose(world, hq):
    def call(amount: str):
        return propose_entry(
            dealer=world.dealers["D1"], kind=EntryKind.PAYOUT, amount=D(amount),
            date=make.START, access=hq, **WHY,
        )  # fmt: skip

    return call


def booked() -> int:
    return LedgerEntry.objects.filter(source__startswith="manual:").count()


def test_an_entry_is_posted_once(world, propose, finances):
    entry = propose("100.00")
    answers = at_once(
        *(lambda who=who: approve_entry(entry=entry, access=who, **WHY) for who in finances)
    )
    assert (refusals(answers), booked()) == (2, 1)
    assert list(verify()) == []


def test_an_entry_is_posted_or_refused(world, propose, finances):
    entry = propose("100.00")
    answers = at_once(
        lambda: approve_entry(entry=entry, access=finances[0], **WHY),
        lambda: refuse_entry(entry=entry, access=finances[1], **WHY),
    )
    entry.refresh_from_db()
    assert refusals(answers) == 1
    assert booked() == (entry.status == "posted")


def test_two_payouts_at_once_do_not_go_beyond_the_balance(world, propose, finances):
    entries = [propose("700.00") for _ in finances]
    answers = at_once(
        *(
            lambda entry=entry, who=who: approve_entry(entry=entry, access=who, **WHY)
            for entry, who in zip(entries, finances, strict=True)
        )
    )
    assert refusals(answers) == 2
    assert world.balance("D1") == D("500.00")
    assert list(verify()) == []


def test_a_run_is_approved_or_discarded(world, finances):
    world.sell("D1", "10000.00")
    run = world.draft()
    answers = at_once(
        lambda: approve_run(run=run, access=finances[0], **WHY),
        lambda: discard_run(run=run, access=world.manager, **WHY),
        lambda: approve_run(run=run, access=finances[1], **WHY),
    )
    assert refusals(answers) in (1, 2)  # what was approved may still be discarded
    approvals = history_of(run).filter(action="approved").values_list("by", flat=True)
    run.refresh_from_db()
    assert list(approvals) == [by for by in [run.approved_by_id] if by]
    assert run.status == "discarded" or len(approvals) == 1


def test_whoever_changes_a_draft_while_it_is_approved_is_too_late_or_first(world, hq, finances):
    programme = Programme.objects.get()
    document = version_document(valid_from="2030-01-01")
    version = propose_version(programme=programme, document=document, access=hq)
    other = version_document(valid_from="2030-01-01", method="graduated")
    answers = at_once(
        lambda: approve_version(version=version, access=finances[0], **WHY),
        lambda: change_draft(version=version, document=other, access=hq),
        lambda: approve_version(version=version, access=finances[1], **WHY),
    )
    version.refresh_from_db()
    assert (version.status, refusals(answers)) in [("approved", 1), ("approved", 2)]
    assert version.approved_by_id in {who.user.pk for who in finances}

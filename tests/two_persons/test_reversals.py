"""A manual entry is taken back by another one, which a second person approves; both stay."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dealers.choices import Account, EntryKind
from dealers.models import ManualEntry
from dealers.services.entry_proof import manual_problems
from dealers.services.manual_entries import approve_entry, propose_reversal, refuse_entry
from tests.factories import make_entry

WHY = {"reason": "booked twice"}


@pytest.fixture
def posted(entry, finance) -> ManualEntry:
    """A payout of 100.00."""
    return approve_entry(entry=entry, access=finance, reason="checked")


def test_it_works(posted, hq, finance, dealer):
    back = propose_reversal(entry=posted, access=hq, **WHY)
    assert dealer.ledger.balance() == D("400.00")  # it waits
    back = approve_entry(entry=back, access=finance, reason="checked")
    assert back.entry.reverses == posted.entry
    assert (back.entry.source, back.entry.memo) == (f"manual:{back.pk}", "booked twice")
    assert dealer.ledger.balance() == D("500.00")
    assert list(manual_problems()) == []


def test_whoever_proposed_it_does_not_approve_it(posted, finance):
    back = propose_reversal(entry=posted, access=finance, **WHY)
    with pytest.raises(ValidationError) as refused:
        approve_entry(entry=back, access=finance, reason="mine")
    assert refused.value.code == "own_proposal"


@pytest.mark.parametrize("kind", [EntryKind.ADJUSTMENT, EntryKind.DEPOSIT_LODGED])
def test_every_kind_goes_back_to_where_it_came_from(propose, hq, finance, dealer, kind):
    before = {account: dealer.ledger.balance([account]) for account in Account}
    posted = approve_entry(entry=propose(kind, "30.00"), access=finance, reason="checked")
    back = propose_reversal(entry=posted, access=hq, **WHY)
    approve_entry(entry=back, access=finance, reason="checked")
    assert {account: dealer.ledger.balance([account]) for account in Account} == before
    assert list(manual_problems()) == []


def test_only_what_is_posted_and_no_reversal_is_reversed(entry, posted, propose, hq, finance):
    back = propose_reversal(entry=posted, access=hq, **WHY)
    back = approve_entry(entry=back, access=finance, reason="checked")
    for other in (propose(), back):
        with pytest.raises(ValidationError, match="Only a posted entry"):
            propose_reversal(entry=other, access=hq, **WHY)


def test_once_at_a_time_and_again_where_it_was_refused(posted, hq, finance):
    first = propose_reversal(entry=posted, access=hq, **WHY)
    with pytest.raises(ValidationError, match="reversed already, or about to be"):
        propose_reversal(entry=posted, access=hq, **WHY)
    refuse_entry(entry=first, access=finance, reason="no")
    assert propose_reversal(entry=posted, access=hq, **WHY).reverses == posted


def test_a_deposit_that_is_not_there_any_more_is_not_taken_back(propose, hq, finance, dealer):
    lodged = approve_entry(
        entry=propose(EntryKind.DEPOSIT_LODGED, "30.00"), access=finance, reason="checked"
    )
    make_entry("-1010.00", dealer=dealer, account=Account.DEPOSIT, against=Account.BRAND_CASH)
    with pytest.raises(ValidationError, match="deposit held is 20.00"):
        propose_reversal(entry=lodged, access=hq, **WHY)


def test_goods_credit_is_used_as_far_as_it_goes(propose, dealer):
    make_entry("50.00", dealer=dealer, account=Account.GOODS_CREDIT, against=Account.PAYOUTS)
    assert propose(EntryKind.CREDIT_USED, "50.00").status == "proposed"
    with pytest.raises(ValidationError, match="goods credit is 50.00"):
        propose(EntryKind.CREDIT_USED, "50.01")


def test_its_effect_has_the_other_sign(posted, hq, finance):
    back = propose_reversal(entry=posted, access=hq, **WHY)
    effects = ManualEntry.objects.with_effects().in_bulk([posted.pk, back.pk])
    assert [effects[key].to_balance for key in (posted.pk, back.pk)] == [D("-100"), D("100")]


def test_by_its_page_and_by_the_api(posted, propose, hq_client, finance):
    other = approve_entry(entry=propose(amount="20.00"), access=finance, reason="checked")
    answer = hq_client.post(reverse("dealers:manualentry_reverse", args=[posted.pk]), WHY)
    back = ManualEntry.objects.get(reverses=posted)
    assert answer.url == reverse("dealers:manualentry_detail", args=[back.pk])
    address = f"/api/v1/manual-entries/{other.pk}/reverse/"
    sent = hq_client.post(address, WHY, content_type="application/json")
    assert (sent.status_code, sent.json()["reverses"]) == (201, other.pk)


def test_a_reversal_that_the_ledger_has_otherwise_is_found(posted, hq, finance):
    back = propose_reversal(entry=posted, access=hq, **WHY)
    back = approve_entry(entry=back, access=finance, reason="checked")
    ManualEntry.objects.filter(pk=back.pk).update(amount=D("99.00"))
    assert any(f"Manual entry {back.pk} is not in the ledger" in text for text in manual_problems())

"""`verify_books` finds what is wrong with payouts, whoever wrote it past the services."""

import hashlib
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from channels_mgmt.core.triggers import set_guard
from dealers.models import LedgerEntry
from rebates.models import Payout, PayoutBatch, PayoutFile
from rebates.payouts.paying import pay
from rebates.payouts.proof import payout_problems
from tests.factories import make_entry


@pytest.fixture
def paid(sent, cashier) -> Payout:
    return pay(payout=sent, access=cashier)


def test_it_works(paid):
    assert list(payout_problems()) == []


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"amount": D("99.00")}, "is not in the ledger as it was paid"),
        ({"settled_on": "2020-01-01"}, "is not in the ledger as it was paid"),
        ({"form": "credit"}, "is not in the ledger as it was paid"),
        ({"status": "returned"}, "is Returned, but the ledger says otherwise"),
        ({"status": "withdrawn", "entry": None}, "belongs to no payout"),
    ],
)
def test_a_payout_that_the_ledger_does_not_have_so(paid, columns, what):
    Payout.objects.filter(pk=paid.pk).update(**columns)
    assert any(what in text for text in payout_problems())


def test_an_entry_of_no_payout(paid):
    make_entry("5.00", dealer=paid.dealer, source="payout:999")
    assert any("belongs to no payout" in text for text in payout_problems())


def test_a_payout_beyond_the_balance(sent, cashier):
    make_entry("-30.00", dealer=sent.dealer)
    payout = pay(payout=sent, access=cashier, bank_has_paid=True)
    assert list(payout_problems()) == []  # somebody said so
    Payout.objects.filter(pk=payout.pk).update(beyond_balance=False)
    assert any("left a balance of -30.00" in text for text in payout_problems())


def test_a_payout_settled_by_whoever_proposed_it(paid):
    Payout.objects.update(settled_by=paid.batch.created_by)
    assert any("was settled by whoever proposed" in text for text in payout_problems())


def test_a_batch_that_one_person_proposed_and_approved_is_kept_out_by_the_database(paid):
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.update(approved_by=paid.batch.created_by)


def test_control_totals_that_are_not_those_of_the_payouts(paid):
    PayoutBatch.objects.update(total=D("1.00"))
    assert any("its file has 1 payments of 1.00" in text for text in payout_problems())


def test_a_file_of_other_bytes(paid, without_guards):
    PayoutFile.objects.filter(format="csv").update(content=b"other")
    assert any("its file (csv) is not the one that was made" in text for text in payout_problems())


def test_a_file_whose_digest_was_replaced_with_it(paid, without_guards):
    digest = hashlib.sha256(b"other").hexdigest()
    PayoutFile.objects.filter(format="csv").update(content=b"other", sha256=digest)
    assert any("its file (csv) is not the one that was made" in text for text in payout_problems())


@pytest.fixture
def without_guards(db):
    """As somebody who has the database itself, and took the triggers away."""
    set_guard(connection, "rebates_payoutfile", on=False)
    yield
    set_guard(connection, "rebates_payoutfile", on=True)


def test_the_ledger_itself_is_not_changed(paid):
    assert LedgerEntry.objects.filter(source__startswith="payout:").count() == 1
